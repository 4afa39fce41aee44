/** Parts used, each counted with large buttons; none used is an answer, too. */
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
  const change = (code: string, by: number) => () =>
    draft.set({ ...counts, [code]: Math.min(MOST, Math.max(0, (counts[code] ?? 0) + by)) });
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
          <output aria-live="polite">
            <b>{counts[part.code] ?? 0}</b> {inTongue(part.unit)}
          </output>
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
