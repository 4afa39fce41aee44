/** What to say now: one sentence that two seconds suffice for, the others of this moment below. It records nothing. */
import { useState } from 'preact/hooks';
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import { Sheet } from '../shell/Sheet';
import { language, messages } from '../shell/messages';
import type { Here } from './here';
import { momentIn } from '../shell/dates';
import type { Phrase } from '../standard/types';
import type { Language } from '../storage/wire';
import { blanksOf } from './placeholders';
import { phrasesFor, spoken, type Piece } from './phrases';
import type { MomentView, StepView } from './view';

export function Say({
  here,
  moment,
  now,
  onClose,
}: {
  here: Here;
  moment: MomentView;
  now: StepView | undefined;
  onClose: () => void;
}) {
  const say = messages.value.visits.say;
  const phrases = phrasesFor(here.view.visit.standard, moment, now);
  const [chosen, choose] = useState(phrases[0]?.id);
  const phrase = phrases.find((each) => each.id === chosen);
  const others = phrases.filter((each) => each !== phrase);
  return (
    <Sheet
      title={phrase ? inTongue(phrase.title) : messages.value.shell.whatToSay}
      lesser={Boolean(phrase)}
      flush
      onClose={onClose}
      primary={{ label: say.done, onClick: onClose }}
    >
      {phrase ? <Sentence here={here} phrase={phrase} /> : <p class="prose">{say.none}</p>}
      {others.length > 0 && <p class="other-phrases">{say.others(inTongue(moment.moment.title))}</p>}
      {others.map((each) => (
        <button type="button" class="pick" key={each.id} onClick={() => choose(each.id)}>
          <span>{inTongue(each.title)}</span>
          <Icon name="forward" class="go" />
        </button>
      ))}
    </Sheet>
  );
}

/** The sentence in the customer's language first, in the technician's own below where that is another one. */
function Sentence({ here, phrase }: { here: Here; phrase: Phrase }) {
  const theirs = here.view.visit.bundle.customer.language;
  const first = pieces(here, phrase, theirs);
  return (
    <>
      <p class="spoken" lang={theirs} aria-live="polite">
        <Pieces of={first} />
      </p>
      {theirs !== language.value && (
        <p class="own-words" lang={language.value}>
          <Pieces of={pieces(here, phrase, language.value)} />
        </p>
      )}
      {first.some((piece) => piece.gap) && <p class="prose">{messages.value.visits.say.gap}</p>}
    </>
  );
}

function Pieces({ of }: { of: Piece[] }) {
  return (
    <>
      {of.map((piece, i) =>
        piece.name ? (
          <b key={i}>{piece.text}</b>
        ) : piece.gap ? (
          <span class="gap" key={i}>
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}

function pieces({ view, phone }: Here, phrase: Phrase, tongue: Language): Piece[] {
  const organisation = phone.organisation.value,
    person = phone.person.value;
  const named = <T extends { name?: string; name_en?: string }>(of: T | undefined) =>
    tongue === 'en' ? (of?.name_en ?? of?.name) : of?.name;
  const speaker = {
    technician: named(person),
    company: named(organisation),
    tongue,
    spoken: momentIn(tongue, view.visit.bundle.grant.time_zone),
  };
  return spoken(phrase, view.visit.standard, blanksOf(view, speaker), tongue);
}
