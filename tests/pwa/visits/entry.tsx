/** The visit's pages on an in-memory phone with the shipped standards, for tests and pictures: `?scene=&language=`; another `begun=` begins anew. */
import { render } from 'preact';
import { CAPABILITIES } from '../../../pwa/technician/app/capabilities.ts';
import { App } from '../../../pwa/technician/shell/App.tsx';
import { install } from '../../../pwa/technician/shell/capability.ts';
import { freezeClock } from '../../../pwa/technician/shell/clock.ts';
import { startRouter } from '../../../pwa/technician/shell/router.ts';
import { startTheme } from '../../../pwa/technician/shell/theme.ts';
import type { Language } from '../../../pwa/technician/storage/wire.ts';
import { paperPhone } from './paperPhone.ts';
import { NOW, scene } from './scenes.ts';

const asked = new URLSearchParams(location.search);
const begun = asked.get('begun');
if (begun !== null && sessionStorage.getItem('begun') !== begun) sessionStorage.clear();
if (begun !== null) sessionStorage.setItem('begun', begun);
const kept = JSON.parse(sessionStorage.getItem('asked') ?? '{}') as Record<string, string>;
const given = { ...kept, ...Object.fromEntries(asked) };
sessionStorage.setItem('asked', JSON.stringify(given));
const standard = async (name: string) => (await fetch(`/standards/${name}.json`)).json();

async function start(): Promise<void> {
  const language = (given.language ?? 'zh-CN') as Language;
  const standards = {
    broadband: await standard('home-broadband-visit'),
    meter: await standard('household-water-meter-repair'),
  };
  const phone = paperPhone(scene(given.scene ?? 'work', language, standards), { language, live: given.live === '1' });
  Object.assign(window, { phone });
  startTheme();
  if (given.live !== '1') freezeClock(NOW + Number(given.plus ?? 0) * 60_000);
  install(CAPABILITIES);
  startRouter();
  render(<App phone={phone} />, document.getElementById('app')!);
}

void start();
