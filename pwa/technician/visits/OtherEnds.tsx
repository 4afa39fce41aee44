/** The door's other outcomes: two taps and an optional note, then the visit goes back to be booked anew. */
import { useState } from 'preact/hooks';
import { inTongue } from '../shell/format';
import { Reasons, Sheet } from '../shell/Sheet';
import { go } from '../shell/router';
import { messages } from '../shell/messages';
import { Written } from '../shell/Written';
import { FieldError } from './fields/field';
import type { Here } from './here';
import { endAs, endsFor } from './endings';
import { firstOf } from './view';
import { goTo } from './goTo';

const NONE = 'none';
interface Typed {
  outcome?: string;
  note: string;
  address: string;
}

export function OtherEnds({ here, onClose }: { here: Here; onClose: () => void }) {
  const { view, phone } = here;
  const say = messages.value.visits.ends;
  const draft = phone.draft<Typed>(`ends.${view.visit.bundle.id}`);
  const [wrong, object] = useState<string>();
  const typed = draft.value.value ?? { note: '', address: '' };
  const inside = Boolean(firstOf(view, 'entered'));
  const sides = endsFor(view, inside);
  const side = sides.find((each) => each.moment.outcome === typed.outcome);
  const change = (part: Partial<Typed>) => {
    object(undefined);
    draft.set({ ...typed, ...part });
  };
  const none = typed.outcome === NONE;
  const save = async () => {
    if (!typed.outcome) return object(say.choose);
    if (!here.lead && !none) return object(say.onlyLead(view.visit.bundle.work.lead?.name ?? ''));
    if (none && !typed.note.trim()) return object(say.noneNeeds);
    if (!none && side!.open > 0) {
      onClose();
      return goTo(here, side!.moment.id);
    }
    const done = await here.tap('ends', () =>
      none
        ? here.report('noted', { about: 'visit', text: typed.note.trim() })
        : endAs(here, side!.moment.outcome!, typed.note, typed.address),
    );
    if (!done) return;
    await draft.clear();
    if (none) location.href = `tel:${view.visit.bundle.work.hotline}`;
    else go({ page: 'visit', id: view.visit.bundle.id }, { replace: true });
    onClose();
  };
  const options = [
    ...sides.map(({ moment }) => ({ value: moment.outcome!, text: inTongue(moment.title) })),
    { value: NONE, text: say.none },
  ];
  const label = none ? say.callOffice : side?.moment.goes_on ? inTongue(side.moment.goes_on) : say.save;
  return (
    <Sheet title={inside ? say.titleInside : say.title} onClose={onClose} primary={{ label, onClick: save }}>
      <FieldError id="ends-wrong" text={wrong ?? here.failed} />
      <Reasons label={say.title} chosen={typed.outcome} options={options} onChoose={(outcome) => change({ outcome })} />
      {typed.outcome === 'wrong_address' && (
        <div class="field spaced">
          <label for="ends-address">
            {say.address} <small>{messages.value.shell.optional}</small>
          </label>
          <p class="help">{say.addressHelp}</p>
          <input
            id="ends-address"
            class="input"
            value={typed.address}
            maxLength={200}
            onInput={(event) => change({ address: event.currentTarget.value })}
          />
        </div>
      )}
      <div class="field spaced">
        <label for="ends-note">
          {say.note} {!none && <small>{messages.value.shell.optional}</small>}
        </label>
        <Written id="ends-note" value={typed.note} onText={(note) => change({ note })} />
      </div>
    </Sheet>
  );
}
