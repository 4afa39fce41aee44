/** Starts the technician's app: theme, clock, router, the phone from its own disk, then the page of the address. */
import { render, type ComponentChild } from 'preact';
import { openPhone } from './phone/open.ts';
import { CAPABILITIES } from './app/capabilities.ts';
import { App } from './shell/App.tsx';
import { Broken } from './shell/Broken.tsx';
import { install } from './shell/capability.ts';
import { startClock } from './shell/clock.ts';
import { installApp } from './shell/install.ts';
import { keepLastSeen } from './shell/lastSeen.ts';
import { route, startRouter } from './shell/router.ts';
import { startTheme } from './shell/theme.ts';
import { startTouchGuard } from './shell/touches.ts';
import { loadMessages, hasMessages } from './shell/messages.ts';

install(CAPABILITIES);
startTheme();
startClock();
startRouter();
startTouchGuard();
const root = document.getElementById('app')!;
if (
  globalThis.isSecureContext &&
  globalThis.crypto?.subtle &&
  globalThis.indexedDB &&
  typeof [].findLast === 'function'
)
  start();
else void early(undefined);

function start(): void {
  const phone = openPhone();
  phone.ready
    .then(() => (hasMessages(phone.language.value) ? undefined : loadMessages(phone.language.value)))
    .then(
      () =>
        draw(
          <Broken>
            <App phone={phone} />
          </Broken>,
        ),
      (failure: unknown) => void early(failure),
    );
  void installApp(() => phone.visitUnderWay() || ['visit', 'customer'].includes(route.value.page));
}

/** The phone's own storage does not open, or nothing of it can be: which page says so, and what to do. */
async function early(failure: unknown): Promise<void> {
  const { earlyPage } = await import('./start/Early.tsx');
  draw(await earlyPage(failure));
}

/** Takes up the page that was last seen, if the service worker gave it, and draws over it. */
function draw(page: ComponentChild): void {
  root.inert = false;
  keepLastSeen(root);
  render(page, root);
}
