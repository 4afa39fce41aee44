/** Note something (HV-6): six kinds, a sentence, whether somebody wants an answer. Offline, private, kept at every key. */
import { useState } from 'preact/hooks';
import { usePhone } from '../shell/context';
import { named } from '../shell/format';
import { Icon } from '../shell/icons';
import type { VisitOnPhone } from '../phone/interface';
import { saidOf } from '../shell/problems';
import { Reasons, Several, Sheet } from '../shell/Sheet';
import { language, messages } from '../shell/messages';
import { Written } from '../shell/Written';
import { bodyOf, EMPTY, saidBefore, type Typed } from './slips';
import { ABOUTS, slipMessages } from './messages';

declare module '../storage/factKinds.ts' {
  interface AddedFacts {
    slipped: true;
  }
}

/** `visits`: where it can have been; the first is meant unless another one is chosen. */
export function SlipSheet({ visits, onClose }: { visits: readonly VisitOnPhone[]; onClose: () => void }) {
  const phone = usePhone(),
    say = slipMessages[language.value];
  const draft = phone.draft<Typed>(visits.length === 1 ? `slip.${visits[0]!.bundle.id}` : 'slip.today');
  const typed = draft.value.value ?? EMPTY;
  const [wrong, object] = useState<string>();
  const visit = visits.find((each) => each.bundle.id === typed.visit) ?? visits[0]!;
  const change = (part: Partial<Typed>) => {
    object(undefined);
    draft.set({ ...typed, ...part });
  };
  const save = async () => {
    if (!typed.about) return object(say.which);
    if (!typed.text.trim()) return object(say.write);
    if (saidBefore(visit, typed, Date.now())) return object(say.twice);
    try {
      await phone.report({ type: 'visit', id: visit.bundle.id }, 'slipped', bodyOf(typed));
      await draft.clear();
      onClose();
    } catch (problem) {
      const { what, next } = saidOf(problem);
      object([what, next].filter(Boolean).join(' '));
    }
  };
  const atOnce = typed.about === 'complaint' || typed.about === 'hazard';
  return (
    <Sheet title={say.title} onClose={onClose} primary={{ label: say.save, note: say.saveNote, onClick: save }}>
      {wrong && (
        <p class="error" role="alert">
          <Icon name="warning" />
          <span>{wrong}</span>
        </p>
      )}
      {visits.length > 1 && (
        <Where say={say.visit} visits={visits} visit={visit} onChoose={(id) => change({ visit: id })} />
      )}
      <p class="label">{say.about}</p>
      <Reasons
        label={say.about}
        chosen={typed.about}
        options={ABOUTS.map((value) => ({ value, text: say.abouts[value] }))}
        onChoose={(about) => change({ about })}
      />
      <div class="field spaced">
        <label for="slip-text">{say.text}</label>
        <Written id="slip-text" value={typed.text} aria-describedby="slip-help" onText={(text) => change({ text })} />
        <p class="help" id="slip-help">
          {atOnce ? say.atOnce : ''} {say.textHelp}
        </p>
      </div>
      <Several
        label={say.answer}
        options={typed.answer ? [say.answer, say.other] : [say.answer]}
        onChoose={(chosen) => change({ answer: chosen.includes(say.answer), other: chosen.includes(say.other) })}
        chosen={[...(typed.answer ? [say.answer] : []), ...(typed.other ? [say.other] : [])]}
      />
      {typed.answer && <p class="help">{say.answerNote}</p>}
      {typed.answer && typed.other && <Other say={say} typed={typed} onChange={change} />}
    </Sheet>
  );
}

function Where({
  say,
  visits,
  visit,
  onChoose,
}: {
  say: string;
  visits: readonly VisitOnPhone[];
  visit: VisitOnPhone;
  onChoose: (id: string) => void;
}) {
  return (
    <div class="field spaced">
      <label for="slip-visit">{say}</label>
      <select
        id="slip-visit"
        class="input"
        value={visit.bundle.id}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {visits.map(({ bundle }) => (
          <option key={bundle.id} value={bundle.id}>
            {bundle.place.line} · {named(bundle.customer)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Somebody else than the customer waits for the answer. */
function Other({
  say,
  typed,
  onChange,
}: {
  say: { name: string; phone: string };
  typed: Typed;
  onChange: (part: Partial<Typed>) => void;
}) {
  return (
    <div class="pair">
      <label class="field">
        <span class="label">{say.name}</span>
        <input
          class="input"
          value={typed.name}
          maxLength={80}
          onInput={(event) => onChange({ name: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        <span class="label">
          {say.phone} <small>{messages.value.shell.optional}</small>
        </span>
        <input
          class="input"
          type="tel"
          value={typed.phone}
          maxLength={32}
          onInput={(event) => onChange({ phone: event.currentTarget.value })}
        />
      </label>
    </div>
  );
}
