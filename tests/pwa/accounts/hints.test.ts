/** Hints that something is new: switched on with the browser's leave, taken back, and said to the office where this phone cannot have them. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { hints } from '../../../pwa/technician/accounts/hints.ts';
import type { Environment } from '../../../pwa/technician/storage/environment.ts';

const WORDS = { title: '有新内容', body: '打开就能看到。' };
const GLOBALS = ['PushManager', 'Notification', 'caches', 'navigator'] as const;
const before = GLOBALS.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));

afterEach(() => {
  for (const [i, name] of GLOBALS.entries()) {
    delete (globalThis as Record<string, unknown>)[name];
    if (before[i]) Object.defineProperty(globalThis, name, before[i]);
  }
});

/** A browser whose push service answers so, and what the server and the worker's words were told. */
function browser({ leave = 'granted', fails = '', key = 'KEY' as string | null }) {
  const told: [string, unknown][] = [];
  const kept: string[] = [];
  let here: object | undefined;
  const manager = {
    getSubscription: async () => here,
    async subscribe({ applicationServerKey }: { applicationServerKey: string }) {
      if (fails) throw new DOMException('Registration failed - push service error', fails);
      return (here = {
        endpoint: `https://push.example/${applicationServerKey}`,
        unsubscribe: async () => (here = undefined),
      });
    },
  };
  const set = (name: string, value: unknown) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  set('PushManager', class {});
  set('Notification', { requestPermission: async () => leave });
  set('caches', { open: async () => ({ put: async (_: string, said: Response) => kept.push(await said.text()) }) });
  set('navigator', { serviceWorker: { getRegistration: async () => ({ pushManager: manager }) } });
  const fetch = async (_: string, { method, body }: RequestInit) => {
    told.push([method!, body ? JSON.parse(body as string) : undefined]);
    if (method === 'GET')
      return new Response(JSON.stringify({ key }), { headers: { 'Content-Type': 'application/json' } });
    return new Response(null, { status: 204 });
  };
  return { told, kept, environment: { fetch, now: Date.now } as unknown as Environment };
}

test('switched on: the address goes to the server, the words to the worker; off takes both back', async () => {
  const { told, kept, environment } = browser({});
  assert.equal(await hints(environment, WORDS), 'off');
  assert.equal(await hints(environment, WORDS, true), 'on');
  assert.deepEqual(told.at(-1), ['PUT', { address: 'https://push.example/KEY' }]);
  assert.deepEqual(kept, [JSON.stringify(WORDS)]);
  assert.equal(await hints(environment, WORDS), 'on');
  assert.equal(await hints(environment, WORDS, false), 'off');
  assert.deepEqual([told.at(-1), await hints(environment, WORDS)], [['DELETE', undefined], 'off']);
});

test('a phone without its maker’s service says so to the office', async () => {
  const { told, environment } = browser({ fails: 'AbortError' });
  assert.equal(await hints(environment, WORDS, true), 'cannot');
  assert.deepEqual(told.at(-1), ['PUT', { address: null, cannot: 'AbortError' }]);
});

test('where the person does not let it, or the company gives none, nothing is told', async () => {
  const shy = browser({ leave: 'denied' });
  assert.equal(await hints(shy.environment, WORDS, true), 'denied');
  const none = browser({ key: null });
  assert.equal(await hints(none.environment, WORDS, true), 'not_offered');
  assert.deepEqual(
    [...shy.told, ...none.told].filter(([method]) => method !== 'GET'),
    [],
  );
});
