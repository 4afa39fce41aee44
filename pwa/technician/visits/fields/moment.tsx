/** A moment in time: now with one tap, or a day and an hour. */
import { useState } from 'preact/hooks';
import { now } from '../../shell/clock';
import { dayOf, momentOf } from '../../shell/dates';
import { messages } from '../../shell/messages';
import type { Step } from '../../standard/types';
import type { Here } from '../here';
import { answer as report } from '../steps';
import { draftOf, FieldError, FieldForm } from './field';

export function MomentField({ here, step }: { here: Here; step: Step }) {
  const draft = draftOf<{ day: string; time: string }>(here, step);
  const [wrong, object] = useState<string>();
  const say = messages.value.visits;
  const { day, time } = draft.value.value ?? { day: dayOf(now.value), time: '' };
  const keep = (at: string) =>
    void here.tap(step.id, async () => {
      await report(here, step, at);
      await draft.clear();
    });
  const save = () => {
    const at = momentOf(day, time);
    if (at) keep(at);
    else object(say.wrongMoment);
  };
  return (
    <FieldForm onSubmit={save} class={`field stack${wrong ? ' wrong' : ''}`}>
      <FieldError id={`wrong-${step.id}`} text={wrong} />
      <button type="button" class="button" onClick={() => keep(new Date().toISOString())}>
        {say.momentNow}
      </button>
      <div class="pair">
        <input
          class="input"
          type="date"
          aria-label={say.appoint.day}
          value={day}
          onInput={(event) => draft.set({ day: event.currentTarget.value, time })}
        />
        <input
          class="input"
          type="time"
          aria-label={say.momentTime}
          value={time}
          onInput={(event) => draft.set({ day, time: event.currentTarget.value })}
        />
      </div>
      <button type="submit" class="button">
        {say.save}
      </button>
    </FieldForm>
  );
}
