/** Not as asked: a reason in one tap, a note only where the reason asks for one, then on with the work. Never a dead end. */
import { useState } from 'preact/hooks';
import { inTongue } from '../shell/format';
import { Reasons, Sheet } from '../shell/Sheet';
import { messages } from '../shell/messages';
import { Written } from '../shell/Written';
import type { Reason, Step } from '../standard/types';
import { FieldError } from './fields/field';
import type { Here } from './here';
import { deviate } from './steps';

interface WhyProps {
  here: Here;
  step: Step;
  onClose: () => void;
  save?: string;
  onSave?: (reason: string, note: string) => Promise<unknown>;
}

export function Why({ here, step, onClose, save, onSave }: WhyProps) {
  const draft = here.phone.draft<{ reason?: string; note: string }>(`why.${here.view.visit.bundle.id}.${step.id}`);
  const [wrong, object] = useState<string>();
  const say = messages.value.visits;
  const { reason, note } = draft.value.value ?? { note: '' };
  const reasons = reasonsOf(here, step);
  const chosen = reasons.find((each) => each.id === reason);
  const keep = async () => {
    if (!chosen) return object(messages.value.shell.choose);
    if (chosen.note === 'required' && !note.trim()) return object(say.why.noteMissing);
    const work = onSave ?? ((why: string, text: string) => deviate(here, step, why, text));
    const saved = await here.tap(`why.${step.id}`, () => work(chosen.id, chosen.note ? note.trim() : ''));
    if (saved) {
      await draft.clear();
      onClose();
    }
  };
  return (
    <Sheet title={say.why.title} onClose={onClose} primary={{ label: save ?? say.why.save, onClick: keep }}>
      <FieldError id="why-wrong" text={wrong ?? here.failed} />
      <Reasons
        label={say.why.reason}
        chosen={reason}
        options={reasons.map((each) => ({ value: each.id, text: inTongue(each.label) }))}
        onChoose={(id) => {
          object(undefined);
          draft.set({ reason: id, note });
        }}
      />
      {chosen?.note && (
        <div class="field spaced">
          <label for="why-note">
            {say.why.note}{' '}
            <small>{chosen.note === 'required' ? say.why.noteNeeded : messages.value.shell.optional}</small>
          </label>
          <Written
            id="why-note"
            value={note}
            onText={(text) => {
              object(undefined);
              draft.set({ reason: chosen.id, note: text });
            }}
          />
        </div>
      )}
    </Sheet>
  );
}

/** The step's own reasons, else the usual ones of the standard. */
function reasonsOf({ view }: Here, { deviation }: Step): Reason[] {
  const { reasons, usual_reasons } = view.visit.standard;
  const ids = (deviation ? deviation.reasons : undefined) ?? usual_reasons;
  return ids.flatMap((id) => reasons.find((each) => each.id === id) ?? []);
}
