/** One button that says what was done. */
import { inTongue } from '../../shell/format';
import { Icon } from '../../shell/icons';
import { messages } from '../../shell/messages';
import type { Answer } from '../../standard/types';
import { answer as report } from '../steps';
import type { FieldProps } from './field';

export function ConfirmField({ here, step, answer }: FieldProps<Extract<Answer, { kind: 'confirm' }>>) {
  return (
    <button type="button" class="button" onClick={() => void here.tap(step.id, () => report(here, step, true))}>
      <Icon name="check" />
      {answer.label ? inTongue(answer.label) : messages.value.visits.done}
    </button>
  );
}
