/** Starts the technician's app: theme, clock, router, the phone from its own disk, then the page of the address. */
import { render, type ComponentChild } from 'preact';
import { openPhone } from './phone/open.ts';
import { App } from './app/App.tsx';
import { Broken } from './shell/Broken.tsx';
import { startClock } from './shell/clock.ts';
import { installApp } from './shell/install.ts';
import { keepLastSeen } from './shell/lastSeen.ts';
import { saidOf } from './shell/problems.ts';
import { route, startRouter } from './shell/router.ts';
import { startTheme } from './shell/theme.ts';
import { startTouchGuard } from './shell/touches.ts';
import { learn, speaks } from './shell/words.ts';

startTheme();
startClock();
startRouter();
startTouchGuard();
const root = document.getElementById('app')!;
const phone = openPhone();
phone.ready.then(() => (speaks(phone.language.value) ? undefined : learn(phone.language.value))).then(
  () => draw(<Broken><App phone={phone} /></Broken>),
  (failure: unknown) => draw(<Unreadable failure={failure} />),
);
void installApp(() => phone.visitUnderWay() || ['visit', 'customer'].includes(route.value.page));

/** Takes up the page that was last seen, if the service worker gave it, and draws over it. */
function draw(page: ComponentChild): void {
  root.inert = false;
  keepLastSeen(root);
  render(page, root);
}

/** The phone's own storage does not open: which of its problems it is, and what to do. */
function Unreadable({ failure }: { failure: unknown }) {
  const said = saidOf(failure);
  return <main id="content" class="prose"><div role="alert"><h1>{said.what}</h1>{said.next && <p>{said.next}</p>}</div></main>;
}
