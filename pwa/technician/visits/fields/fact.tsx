/** A fact of the visit that a step asks for: one button; arrival may take the place along, a call opens the telephone. */
import { useEffect, useState } from 'preact/hooks';
import { inTongue } from '../../shell/format';
import { Icon } from '../../shell/icons';
import { messages } from '../../shell/messages';
import type { Answer, Step } from '../../standard/types';
import { CallSheet } from '../CallSheet';
import { reportStep } from '../steps';
import { SheetOf } from '../../shell/parts';
import { allowed, askKindly } from '../geolocation';
import type { Here } from '../here';
import { draftOf, FieldError, FieldForm, type FieldProps } from './field';

export function FactField({ here, step, answer }: FieldProps<Extract<Answer, { kind: 'fact' }>>) {
  const [sheet, open] = useState(false);
  const label = answer.label ? inTongue(answer.label) : messages.value.visits.done;
  const asks = answer.fact === 'call_attempted' || answer.fact === 'customer_told'; // because these say how it went
  if (answer.fact === 'suggested') return <SuggestField here={here} step={step} />;
  const press = () => {
    if (asks) open(true);
    else void here.tap(step.id, () => reportStep(here, step));
  };
  return (
    <div class="stack">
      {answer.fact === 'arrived' && <AskPlace />}
      <button type="button" class="button" onClick={press}>
        <Icon name={asks ? 'call' : 'check'} />
        {label}
      </button>
      {sheet && answer.fact === 'call_attempted' && <CallSheet here={here} onClose={() => open(false)} />}
      {sheet && answer.fact === 'customer_told' && (
        <SheetOf name="contact" visits={[here.view.visit, ...here.others]} onClose={() => open(false)} />
      )}
    </div>
  );
}

/** Asked once, kindly, before arrival; whoever refuses is not asked again and can go on. */
function AskPlace() {
  const [undecided, decide] = useState(false);
  useEffect(() => {
    void allowed().then((state) => decide(state === 'prompt'));
  }, []);
  if (!undecided) return null;
  return (
    <button type="button" class="link" onClick={() => void askKindly().then(() => decide(false))}>
      <Icon name="map" small />
      <span>{messages.value.visits.door.askPlace}</span>
    </button>
  );
}

/** What the office should know of the address; a suggestion, never a change of the record by itself. */
function SuggestField({ here, step }: { here: Here; step: Step }) {
  const draft = draftOf<string>(here, step);
  const [wrong, object] = useState<string>();
  const typed = draft.value.value ?? '';
  const save = () => {
    const value = typed.trim();
    if (!value) return object(messages.value.visits.wrongEmpty);
    void here.tap(step.id, async () => {
      await here.report('suggested', { about: 'premises', field: 'address', value });
      await draft.clear();
    });
  };
  return (
    <FieldForm onSubmit={save} class={`field stack${wrong ? ' wrong' : ''}`}>
      <FieldError id={`wrong-${step.id}`} text={wrong} />
      <input
        class="input"
        value={typed}
        maxLength={200}
        aria-labelledby={`now-${step.id}`}
        onInput={(event) => {
          object(undefined);
          draft.set(event.currentTarget.value);
        }}
      />
      <button type="submit" class="button">
        {messages.value.visits.save}
      </button>
    </FieldForm>
  );
}
