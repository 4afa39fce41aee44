/** Starts the technician's app: theme, clock, router, the phone from its own disk, then the page of the address. */
import { render } from 'preact';
import { openPhone } from './phone/open.ts';
import { App } from './shell/App.tsx';
import { Broken } from './shell/Broken.tsx';
import { startClock } from './shell/clock.ts';
import { saidOf } from './shell/problems.ts';
import { startRouter } from './shell/router.ts';
import { startTheme } from './shell/theme.ts';

startTheme();
startClock();
startRouter();
const root = document.getElementById('app')!;
const phone = openPhone();
phone.ready.then(
  () => render(<Broken><App phone={phone} /></Broken>, root),
  (failure: unknown) => render(<Unreadable failure={failure} />, root),
);
registerWorker();

/** The phone's own storage does not open: which of its problems it is, and what to do. */
function Unreadable({ failure }: { failure: unknown }) {
  const said = saidOf(failure);
  return <main id="content" class="prose"><div role="alert"><h1>{said.what}</h1>{said.next && <p>{said.next}</p>}</div></main>;
}

/** A new version waits until no visit is open (see sw.ts); here it is only asked for, never forced. */
function registerWorker(): void {
  if ('serviceWorker' in navigator) navigator.serviceWorker.register('/app/sw.js', { scope: '/app/' }).catch(() => undefined);
}
