/** One of several, saved with the tap itself; or several, saved together. */
import { useState } from 'preact/hooks';
import { inTongue } from '../../shell/format';
import { Icon } from '../../shell/icons';
import { messages } from '../../shell/messages';
import type { Answer } from '../../standard/types';
import { answer as report } from '../steps';
import { draftOf, FieldError, type FieldProps } from './field';

const LONG = 7; // letters of a label that no longer fit half a row

export function ChoiceField({ here, step, answer }: FieldProps<Extract<Answer, { kind: 'choice' }>>) {
  return (
    <div class={shapeOf(answer.choices.map((each) => inTongue(each.label)))}>
      {answer.choices.map((each) => (
        <button
          type="button"
          class="reason"
          key={each.id}
          onClick={() => void here.tap(step.id, () => report(here, step, each.id))}
        >
          <span>{inTongue(each.label)}</span>
        </button>
      ))}
    </div>
  );
}

export function ManyField({ here, step, answer }: FieldProps<Extract<Answer, { kind: 'many' }>>) {
  const draft = draftOf<string[]>(here, step);
  const [wrong, object] = useState<string>();
  const chosen = draft.value.value ?? [];
  const least = answer.least ?? 0;
  const toggle = (id: string) => () => {
    object(undefined);
    draft.set(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  };
  const save = () => {
    if (chosen.length < least) return object(messages.value.visits.wrongChoice(least));
    const inOrder = answer.choices.filter((each) => chosen.includes(each.id)).map((each) => each.id);
    void here.tap(step.id, async () => {
      await report(here, step, inOrder);
      await draft.clear();
    });
  };
  return (
    <div class="stack">
      <FieldError id={`wrong-${step.id}`} text={wrong} />
      <div
        class={shapeOf(answer.choices.map((each) => inTongue(each.label)))}
        role="group"
        aria-labelledby={`now-${step.id}`}
      >
        {answer.choices.map((each) => (
          <button
            type="button"
            class="reason"
            key={each.id}
            aria-pressed={chosen.includes(each.id)}
            onClick={toggle(each.id)}
          >
            <span>{inTongue(each.label)}</span>
            <Icon name="tick" />
          </button>
        ))}
      </div>
      <button type="button" class="button" onClick={save}>
        {messages.value.visits.save}
      </button>
    </div>
  );
}

const wide = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 255 ? 1 : 0.55), 0);
const shapeOf = (labels: string[]): string => (labels.some((label) => wide(label) > LONG) ? 'reasons one' : 'reasons');
