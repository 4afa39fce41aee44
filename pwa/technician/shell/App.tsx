/** Which page is shown for an address, and what every page shares: focus, title, scroll, words read aloud. */
import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { installed } from './capability.ts';
import { storeWords } from './install.ts';
import { measured, now } from './clock.ts';
import { PhoneProvider, usePhone } from './context.tsx';
import { dayOf, zone } from './dates.ts';
import { learnZone } from './timeZone.ts';
import { lazy } from './lazy.tsx';
import type { Phone } from '../phone/interface.ts';
import { startPasteGuard } from './pasting.ts';
import { address, entryOf, go, route, scrollOf, type Route } from './router.ts';
import { SavedAloud } from './TopLine.tsx';
import { language, loadMessages, hasMessages, messages } from './messages.ts';

export function App({ phone }: { phone: Phone }) {
  const where = route.value;
  const known = phone.person.value !== undefined;
  const allowed = known || where.page === 'signin';
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
  useEffect(startPasteGuard, []);
  useEffect(fetchAhead, []);
  return (
    <PhoneProvider value={phone}>
      <Whole known={known}>
        {allowed && (
          <Arrival key={address(where)} moveFocus={where.page !== 'visit'}>
            <Current where={where} />
          </Arrival>
        )}
      </Whole>
    </PhoneProvider>
  );
}

/** What stands around every page; or nothing of it, where a capability takes over: nothing of the technician's may be reached then. */
function Whole({ known, children }: { known: boolean; children: ComponentChildren }) {
  const visits = usePhone().visits.value;
  const today = dayOf(now.value);
  for (const { takesOver } of known ? installed() : []) {
    const visit = takesOver?.visit(visits);
    if (takesOver && visit) return <takesOver.Page visit={visit} />;
  }
  return (
    <>
      <a class="skip" href="#content">
        {messages.value.shell.skip}
      </a>
      {known && installed().map(({ name, banner }) => banner?.when(visits, today) && <banner.Part key={name} />)}
      {children}
      <SavedAloud />
    </>
  );
}

const lost = lazy(async () => (await import('./LostPage.tsx')).LostPage);

function Current({ where }: { where: Route }) {
  const { page: _, ...said } = where;
  const Page = (entryOf(where)?.Page ?? lost.Page) as ComponentType<object>;
  return <Page {...said} />;
}

/** Fetches what will be opened next while nobody waits, so that a tap finds it ready. */
function fetchAhead(): void {
  const ahead = [...installed().flatMap((each) => each.ahead ?? []), storeWords];
  const next = (): void => {
    void ahead
      .shift()?.()
      .then(next, () => undefined);
  };
  setTimeout(() => learnZone(zone.peek()), 1_000);
  if ('requestIdleCallback' in window) requestIdleCallback(next, { timeout: 5_000 });
  else setTimeout(next, 1_500);
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
