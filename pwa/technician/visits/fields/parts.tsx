/** Parts used, each counted with large buttons or typed, because nobody taps fifteen metres; none used is an answer, too. */
import { inTongue } from '../../shell/format';
import { Icon } from '../../shell/icons';
import { messages } from '../../shell/messages';
import type { Answer } from '../../standard/types';
import { answer as report } from '../steps';
import { draftOf, type FieldProps } from './field';

const MOST = 999;

export function PartsField({ here, step, answer }: FieldProps<Extract<Answer, { kind: 'parts' }>>) {
  const draft = draftOf<Record<string, number>>(here, step);
  const say = messages.value.visits;
  const counts = draft.value.value ?? {};
  const put = (code: string, count: number) =>
    draft.set({ ...counts, [code]: Math.min(MOST, Math.max(0, Math.trunc(count) || 0)) });
  const change = (code: string, by: number) => () => put(code, (counts[code] ?? 0) + by);
  const used = answer.parts.filter((part) => (counts[part.code] ?? 0) > 0);
  const save = () =>
    void here.tap(step.id, async () => {
      await report(
        here,
        step,
        used.map((part) => ({ code: part.code, name: part.name['zh-CN'], count: counts[part.code]! })),
      );
      await draft.clear();
    });
  return (
    <div class="stack">
      {answer.parts.map((part) => (
        <div class="counter" key={part.code} role="group" aria-label={inTongue(part.name)}>
          <span>{inTongue(part.name)}</span>
          <button type="button" class="button small" aria-label={say.less} onClick={change(part.code, -1)}>
            <Icon name="dash" />
          </button>
          <label class="count">
            <input
              class="input number"
              type="text"
              inputMode="numeric"
              autoComplete="off"
              maxLength={3}
              aria-label={inTongue(part.name)}
              value={counts[part.code] ?? 0}
              onFocus={(event) => event.currentTarget.select()}
              onInput={(event) => put(part.code, Number(event.currentTarget.value.replace(/\D/g, '')))}
            />
            <span>{inTongue(part.unit)}</span>
          </label>
          <button type="button" class="button small" aria-label={say.more} onClick={change(part.code, 1)}>
            <Icon name="plus" />
          </button>
        </div>
      ))}
      <button type="button" class="button" onClick={save}>
        {used.length > 0 ? say.save : say.noParts}
      </button>
    </div>
  );
}
