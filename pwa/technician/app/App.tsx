/** Which page is shown for an address, and what every page shares: focus, title, scroll, words read aloud. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { customersVisit } from '../customer-mode/session.ts';
import { measured, now } from '../shell/clock.ts';
import { PhoneProvider } from '../shell/context.tsx';
import { dayOf, zone } from '../shell/format.ts';
import { CustomerTurn, fetchAhead, pageOf, UrgentNews } from './pages.tsx';
import type { Phone } from '../shell/phone.ts';
import { address, go, route, scrollOf } from '../shell/router.ts';
import { SavedAloud } from '../shell/TopLine.tsx';
import { unseen } from '../today/urgent.ts';
import { language, loadMessages, hasMessages, messages } from '../shell/messages.ts';

export function App({ phone }: { phone: Phone }) {
  const where = route.value;
  const known = phone.person.value !== undefined;
  const allowed = known || where.page === 'signin';
  const turn = known ? customersVisit(phone.visits.value)?.slot.id : undefined;
  const tongue = phone.language.value;
  if (hasMessages(tongue)) language.value = tongue; // else the words are on their way, and this is drawn again
  zone.value = phone.organisation.value?.time_zone ?? zone.peek();
  useEffect(() => {
    void loadMessages(tongue);
  }, [tongue]);
  useEffect(() => {
    if (!allowed) go({ page: 'signin' }, { replace: true });
  }, [allowed]);
  useEffect(() => {
    document.documentElement.lang = language.value;
  }, [language.value]);
  useEffect(() => measured(phone.delivery.value.clockOffset), [phone.delivery.value.clockOffset]);
  useEffect(fetchAhead, []);
  return (
    <PhoneProvider value={phone}>
      {turn ? (
        <CustomerTurn visit={turn} /> // because nothing of the technician's may be reached while the customer holds the phone
      ) : (
        <>
          <a class="skip" href="#content">
            {messages.value.shell.skip}
          </a>
          {known && unseen(phone.visits.value, dayOf(now.value)).length > 0 && <UrgentNews />}
          {allowed && (
            <Arrival key={address(where)} moveFocus={where.page !== 'visit'}>
              {pageOf(where)}
            </Arrival>
          )}
          <SavedAloud />
        </>
      )}
    </PhoneProvider>
  );
}

let arrivals = 0;

/** On arriving at a page: its heading takes the focus (not on the very first), scroll is where it was, the title follows. */
function Arrival({ children, moveFocus }: { children: ComponentChildren; moveFocus: boolean }) {
  useLayoutEffect(() => {
    window.scrollTo(0, scrollOf());
  }, []);
  useEffect(() => {
    const look = new MutationObserver(() => arrived(moveFocus, look));
    look.observe(document.getElementById('app') ?? document.body, { childList: true, subtree: true });
    arrived(moveFocus, look);
    return () => {
      look.disconnect();
      arrivals += 1;
    };
  }, []);
  return <>{children}</>;
}

/** The heading may come a moment after the page, with its part of the program. */
function arrived(moveFocus: boolean, look: MutationObserver): void {
  const heading = document.querySelector<HTMLElement>('.page h1');
  if (!heading) return;
  look.disconnect();
  if (moveFocus && arrivals > 0) heading.focus({ preventScroll: true });
  document.title = `${heading.textContent} · ${messages.value.shell.app}`;
}
