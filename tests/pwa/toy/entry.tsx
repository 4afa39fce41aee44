/** The app with a toy in it: its folder, and one line in the list. */
import { render } from 'preact';
import { CAPABILITIES } from '../../../pwa/technician/app/capabilities.ts';
import { App } from '../../../pwa/technician/shell/App.tsx';
import { Broken } from '../../../pwa/technician/shell/Broken.tsx';
import { install } from '../../../pwa/technician/shell/capability.ts';
import { freezeClock } from '../../../pwa/technician/shell/clock.ts';
import { fakePhone } from '../cast/fakePhone.ts';
import { FAKE_NOW } from '../cast/fakeDay.ts';
import { startRouter } from '../../../pwa/technician/shell/router.ts';
import { capability as toy } from './capability.ts';

freezeClock(FAKE_NOW);
install([...CAPABILITIES, toy]);
startRouter();
const language = new URLSearchParams(location.search).get('language') === 'en' ? 'en' : 'zh-CN';
const waiting = { id: 't1', kind: 'toy_seen', visit: 'v2', at: '2026-07-14T02:15:00.000Z' };
const phone = fakePhone({ language, delivery: { facts: 1, photographs: 0, items: [waiting] } });
Object.assign(globalThis, { phone });
render(
  <Broken>
    <App phone={phone} />
  </Broken>,
  document.getElementById('app')!,
);
