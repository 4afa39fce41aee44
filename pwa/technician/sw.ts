/** The service worker: stores the app's own files and Today as it was last seen, and serves them without a network. It knows no domain, and
 * touches no request but GET. */

const scope = self as unknown as ServiceWorkerGlobalScope;
const NAME = `doorstep-${__VERSION__}`;
const APART = 'doorstep-apart'; // what only some phones need and a page has put there (visits/camera/detector.ts)
const APART_FILES = '/assets/apart/';
const WORDS = 'doorstep-words'; // of the language that a phone does not begin in: of this version, and of the one that waits
const HINT = 'doorstep-hint'; // the words of a hint, which a page has put there (accounts/hints.ts)
const [SHELL] = __PRECACHE__;
const SEEN = `${SHELL}?seen`; // no address of the app: nothing but this worker asks for it
const EMPTY = '<div id="app"></div>';

/** A page as it last stood still, and the moments between which it may be shown again instead of an empty one. */
export interface LastSeen {
  root: string;
  lang: string;
  theme: string | undefined;
  from: number;
  until: number;
}

scope.addEventListener('install', (event) => event.waitUntil(storeAll()));
scope.addEventListener('activate', (event) => event.waitUntil(takeOver()));
scope.addEventListener('fetch', (event) => {
  const address = stored(event.request);
  if (address !== undefined) event.respondWith(fromStore(address, event.request));
});
scope.addEventListener('message', (event) => {
  // A page says so when no visit is open; until then the version that began the visit also ends it.
  if (event.data === 'take over') void scope.skipWaiting();
  else if (event.data === 'words')
    event.waitUntil(storeWords().catch(() => undefined)); // asked for at every start
  else event.waitUntil(keepInTurn(event.data as { seen: LastSeen | undefined }));
});

scope.addEventListener('push', (event) => event.waitUntil(hint()));
scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show());
});

/** Something is new; what it is comes when the app is opened. Whoever looks at the app already is not told over it. */
async function hint(): Promise<void> {
  const pages = await scope.clients.matchAll({ type: 'window' });
  for (const page of pages) page.postMessage('something new');
  const said = await (await caches.match(`${SHELL}?hint`, { cacheName: HINT }))?.json();
  const { title, body } = (said ?? { title: 'Doorstep', body: '' }) as { title: string; body: string };
  if (!pages.some((page) => page.visibilityState === 'visible'))
    await scope.registration.showNotification(title, { body, tag: 'new' });
}

async function show(): Promise<void> {
  const [page] = await scope.clients.matchAll({ type: 'window' });
  await (page ? page.focus() : scope.clients.openWindow(SHELL!));
}

/** All files of this version or none: half a version would break at the customer's door. Words that are on this phone count in. */
async function storeAll(): Promise<void> {
  if (await caches.has(WORDS)) await storeWords();
  await storeIn(NAME, __PRECACHE__);
}

/** The words that are not here yet; those of the version before stay until this one takes over. */
async function storeWords(): Promise<void> {
  const cache = await caches.open(WORDS);
  const here = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  await storeIn(
    WORDS,
    __WORDS__.filter((address) => !here.includes(address)),
  );
}

async function storeIn(name: string, addresses: readonly string[]): Promise<void> {
  const answers = await Promise.all(
    addresses.map((address) => fetch(address, { cache: 'reload', credentials: 'same-origin' })),
  );
  const foreign = addresses.find((address, i) => !isOurs(address, answers[i]!));
  if (foreign !== undefined) throw new Error(`not stored: ${foreign}`);
  const cache = await caches.open(name);
  await Promise.all(answers.map((answer, i) => cache.put(addresses[i]!, answer)));
}

/** A captive portal answers everything with a page of its own. */
function isOurs(address: string, answer: Response): boolean {
  const page = answer.headers.get('Content-Type')?.includes('text/html') ?? false;
  return answer.status === 200 && !answer.redirected && page === (address === SHELL);
}

async function takeOver(): Promise<void> {
  const old = (await caches.keys()).filter(
    (name) => name.startsWith('doorstep-') && ![NAME, APART, WORDS, HINT].includes(name),
  );
  await Promise.all(old.map((name) => caches.delete(name)));
  if (await caches.has(WORDS)) await forgetOldWords();
  await scope.clients.claim();
}

async function forgetOldWords(): Promise<void> {
  const cache = await caches.open(WORDS);
  const old = (await cache.keys()).filter(({ url }) => !__WORDS__.includes(new URL(url).pathname));
  await Promise.all(old.map((request) => cache.delete(request)));
}

/** The stored address that answers a request; undefined where the request is none of our business. */
function stored({ method, mode, url }: Request): string | undefined {
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== scope.location.origin) return undefined;
  if ([...__PRECACHE__, ...__WORDS__].includes(pathname) || pathname.startsWith(APART_FILES)) return pathname;
  return mode === 'navigate' && pathname.startsWith('/app/') ? SHELL : undefined;
}

/** The network only where the browser has thrown the store away. */
async function fromStore(address: string, request: Request): Promise<Response> {
  const cache = await caches.open(address.startsWith(APART_FILES) ? APART : __WORDS__.includes(address) ? WORDS : NAME);
  const plain = cache.match(address);
  const { pathname, search } = new URL(request.url);
  return (pathname + search === SHELL && (await lastSeen(cache))) || (await plain) || fetch(request);
}

/** Today as it was last seen, unless it is of another day or the clock has been set back since. */
async function lastSeen(cache: Cache): Promise<Response | undefined> {
  const seen = await cache.match(SEEN);
  const [from, until] = (seen?.headers.get('Seen') ?? '').split(' ').map(Number);
  return from! <= Date.now() && Date.now() < until! ? seen : undefined;
}

let before = Promise.resolve();

/** One after the other, because the last word counts; a full phone keeps none, and the next word is heard all the same. */
function keepInTurn(told: { seen: LastSeen | undefined }): Promise<void> {
  return (before = before.then(() => keep(told)).catch(() => undefined));
}

/** Puts a page as it was last seen into the stored empty one, under that one's rules of what may run; or forgets it. */
async function keep({ seen }: { seen: LastSeen | undefined }): Promise<void> {
  const cache = await caches.open(NAME);
  const empty = seen && (await cache.match(SHELL!));
  if (!seen || !empty) return void (await cache.delete(SEEN));
  const theme = seen.theme === 'dark' || seen.theme === 'light' ? ` data-theme="${seen.theme}"` : '';
  const html = (await empty.text())
    .replace(/<html lang="[^"]*">/, `<html lang="${seen.lang}"${theme}>`)
    .replace(EMPTY, () => seen.root);
  const headers = new Headers(empty.headers);
  for (const name of ['Content-Encoding', 'Content-Length']) headers.delete(name);
  headers.set('Seen', `${seen.from} ${seen.until}`);
  await cache.put(SEEN, new Response(html, { headers }));
}
