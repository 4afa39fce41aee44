/** Reaching the customer of a stop: call, text, running late, another time; the number stays masked until it is called. */
import { useState } from 'preact/hooks';
import { usePhone } from '../shell/context.tsx';
import { inTongue, named } from '../shell/format.ts';
import { dayInYear } from '../shell/dates.ts';
import { Icon } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import type { Former } from '../storage/wire.ts';
import { Sheet } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';
import { AnotherTimeSheet } from './AnotherTimeSheet.tsx';
import { LateSheet } from './LateSheet.tsx';
import { MapSheet } from './MapSheet.tsx';
import { Pick } from './Pick.tsx';
import { smsLink, telLink } from './links.ts';
import { messageFor } from './readyTexts.ts';
import { lastFact } from './visitStatus.ts';
import { AskTold, type Way } from './TellCustomer.tsx';

type Step = 'choose' | 'late' | 'another' | 'map' | Way;

/** `visits`: one, or the two at one address; what is recorded is recorded for each. `whole`: with the order's own words and the way there. */
export function ContactSheet({
  visits,
  whole,
  onClose,
}: {
  visits: VisitOnPhone[];
  whole?: boolean;
  onClose: () => void;
}) {
  const [step, setStep] = useState<Step>('choose');
  const { contact } = messages.value.today;
  if (step === 'map') return <MapSheet visit={visits[0]!} onClose={onClose} />;
  if (step === 'late') return <LateSheet visits={visits} onClose={onClose} />;
  if (step === 'another') return <AnotherTimeSheet visits={visits} onClose={onClose} />;
  if (step === 'choose') return <Choose visit={visits[0]!} whole={whole ?? false} onClose={onClose} go={setStep} />;
  return (
    <Sheet key="asked" title={step === 'text' ? contact.askedText : contact.asked} onClose={onClose}>
      <AskTold
        visits={visits}
        about={lastFact(visits[0]!, 'running_late', 'arrived')?.kind === 'running_late' ? 'late' : 'other'}
        way={step}
        onDone={onClose}
      />
    </Sheet>
  );
}

function Choose({
  visit,
  whole,
  onClose,
  go,
}: {
  visit: VisitOnPhone;
  whole: boolean;
  onClose: () => void;
  go: (step: Step) => void;
}) {
  const phone = usePhone();
  const { contact } = messages.value.today;
  const here = lastFact(visit, 'arrived', 'entered') !== undefined; // whoever stands there is neither late nor comes another time
  const { customer, work } = visit.bundle;
  const number = visit.bundle.contact?.phone;
  const hotline = work.hotline;
  const name = named(customer);
  const primary = number
    ? { label: contact.call(name), note: customer.phone_masked, href: telLink(number), onClick: () => go('call') }
    : { label: contact.dispatcher, note: hotline, href: telLink(hotline) };
  return (
    <Sheet title={contact.title(name)} onClose={onClose} primary={primary} flush>
      {whole && <Order visit={visit} />}
      {!number && (
        <p class="inset">
          {customer.no_phone
            ? `${contact.none}${messages.value.shell.stop}${contact.noneNote}`
            : `${contact.absent}${messages.value.shell.stop}${contact.absentNote}`}
        </p>
      )}
      {customer.hard_of_hearing && (
        <p class="inset stateline attention">
          <Icon name="ear" />
          <span>{messages.value.today.hardOfHearing}</span>
        </p>
      )}
      {number && (
        <a class="pick" href={smsLink(number, messageFor(phone, visit, { about: 'other' }))} onClick={() => go('text')}>
          <Pick icon="text" label={contact.text} note={contact.textNote} />
        </a>
      )}
      {!here && (
        <>
          <button type="button" class="pick" onClick={() => go('late')}>
            <Pick icon="clock" label={contact.late} note={contact.lateNote} />
          </button>
          <button type="button" class="pick" onClick={() => go('another')}>
            <Pick icon="calendar" label={contact.another} note={contact.anotherNote} />
          </button>
        </>
      )}
      {whole && (
        <>
          <button type="button" class="pick" onClick={() => go('map')}>
            <Pick icon="map" label={contact.map} note={contact.mapNote} />
          </button>
          {number && (
            <a class="pick" href={telLink(hotline)}>
              <Pick icon="office" label={contact.dispatcher} note={hotline} />
            </a>
          )}
        </>
      )}
    </Sheet>
  );
}

/** What the order says: where, whom, what for, and what the office noted of gate, door and work. */
function Order({ visit: { bundle } }: { visit: VisitOnPhone }) {
  const { contact, work, place } = bundle;
  const { door } = messages.value.visits ?? {};
  const colon = messages.value.shell.colon;
  const notes = [
    [door?.gate, contact?.gate_note],
    [door?.doorNote, contact?.door_note],
    [door?.instructions, work.instructions],
  ].filter(([, text]) => text);
  return (
    <div class="inset stack">
      <p class="selectable">
        <strong>{contact?.address ?? [place.district, place.line].filter(Boolean).join(' ')}</strong>
      </p>
      <p>{[bundle.number, inTongue(work.title)].join(' · ')}</p>
      {notes.map(([name, text]) => (
        <p key={name}>{[name, text].filter(Boolean).join(colon)}</p>
      ))}
      {work.history?.length ? <History of={work.history} /> : null}
    </div>
  );
}

/** Former visits at this address: what was done, how it ended, and the numbers of what stands there; on the phone, so also without a network. */
function History({ of }: { of: Former[] }) {
  const { contact, state } = messages.value.today;
  return (
    <>
      <h3>{contact.history}</h3>
      <ul class="minded">
        {of.map(({ id, day, title, serials, ...former }) => (
          <li key={id} class="selectable">
            {[dayInYear(day), inTongue(title), former.state === 'done' ? state.done : state.ended].join(' · ')}
            {serials && <small>{serials.join(' · ')}</small>}
          </li>
        ))}
      </ul>
    </>
  );
}
