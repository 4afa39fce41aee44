/** What cannot be checked or done now gets a time that is agreed with the customer (HV-19). */
import { useState } from 'preact/hooks';
import { now } from '../shell/clock';
import { dayAfter, dayOf, momentOf } from '../shell/dates';
import { inTongue } from '../shell/format';
import { Forbidden, useChecked } from '../shell/Checked';
import { Sheet } from '../shell/Sheet';
import { messages } from '../shell/messages';
import type { Step } from '../standard/types';
import { FieldError } from './fields/field';
import type { Here } from './here';

interface Agreed {
  day: string;
  from: string;
  to: string;
  what?: string;
}

export function Appoint({ here, step, onClose }: { here: Here; step: Step; onClose: () => void }) {
  const say = messages.value.visits;
  const draft = here.phone.draft<Agreed>(`appoint.${here.view.visit.bundle.id}.${step.id}`);
  const [wrong, object] = useState<string>();
  const words = useChecked();
  const when = draft.value.value ?? { day: dayAfter(dayOf(now.value), 1), from: '', to: '' };
  const change = (part: Partial<Agreed>) => {
    object(undefined);
    words.changed();
    draft.set({ ...when, ...part });
  };
  const save = async () => {
    const from = momentOf(when.day, when.from),
      to = momentOf(when.day, when.to);
    if (!from) return object(say.wrongMoment);
    if (Date.parse(from) < now.value || (to && to <= from)) return object(say.wrongPast);
    const what = (when.what ?? inTongue(step.text)).trim() || inTongue(step.text);
    const kept = words.check(when.what === undefined ? '' : what);
    if (!kept) return;
    const body = { step: step.id, what, from, ...(to && { to }), ...kept };
    if (await here.tap(`appoint.${step.id}`, () => here.report('appointed', body))) {
      await draft.clear();
      onClose();
    }
  };
  return (
    <Sheet
      title={say.appoint.title}
      onClose={onClose}
      primary={{ label: words.label(say.appoint.save), onClick: save }}
    >
      <p class="help">{say.appoint.told}</p>
      <FieldError id="appoint-wrong" text={wrong ?? here.failed} />
      <label class="field">
        <span class="label">{say.appoint.what}</span>
        <input
          class="input"
          value={when.what ?? inTongue(step.text)}
          maxLength={120}
          onInput={(event) => change({ what: event.currentTarget.value })}
        />
      </label>
      <Forbidden hits={words.hits} />
      <WhenFields value={when} onChange={change} />
    </Sheet>
  );
}

/** A day, a time, and the latest time if there is one. */
export function WhenFields({ value, onChange }: { value: Agreed; onChange: (part: Partial<Agreed>) => void }) {
  const { appoint } = messages.value.visits;
  return (
    <div class="stack">
      <label class="field">
        <span class="label">{appoint.day}</span>
        <input
          class="input"
          type="date"
          value={value.day}
          min={dayOf(now.value)}
          onInput={(event) => onChange({ day: event.currentTarget.value })}
        />
      </label>
      <div class="pair">
        <label class="field">
          <span class="label">{appoint.from}</span>
          <input
            class="input"
            type="time"
            value={value.from}
            onInput={(event) => onChange({ from: event.currentTarget.value })}
          />
        </label>
        <label class="field">
          <span class="label">
            {appoint.to} <small>{messages.value.shell.optional}</small>
          </span>
          <input
            class="input"
            type="time"
            value={value.to}
            onInput={(event) => onChange({ to: event.currentTarget.value })}
          />
        </label>
      </div>
    </div>
  );
}
