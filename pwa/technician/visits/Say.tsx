/** What to say now: one sentence that two seconds suffice for, the others of this moment below. It records nothing. */
import { useState } from 'preact/hooks';
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import { Sheet } from '../shell/Sheet';
import { language, words } from '../shell/words';
import type { Here } from './here';
import { addressed, phrasesFor, spoken, type Blanks } from './phrases';
import type { MomentView, StepView } from './view';

export function Say({ here, moment, now, onClose }: { here: Here; moment: MomentView; now: StepView | undefined; onClose: () => void }) {
  const say = words.value.visits.say;
  const { standard } = here.view.visit;
  const phrases = phrasesFor(standard, moment, now);
  const [chosen, choose] = useState(phrases[0]?.id);
  const phrase = phrases.find((each) => each.id === chosen);
  const others = phrases.filter((each) => each !== phrase);
  return (
    <Sheet title={phrase ? inTongue(phrase.title) : words.value.shell.whatToSay} lesser={Boolean(phrase)} flush onClose={onClose} primary={{ label: say.done, onClick: onClose }}>
      {phrase
        ? <p class="spoken" aria-live="polite">{spoken(phrase, standard, known(here), language.value).map((piece, i) => (piece.name ? <b key={i}>{piece.text}</b> : piece.text))}</p>
        : <p class="prose">{say.none}</p>}
      {others.length > 0 && <p class="other-phrases">{say.others(inTongue(moment.moment.title))}</p>}
      {others.map((each) => (
        <button type="button" class="pick" key={each.id} onClick={() => choose(each.id)}><span>{inTongue(each.title)}</span><Icon name="forward" class="go" /></button>
      ))}
      {moment.moment.private && <Preparation here={here} moment={moment} />}
    </Sheet>
  );
}

/** Only before leaving, where no customer looks: how to carry oneself, and what never to say with what to say instead. */
function Preparation({ here, moment }: { here: Here; moment: MomentView }) {
  const say = words.value.visits.say;
  const reminders = here.view.visit.standard.reminders.filter((each) => moment.moment.reminders?.includes(each.id));
  const conduct = reminders.filter((each) => each.kind === 'conduct'), avoid = reminders.filter((each) => each.kind === 'avoid');
  return (
    <div class="prose" role="region" aria-label={say.keepInMind} tabIndex={0}>
      {conduct.length > 0 && <><h3>{say.keepInMind}</h3><ul class="minded">{conduct.map((each) => <li key={each.id}>{inTongue(each.text)}</li>)}</ul></>}
      {avoid.length > 0 && <><h3>{say.never}</h3><ul class="minded">{avoid.map((each) => <li key={each.id}>{inTongue(each.text)}{each.instead && <small>{inTongue(each.instead)}</small>}</li>)}</ul></>}
    </div>
  );
}

function known({ view, phone }: Here): Blanks {
  const { customer, work } = view.visit.bundle;
  const organisation = phone.organisation.value;
  const kind = view.visit.standard.kinds_of_work.find((each) => each.id === work.kind_of_work) as { do?: { 'zh-CN': string; en: string } } | undefined;
  return {
    customer: addressed(customer, language.value), technician: phone.person.value?.name, hotline: work.hotline, work: kind?.do && inTongue(kind.do),
    company: language.value === 'en' ? organisation?.name_en ?? organisation?.name : organisation?.name,
  };
}
