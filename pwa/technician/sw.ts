/** The service worker: stores the app's own files and serves them without a network. It knows no domain, and touches no request but GET. */

const scope = self as unknown as ServiceWorkerGlobalScope;
const NAME = `doorstep-${__VERSION__}`;
const [SHELL] = __PRECACHE__;

scope.addEventListener('install', (event) => event.waitUntil(storeAll()));
scope.addEventListener('activate', (event) => event.waitUntil(takeOver()));
scope.addEventListener('fetch', (event) => {
  const address = stored(event.request);
  if (address !== undefined) event.respondWith(fromStore(address, event.request));
});
// A page says so when no visit is open; until then the version that began the visit also ends it.
scope.addEventListener('message', ({ data }) => {
  if (data === 'take over') void scope.skipWaiting();
});

/** All files of this version or none: half a version would break at the customer's door. */
async function storeAll(): Promise<void> {
  const answers = await Promise.all(__PRECACHE__.map((address) => fetch(address, { cache: 'reload', credentials: 'same-origin' })));
  const foreign = __PRECACHE__.find((address, i) => !isOurs(address, answers[i]!));
  if (foreign !== undefined) throw new Error(`not stored: ${foreign}`);
  const cache = await caches.open(NAME);
  await Promise.all(answers.map((answer, i) => cache.put(__PRECACHE__[i]!, answer)));
}

/** A captive portal answers everything with a page of its own. */
function isOurs(address: string, answer: Response): boolean {
  const page = answer.headers.get('Content-Type')?.includes('text/html') ?? false;
  return answer.status === 200 && !answer.redirected && page === (address === SHELL);
}

async function takeOver(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith('doorstep-') && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/** The stored address that answers a request; undefined where the request is none of our business. */
function stored({ method, mode, url }: Request): string | undefined {
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== scope.location.origin) return undefined;
  if (__PRECACHE__.includes(pathname)) return pathname;
  return mode === 'navigate' && pathname.startsWith('/app/') ? SHELL : undefined;
}

/** The network only where the browser has thrown the store away. */
async function fromStore(address: string, request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  return await cache.match(address) ?? fetch(request);
}
