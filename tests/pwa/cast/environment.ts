/** Stands in for the browser: a database of its own, a clock that the test moves, no network but the test's server. */
import { afterEach } from 'node:test';
import 'fake-indexeddb/auto';
import { openPhone, type OpenPhone } from '../../../pwa/technician/phone/open.ts';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import { STORES } from '../../../pwa/technician/storage/schema.ts';
import type { Environment } from '../../../pwa/technician/storage/environment.ts';
import type { FakeServer } from './server.ts';

let count = 0;

export interface TestEnvironment extends Environment {
  /** What `now` adds to the test's start, in ms. */
  shift: number;
}

/** A new phone's environment; the same object again is the same phone after a restart. */
export function newEnvironment(server: FakeServer): TestEnvironment {
  count += 1;
  const started = Date.parse('2026-07-14T01:00:00.000Z');
  const environment: TestEnvironment = {
    // What has failed is tried again when the test wakes the phone, not after two seconds, which end in the middle of what a test looks at on a slow machine.
    chance: () => 1_000,
    shift: 0,
    name: `phone-${process.pid}-${count}`,
    appVersion: '0.1.0',
    storage: undefined,
    locks: navigator.locks,
    fetch: (input, init) => server.answer(String(input), init),
    now: () => started + environment.shift + performance.now(),
    monotonic: () => performance.now(),
  };
  return environment;
}

const open = new Set<OpenPhone>();
afterEach(() => {
  for (const phone of open) phone.close();
  open.clear();
});

/** Opened, and closed when the test is over. */
export function opened(environment: Environment): OpenPhone {
  const phone = openPhone(environment);
  open.add(phone);
  return phone;
}

/** A phone that is signed in, enrolled, and has had its first sync. */
export async function enrolledPhone(
  server: FakeServer,
  environment = newEnvironment(server),
): Promise<{ phone: OpenPhone; environment: TestEnvironment; db: Database }> {
  const phone = opened(environment);
  await phone.whole;
  await phone.signIn('zhou', 'right');
  await phone.enrol('Test phone', '2580');
  await phone.sendNow();
  return { phone, environment, db: database(environment.name) };
}

/** The network comes back when every try has failed, because one that began before the last piece of work was there would go through without it. */
export async function networkBack(server: FakeServer, phone: OpenPhone): Promise<void> {
  await phone.sendNow();
  server.offline = false;
}

/** Waits until nothing is left to send: neither facts nor bytes, and none of them offered again. */
export async function allHome(phone: OpenPhone): Promise<void> {
  await until(() => phone.delivery.value.state === 'all_sent');
}

/** The process is killed: nothing more is written, nothing is closed in order. Returns the phone after a new start. */
export async function restarted(phone: OpenPhone, environment: TestEnvironment): Promise<OpenPhone> {
  phone.close();
  const again = opened(environment);
  await again.whole;
  return again;
}

/** Everything that lies on the disk, for "nothing half-written". */
export async function everything(db: Database): Promise<Record<string, unknown[]>> {
  const stores = [...STORES];
  const rows = await db.read(stores, (tx) =>
    Promise.all(stores.map((name) => tx.objectStore(name).getAll() as Promise<unknown[]>)),
  );
  return Object.fromEntries(stores.map((name, i) => [name, rows[i]!]));
}

/** Waits until something is so, however long a slow machine takes. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('never came to hold');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
