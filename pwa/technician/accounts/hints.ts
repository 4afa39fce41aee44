/** Hints that something is new while the app is shut: an empty push from the browser's own service, shown by the service worker. Only ever a hint. */
import { ask } from '../sync/exchange.ts';
import type { Hints } from '../phone/interface';
import type { Environment } from '../storage/environment.ts';

const PUSH = '/api/v1/push';
const WORDS = 'doorstep-hint'; // the cache from which the service worker takes its words, because it knows no language
const WORDS_AT = '/app/?hint';

/** Switches them on or off, or only looks. `words` are what the worker will show. */
export async function hints(
  environment: Environment,
  words: { title: string; body: string },
  wanted?: boolean,
): Promise<Hints> {
  const worker = await here();
  if (!worker) return 'cannot';
  const found = await worker.pushManager.getSubscription();
  if (wanted === undefined) {
    if (found) await keepWords(words); // also in the language that was chosen since
    return found ? 'on' : 'off';
  }
  if (!wanted) {
    await found?.unsubscribe();
    await ask(environment, 'DELETE', PUSH);
    return 'off';
  }
  const { key } = await ask<{ key: string | null }>(environment, 'GET', PUSH);
  if (!key) return 'not_offered';
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  try {
    const { endpoint } =
      found ?? (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
    await keepWords(words);
    await ask(environment, 'PUT', PUSH, { address: endpoint });
    return 'on';
  } catch (failure) {
    if (!(failure instanceof DOMException)) throw failure;
    await ask(environment, 'PUT', PUSH, { address: null, cannot: failure.name }); // no service of the maker: most phones in China
    return 'cannot';
  }
}

async function here(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('PushManager' in globalThis) || !('Notification' in globalThis)) return undefined;
  return navigator.serviceWorker?.getRegistration('/app/');
}

async function keepWords(words: object): Promise<void> {
  const cache = await caches.open(WORDS);
  await cache.put(WORDS_AT, new Response(JSON.stringify(words)));
}
