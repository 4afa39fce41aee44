/** Reaching the customer of a stop: call, text, running late, another time; the number stays masked until it is called. */
import { useState } from 'preact/hooks';
import { usePhone } from '../shell/context.tsx';
import { named } from '../shell/format.ts';
import { Icon, type IconName } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../shell/phone.ts';
import { Sheet } from '../shell/Sheet.tsx';
import { words } from '../shell/words.ts';
import { AnotherTimeSheet } from './AnotherTimeSheet.tsx';
import { LateSheet } from './LateSheet.tsx';
import { smsLink, telLink } from './links.ts';
import { messageFor } from './messages.ts';
import { lastFact } from './standing.ts';
import { AskTold, type Way } from './Told.tsx';

/** `visits`: one, or the two at one address; what is recorded is recorded for each. */
export function ContactSheet({ visits, onClose }: { visits: VisitOnPhone[]; onClose: () => void }) {
  const [step, setStep] = useState<'choose' | 'late' | 'another' | Way>('choose');
  const { contact } = words.value.today;
  if (step === 'late') return <LateSheet visits={visits} onClose={onClose} />;
  if (step === 'another') return <AnotherTimeSheet visits={visits} onClose={onClose} />;
  if (step === 'choose') return <Choose visit={visits[0]!} onClose={onClose} go={setStep} />;
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
  onClose,
  go,
}: {
  visit: VisitOnPhone;
  onClose: () => void;
  go: (step: 'late' | 'another' | Way) => void;
}) {
  const phone = usePhone();
  const { contact } = words.value.today;
  const { customer, work } = visit.bundle;
  const number = visit.bundle.contact?.phone;
  const hotline = work.hotline;
  const name = named(customer);
  const primary = number
    ? { label: contact.call(name), note: customer.phone_masked, href: telLink(number), onClick: () => go('call') }
    : { label: contact.dispatcher, note: hotline, href: telLink(hotline) };
  return (
    <Sheet title={contact.title(name)} onClose={onClose} primary={primary} flush>
      {!number && (
        <p class="inset">
          {customer.no_phone
            ? `${contact.none}${words.value.shell.stop}${contact.noneNote}`
            : `${contact.absent}${words.value.shell.stop}${contact.absentNote}`}
        </p>
      )}
      {customer.hard_of_hearing && (
        <p class="inset stateline attention">
          <Icon name="ear" />
          <span>{words.value.today.hardOfHearing}</span>
        </p>
      )}
      {number && (
        <a class="pick" href={smsLink(number, messageFor(phone, visit, { about: 'other' }))} onClick={() => go('text')}>
          <Pick icon="text" label={contact.text} note={contact.textNote} />
        </a>
      )}
      <button type="button" class="pick" onClick={() => go('late')}>
        <Pick icon="clock" label={contact.late} note={contact.lateNote} />
      </button>
      <button type="button" class="pick" onClick={() => go('another')}>
        <Pick icon="calendar" label={contact.another} note={contact.anotherNote} />
      </button>
    </Sheet>
  );
}

/** What a row of a sheet shows: icon, label, what it means, and that it leads on. */
export function Pick({ icon, label, note }: { icon: IconName; label: string; note?: string | undefined }) {
  return (
    <>
      <Icon name={icon} />
      <span>
        {label}
        {note && <small>{note}</small>}
      </span>
      <Icon name="forward" class="go" />
    </>
  );
}
