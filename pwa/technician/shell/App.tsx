/** Which page is shown for an address, and what every page shares: focus, title, scroll, words read aloud. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { customersVisit } from '../customer-mode/session.ts';
import { DeliveryPage } from '../delivery/DeliveryPage.tsx';
import { EndPage } from '../delivery/EndPage.tsx';
import { ProofPage } from '../delivery/ProofPage.tsx';
import { SettingsPage } from '../delivery/SettingsPage.tsx';
import { PackPage } from '../start/PackPage.tsx';
import { SignInPage } from '../start/SignInPage.tsx';
import { SearchPage } from '../today/SearchPage.tsx';
import { TodayPage } from '../today/TodayPage.tsx';
import { VisitPage } from '../visits/VisitPage.tsx';
import { PhoneProvider } from './context.tsx';
import { zone } from './format.ts';
import { LazyPage } from './LazyPage.tsx';
import { LostPage } from './LostPage.tsx';
import type { Phone } from './phone.ts';
import { address, go, route, scrollOf, type Route } from './router.ts';
import { SavedAloud } from './TopLine.tsx';
import { language, words } from './words.ts';

export function App({ phone }: { phone: Phone }) {
  const where = route.value;
  const known = phone.person.value !== undefined;
  const allowed = known || where.page === 'signin';
  const turn = known ? customersVisit(phone.visits.value)?.bundle.id : undefined;
  language.value = phone.language.value;
  zone.value = phone.organisation.value?.time_zone ?? zone.peek();
  useEffect(() => { if (!allowed) go({ page: 'signin' }, { replace: true }); }, [allowed]);
  useEffect(() => { document.documentElement.lang = language.value; }, [language.value]);
  return (
    <PhoneProvider value={phone}>
      {turn ? <LazyPage name="customer" visit={turn} /> : ( // because nothing of the technician's may be reached while the customer holds the phone
        <>
          <a class="skip" href="#content">{words.value.shell.skip}</a>
          {allowed && <Arrival key={address(where)} moveFocus={where.page !== 'visit'}>{pageOf(where)}</Arrival>}
          <SavedAloud />
        </>
      )}
    </PhoneProvider>
  );
}

function pageOf(where: Route) {
  switch (where.page) {
    case 'today': return <TodayPage day={where.day} />;
    case 'visit': return <VisitPage id={where.id} moment={where.moment} />;
    case 'customer': return <VisitPage id={where.id} moment={undefined} />; // nobody handed the phone over: the customer's pages open by that alone
    case 'delivery': return <DeliveryPage />;
    case 'proof': return <ProofPage />;
    case 'start': return <PackPage />;
    case 'end': return <EndPage />;
    case 'settings': return <SettingsPage />;
    case 'search': return <SearchPage />;
    case 'signin': return <SignInPage />;
    default: return <LostPage />;
  }
}

let arrivals = 0;

/** On arriving at a page: its heading takes the focus (not on the very first), scroll is where it was, the title follows. */
function Arrival({ children, moveFocus }: { children: ComponentChildren; moveFocus: boolean }) {
  useLayoutEffect(() => { window.scrollTo(0, scrollOf()); }, []);
  useEffect(() => {
    const heading = document.querySelector<HTMLElement>('.page h1');
    if (moveFocus && arrivals > 0) heading?.focus({ preventScroll: true });
    arrivals += 1;
    document.title = heading?.textContent ? `${heading.textContent} · ${words.value.shell.app}` : words.value.shell.app;
  }, []);
  return <>{children}</>;
}
