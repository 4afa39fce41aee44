/** Saving a fact: whole or not at all, once, in order, signed (P1, P2, P3). */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { OpenPhone } from '../../../pwa/technician/phone/open.ts';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import { exclusive } from '../../../pwa/technician/storage/locks.ts';
import { documentBytes, genesis, sha256 } from '../../../pwa/technician/storage/hashes.ts';
import { SCHEMA_VERSION, type Account, type Saved } from '../../../pwa/technician/storage/schema.ts';
import type { Body, Fact } from '../../../pwa/technician/storage/wire.ts';
import {
  enrolledPhone,
  everything,
  newEnvironment,
  opened,
  restarted,
  until,
  type TestEnvironment,
} from '../cast/environment.ts';
import { asFirstVersion } from '../cast/firstVersion.ts';
import { refusing } from '../cast/refusing.ts';
import { FakeServer, ORGANISATION } from '../cast/server.ts';
import { bundle, grant, STANDARD, visitId } from '../cast/visits.ts';

let [server, phone, environment, db] = [] as unknown as [FakeServer, OpenPhone, TestEnvironment, Database];
const subject = { type: 'visit' as const, id: visitId(1) };
const here = () => phone.visits.value.find(({ bundle: { id } }) => id === subject.id)!;
const saved = async () => (await everything(db))['outbox'] as Saved[];

beforeEach(async () => {
  server = new FakeServer();
  server.change(STANDARD, grant(1), grant(2));
  ({ phone, environment, db } = await enrolledPhone(server));
  server.offline = true;
});

test('what was reported is on the screen and on the disk, and there after a kill', async () => {
  const id = await phone.report(subject, 'departed', {});
  assert.equal(here().state, 'on_the_way');
  phone = await restarted(phone, environment);
  const log = phone.visit(subject.id).value!.log;
  assert.deepEqual(
    log.map((entry) => [entry.id, entry.kind, entry.mine, entry.sent]),
    [[id, 'departed', true, false]],
  );
  assert.equal(here().state, 'on_the_way');
});

test('facts are numbered without gaps, and each chain begins at its grant or its genesis', async () => {
  await phone.report(subject, 'departed', {});
  await phone.report({ type: 'shift', id: '2026-07-14' }, 'shift_started', {});
  await phone.report(subject, 'arrived', {});
  const [departed, shift, arrived] = (await saved()) as [Saved, Saved, Saved];
  const [first, second, third] = [departed, shift, arrived].map(({ text }) => JSON.parse(text) as Fact) as [
    Fact,
    Fact,
    Fact,
  ];
  const grantHash = await sha256(documentBytes(bundle(1).grant as unknown as Body));
  assert.deepEqual([departed.seq, shift.seq, arrived.seq], [2, 3, 4]); // 1 was `enrolled`
  assert.deepEqual([first.grant, first.prev, third.prev], [grantHash, grantHash, departed.hash]);
  assert.deepEqual(
    [second.grant, second.prev],
    [undefined, await genesis(ORGANISATION.id, departed.device, { type: 'shift', id: '2026-07-14' })],
  );
});

test("two tabs at once: every fact once, no number twice, and each tab shows the other one's", async () => {
  const other = opened(environment);
  await other.ready;
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => (i % 2 ? phone : other).report(subject, 'noted', { text: `note ${i}` })),
  );
  const facts = await saved();
  assert.deepEqual(
    facts.map(({ seq }) => seq),
    Array.from({ length: 20 }, (_, i) => i + 2),
  );
  facts.slice(1).forEach((fact, i) => assert.equal((JSON.parse(fact.text) as Fact).prev, facts[i]!.hash));
  await until(() => [phone, other].every((tab) => tab.visit(subject.id).value?.log.length === 20));
});

// Guard: pwa/technician/storage/outbox.ts:store
test('fault 2: two tabs without Web Locks: the database itself refuses a number that is taken', async () => {
  environment.locks = undefined;
  const other = opened({
    ...environment,
    locks: { request: (_: string, work: () => unknown) => work() } as unknown as LockManager,
  });
  await other.ready;
  await Promise.all([phone.report(subject, 'noted', { text: 'one' }), other.report(subject, 'noted', { text: 'two' })]);
  const facts = await saved();
  assert.deepEqual(
    facts.map(({ seq }) => seq),
    [2, 3],
  );
  assert.equal((JSON.parse(facts[1]!.text) as Fact).prev, facts[0]!.hash);
});

for (const place of ['outbox', 'heads', 'visits', 'commit'] as const) {
  // Guard: pwa/technician/storage/database.ts:asProblem
  test(`fault 11: quota exceeded at an answer (${place}): nothing half-written, said plainly, and the next one works`, async () => {
    await phone.report(subject, 'departed', {});
    const before = await everything(db);
    await refusing(place, () =>
      assert.rejects(phone.report(subject, 'answered', { step: 'a', value: true }), {
        name: 'StorageProblem',
        code: 'no_space',
      }),
    );
    assert.deepEqual(await everything(db), before);
    assert.equal(phone.delivery.value.state, 'space_low');
    assert.equal(here().log.length, 1);
    await phone.report(subject, 'answered', { step: 'a', value: true });
    assert.notEqual(phone.delivery.value.state, 'space_low');
    assert.deepEqual(
      (await saved()).map(({ seq }) => seq),
      [2, 3],
    );
  });
}

// Guard: pwa/technician/storage/database.ts:run
test('fault 19: a connection that died is opened again, and the fact is saved once', async () => {
  await refusing('connection', () => phone.report(subject, 'departed', {}));
  assert.deepEqual(
    (await saved()).map(({ kind }) => kind),
    ['departed'],
  );
});

test('a fact above 32 KB is refused before anything is written', async () => {
  const before = await everything(db);
  await assert.rejects(phone.report(subject, 'noted', { text: '长'.repeat(12_000) }), { code: 'too_long' });
  assert.deepEqual(await everything(db), before);
});

// Guard: pwa/technician/storage/canonical.ts:plain
test('fault 16: half a character and NUL never reach a signature', async () => {
  await phone.report(subject, 'noted', { text: `${'谢谢😀'.slice(0, 3)}\u0000` });
  assert.equal((JSON.parse((await saved())[0]!.text) as Fact).body['text'], '谢谢');
});

// Guard: pwa/technician/phone/open.ts:reporter
test('fault 24: a double tap is one fact; the same thing again later is a second one', async () => {
  const [one, two] = await Promise.all([
    phone.report(subject, 'ended', { outcome: 'done' }),
    phone.report(subject, 'ended', { outcome: 'done' }),
  ]);
  assert.equal(one, two);
  assert.equal((await saved()).length, 1);
  const start = environment.monotonic;
  environment.monotonic = () => start() + 5_000;
  assert.notEqual(await phone.report(subject, 'ended', { outcome: 'done' }), one);
});

test('after undoing, the same answer again is a fact of its own', async () => {
  const first = await phone.report(subject, 'answered', { step: 'a', value: true });
  await phone.report(subject, 'withdrawn', { fact: first, reason: 'slip' });
  await phone.report(subject, 'answered', { step: 'a', value: true });
  assert.equal((await saved()).length, 3);
});

// Guard: pwa/technician/storage/clock.ts:run
test('fault 6: the clock: one run while it is steady, another after a jump and after a restart', async () => {
  const runs = async () => (await saved()).map(({ text }) => (JSON.parse(text) as Fact).clock_run);
  await phone.report(subject, 'departed', {});
  await phone.report(subject, 'arrived', {});
  environment.shift = 3 * 86_400_000;
  await phone.report(subject, 'knocked', {});
  phone = await restarted(phone, environment);
  await phone.report(subject, 'entered', {});
  const [a, b, c, d] = await runs();
  assert.equal(a, b);
  assert.equal(new Set([b, c, d]).size, 3);
});

test('a tap on a visit that has just been given away is refused, not lost in silence', async () => {
  server.offline = false;
  server.change({ type: 'evict', visit: visitId(2), reason: 'reassigned', given_to: '李师傅' });
  await phone.sendNow();
  await assert.rejects(phone.report({ type: 'visit', id: visitId(2) }, 'departed', {}), { code: 'read_only' });
});

test('without anybody enrolled nothing is saved', async () => {
  const fresh = opened(newEnvironment(server));
  await assert.rejects(fresh.report(subject, 'departed', {}), { code: 'not_enrolled' });
});

// Guard: pwa/technician/storage/database.ts:open
test('fault 12: an older tab lets a newer app upgrade the storage', async () => {
  const upgraded = await new Promise<boolean>((resolve) => {
    const asked = indexedDB.open(environment.name, 99);
    asked.onsuccess = () => {
      asked.result.close();
      resolve(true);
    };
    asked.onerror = () => resolve(false);
  });
  assert.ok(upgraded);
  await assert.rejects(phone.report(subject, 'departed', {}), { code: 'newer_app' });
});

// Guard: pwa/technician/storage/database.ts:open
test('fault 12: a tab that does not let go of an older storage: said at once, and it goes on when that tab is closed', async () => {
  const stubborn = await new Promise<IDBDatabase>((resolve) => {
    indexedDB.open(environment.name).onsuccess = ({ target }) => resolve((target as IDBOpenDBRequest).result);
  });
  const newer = database(environment.name, SCHEMA_VERSION + 1);
  const read = () => newer.read(['meta'], (tx) => tx.objectStore('meta').count());
  await assert.rejects(read(), { code: 'storage_blocked' });
  stubborn.close();
  await until(() =>
    read().then(
      () => true,
      () => false,
    ),
  );
});

// Guard: pwa/technician/storage/outbox.ts:store
test('work that is put away while a tap waits for its turn: nothing is added to it', async () => {
  let free = (): void => undefined;
  const turn = exclusive(
    environment,
    'outbox',
    () =>
      new Promise<void>((done) => {
        free = done;
      }),
  );
  const tap = phone.report(subject, 'departed', {});
  tap.catch(() => undefined);
  for (let breath = 0; breath < 20; breath += 1) await db.read(['meta'], (tx) => tx.objectStore('meta').count()); // by now it is signed
  await db.write(['meta'], async (tx) => {
    const meta = tx.objectStore('meta');
    await meta.put({ ...((await meta.get('account')) as Account), locked: true }, 'account');
  });
  free();
  await Promise.all([turn, assert.rejects(tap, { code: 'not_enrolled' })]);
  assert.deepEqual(await saved(), []);
});

// Guard: pwa/technician/storage/database.ts:packVisits
test('a phone whose storage is of the first version still holds its visits, and goes on in them', async () => {
  await phone.report(subject, 'departed', {});
  phone.close();
  const first = await asFirstVersion(environment.name);
  assert.ok(first.every((visit) => 'bundle' in visit && !('text' in visit)));
  phone = opened(environment);
  await phone.ready;
  assert.deepEqual(
    [here().state, here().bundle.work.kind_of_work, here().slot.day],
    ['on_the_way', 'repair', '2026-07-14'],
  );
  await phone.report(subject, 'arrived', {});
  assert.equal(here().state, 'at_the_door');
});

test('killed in the middle of a visit: what was done is there as soon as anything is shown', async () => {
  await phone.report(subject, 'departed', {});
  await phone.report(subject, 'arrived', {});
  phone.close();
  phone = opened(environment);
  await phone.ready;
  assert.deepEqual(
    phone.visit(subject.id).value?.log.map(({ kind }) => kind),
    ['departed', 'arrived'],
  );
});

test('the key cannot be read out', async () => {
  const { key } = (await db.read(['meta'], (tx) => tx.objectStore('meta').get('account'))) as Account;
  await assert.rejects(crypto.subtle.exportKey('pkcs8', key as CryptoKey));
});
