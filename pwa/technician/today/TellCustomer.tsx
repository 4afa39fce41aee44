/** Telling the customer by call or text with the words ready, and recording afterwards what the technician says came of it. */
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { named } from '../shell/format.ts';
import { Icon } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { Primary } from '../shell/BottomBar.tsx';
import { messages } from '../shell/messages.ts';
import { useKept } from '../shell/useKept.ts';
import { smsLink, telLink } from './links.ts';
import { messageFor, type Occasion } from './readyTexts.ts';

export type Way = 'call' | 'text';

/** The sentence to say, then text and call; whichever is pressed is asked about afterwards. */
export function TellCustomer({
  visit,
  occasion,
  onWay,
}: {
  visit: VisitOnPhone;
  occasion: Occasion;
  onWay: (way: Way) => void;
}) {
  const { departed, contact } = messages.value.today;
  const number = visit.bundle.contact?.phone;
  const message = messageFor(usePhone(), visit, occasion);
  if (visit.bundle.customer.no_phone)
    return (
      <p class="stateline attention">
        <Icon name="nophone" />
        <span>{contact.none}</span>
      </p>
    );
  if (!number)
    return (
      <p>
        {contact.absent}。{contact.absentNote}
      </p>
    );
  return (
    <>
      <h3>{departed.words}</h3>
      <blockquote class="ready-words" lang={visit.bundle.customer.language}>
        {message}
      </blockquote>
      <div class="pair">
        <a class="button" href={smsLink(number, message)} onClick={() => onWay('text')}>
          <Icon name="text" />
          {departed.text}
        </a>
        <a class="button" href={telLink(number)} onClick={() => onWay('call')}>
          <Icon name="call" />
          {departed.call}
        </a>
      </div>
    </>
  );
}

/** "Did you get through?": records `customer_told`, only what the technician says, never a delivery that nobody saw. */
export function AskTold({
  visits,
  about,
  way,
  onDone,
}: {
  visits: VisitOnPhone[];
  about: Occasion['about'];
  way: Way;
  onDone: () => void;
}) {
  const phone = usePhone();
  const { contact } = messages.value.today;
  const [typed, setWhom] = useKept<string>(`told.${visits[0]!.bundle.id}`);
  const whom = typed ?? named(visits[0]!.bundle.customer);
  const { said, trying } = useTrying();
  const record = async (result: 'reached' | 'not_reached'): Promise<void> => {
    const body = { about, how: way, result, ...(result === 'reached' && whom.trim() ? { whom: whom.trim() } : {}) };
    const saved = await trying(async () => {
      for (const visit of visits) await phone.report({ type: 'visit', id: visit.bundle.id }, 'customer_told', body);
    });
    if (!saved) return;
    setWhom(undefined);
    onDone();
  };
  const text = way === 'text';
  return (
    <div class="stack">
      <Failed said={said} />
      {!text && (
        <label class="field">
          <span class="label">
            {contact.whom} <small>{messages.value.shell.optional}</small>
          </span>
          <input class="input" value={whom} maxLength={40} onInput={(event) => setWhom(event.currentTarget.value)} />
        </label>
      )}
      <p class="help">{contact.recorded}</p>
      <button type="button" class="button wide" onClick={() => record('not_reached')}>
        {text ? contact.notReachedText : contact.notReached}
      </button>
      <Primary label={text ? contact.reachedText : contact.reached} onClick={() => record('reached')} />
    </div>
  );
}
