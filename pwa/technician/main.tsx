/** Starts the technician's app: theme, clock, router, the phone from its own disk, then the page of the address. */
import { render } from 'preact';
import { openPhone } from './phone/open.ts';
import { App } from './app/App.tsx';
import { Broken } from './shell/Broken.tsx';
import { startClock } from './shell/clock.ts';
import { installApp } from './shell/install.ts';
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
  () => render(<Broken><App phone={phone} /></Broken>, root),
  (failure: unknown) => render(<Unreadable failure={failure} />, root),
);
void installApp(() => phone.visitUnderWay() || ['visit', 'customer'].includes(route.value.page));

/** The phone's own storage does not open: which of its problems it is, and what to do. */
function Unreadable({ failure }: { failure: unknown }) {
  const said = saidOf(failure);
  return <main id="content" class="prose"><div role="alert"><h1>{said.what}</h1>{said.next && <p>{said.next}</p>}</div></main>;
}
