/** What a page remembers of where the next fact stands: it saves the asking, and is believed only as far as the disk agrees when the fact is stored. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { packed } from '../../../pwa/technician/storage/bundles.ts';
import { startClock } from '../../../pwa/technician/storage/clock.ts';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import { makeKey } from '../../../pwa/technician/storage/keys.ts';
import { saveFact } from '../../../pwa/technician/storage/outbox.ts';
import { ChainPositions, readChainMeta } from '../../../pwa/technician/storage/chainPosition.ts';
import type { STORES, Account, Saved, StoredVisit, SyncState } from '../../../pwa/technician/storage/schema.ts';
import type { Environment } from '../../../pwa/technician/storage/environment.ts';
import type { Fact, Subject } from '../../../pwa/technician/storage/wire.ts';
import { bundle, visitId } from '../cast/visits.ts';

const environment = {
  name: 'places',
  locks: undefined,
  now: () => Date.parse('2026-07-14T01:00:00.000Z'),
  monotonic: () => 0,
} as unknown as Environment;
const [key, ID] = [await makeKey(false), visitId(1)];
const [VISIT, SHIFT] = [
  { type: 'visit', id: ID },
  { type: 'shift', id: '2026-07-14' },
] as const;
const GIVEN: StoredVisit = {
  id: ID,
  ...packed(bundle(1, { version: 3 })),
  grantHash: 'g'.repeat(64),
  state: 'planned',
  underWay: false,
  conflicts: [],
};
const ACCOUNT = {
  enrolment: { organisation: { id: 'o' }, person: { id: 'p' }, device: 'd', key: key.id },
  key: key.key,
  label: '',
} as unknown as Account;
let count = 0;
let [asked, shown] = [0, undefined as StoredVisit | undefined];
let [db, places] = [] as unknown as [Database, ChainPositions];

beforeEach(async () => {
  db?.close();
  const disk = database(`places-${(count += 1)}`);
  db = {
    ...disk,
    read: (stores, work) => {
      asked += 1;
      return disk.read(stores, work);
    },
  };
  await put('meta', ACCOUNT, 'account');
  await put('meta', { device: 'd', seq: 0 }, 'counter');
  await put('meta', { cursor: 7, clockOffset: 12, firstDone: true }, 'sync');
  await put('visits', (shown = GIVEN));
  places = new ChainPositions(() => shown);
  await readAll();
  asked = 0;
});
after(() => db.close());

/** As a page does at its start. */
async function readAll(): Promise<void> {
  places.stands(await db.read(['meta'], readChainMeta));
  await places.readHeads(db);
}
const put = (store: (typeof STORES)[number], row: unknown, name?: string) =>
  db.write([store], (tx) => tx.objectStore(store).put(row as never, name as never));
async function saving(subject: Subject, by?: ChainPositions): Promise<Fact & { hash: string }> {
  const saved = await saveFact(environment, db, startClock(environment), { subject, kind: 'answered', body: {} }, by);
  return { ...(JSON.parse(saved.text) as Fact), hash: saved.hash };
}
const save = (subject: Subject = VISIT) => saving(subject, places);
/** A tab that remembers nothing. */
const elsewhere = (subject: Subject) => saving(subject);
const outbox = () => db.read(['outbox'], (tx) => tx.objectStore('outbox').getAll()) as Promise<Saved[]>;

test('who remembers does not ask the disk before saving, and says the same as who asks', async () => {
  const [first, shift, second] = [await save(), await save(SHIFT), await save()];
  assert.equal(asked, 0);
  const [other, last] = [await elsewhere(SHIFT), await elsewhere(VISIT)];
  assert.deepEqual(
    [first, shift, second, other, last].map(({ seq }) => seq),
    [1, 2, 3, 4, 5],
  );
  assert.deepEqual(
    [first.prev, second.prev, last.prev, other.prev],
    ['g'.repeat(64), first.hash, second.hash, shift.hash],
  );
  assert.deepEqual(
    [first, second, last].map(({ base, grant, clock_offset }) => [base, grant, clock_offset]),
    Array(3).fill([7, 'g'.repeat(64), 12]),
  );
  assert.deepEqual([shift.grant, shift.base], [undefined, 7]);
});

test('a page that opens later goes on where the chains on the disk end', async () => {
  const before = [await elsewhere(VISIT), await elsewhere(SHIFT)];
  await readAll();
  asked = 0;
  assert.deepEqual([(await save()).prev, (await save(SHIFT)).prev, asked], [before[0]!.hash, before[1]!.hash, 0]);
});

test('before everything was read, and after it was forgotten, the disk is asked', async () => {
  const fresh = new ChainPositions(() => shown);
  fresh.stands(await db.read(['meta'], readChainMeta));
  assert.equal(fresh.of(VISIT), undefined);
  await fresh.readHeads(db);
  assert.ok(fresh.of(VISIT));
  fresh.forget();
  assert.equal(fresh.of(VISIT), undefined);
  await fresh.readHeads(db);
  assert.equal(fresh.of(VISIT), undefined, 'whose it is was forgotten, too');
});

test('another tab was quicker: its number and its end of the chain count, and the disk is asked once', async () => {
  const theirs = await elsewhere(VISIT);
  asked = 0;
  const [ours, next] = [await save(), await save()];
  assert.deepEqual([ours.seq, ours.prev, next.prev, asked], [2, theirs.hash, ours.hash, 1]);
});

test('what was read of it before a fact was saved, and heard of after, sets no number back', async () => {
  const late = await db.read(['meta'], readChainMeta);
  await save();
  places.stands(late);
  asked = 0;
  assert.deepEqual([(await save()).seq, asked], [2, 0]);
  places.stands({ ...late, counter: { device: 'another', seq: 0 } });
  assert.deepEqual(places.of(VISIT)!.counter, { device: 'another', seq: 0 }, 'another enrolment counts anew');
});

test('given anew meanwhile: the fact stands under the new grant, at the beginning of its chain', async () => {
  await save();
  await put('visits', { ...GIVEN, grantHash: 'h'.repeat(64) });
  const { grant, prev, seq } = await save();
  assert.deepEqual([grant, prev, seq], ['h'.repeat(64), 'h'.repeat(64), 2]);
});

test('taken away meanwhile, with nothing under way, or gone: nothing is stored, and the person is told', async () => {
  await put('visits', { ...GIVEN, evicted: { reason: 'reassigned' } });
  await assert.rejects(save(), { code: 'read_only' });
  await db.write(['visits'], (tx) => tx.objectStore('visits').delete(ID));
  await assert.rejects(save(), { code: 'read_only' });
  assert.deepEqual(await outbox(), []);
});

test('taken away in the middle of the work: what was seen is what the bundle says, though the page has not heard of it yet', async () => {
  await put('visits', { ...GIVEN, evicted: { reason: 'reassigned' }, underWay: true });
  assert.equal((await save()).base, 3);
  shown = { ...GIVEN, evicted: { reason: 'reassigned' }, underWay: true };
  asked = 0;
  assert.deepEqual([(await save()).base, asked], [3, 0]);
});

test('where the page knows that it may not, the disk says so', async () => {
  for (const knows of [undefined, { ...GIVEN, evicted: { reason: 'reassigned' } }]) {
    shown = knows;
    assert.equal(places.of(VISIT), undefined);
    assert.ok(places.of(SHIFT));
  }
  for (const stored of [
    {},
    { account: ACCOUNT },
    { counter: { device: 'd', seq: 0 } },
    { account: { ...ACCOUNT, locked: true }, counter: { device: 'd', seq: 0 } },
  ]) {
    places.stands(stored);
    assert.equal(places.of(SHIFT), undefined);
  }
});

test('put away, or enrolled anew meanwhile: what is remembered of the former person is not believed', async () => {
  await put('meta', { ...ACCOUNT, locked: true }, 'account');
  await assert.rejects(save(), { code: 'not_enrolled' });
  await put('meta', { ...ACCOUNT, enrolment: { ...ACCOUNT.enrolment, device: 'another' } }, 'account');
  await put('meta', { device: 'another', seq: 4 }, 'counter');
  const { device, seq } = await save();
  assert.deepEqual([device, seq, (await outbox()).map(({ seq }) => seq)], ['another', 5, [5]]);
});

test('the server has told more meanwhile: the fact says what the page had shown, no more', async () => {
  await put('meta', { cursor: 9, clockOffset: 0, firstDone: true } satisfies SyncState, 'sync');
  assert.equal((await save()).base, 7);
  await readAll();
  assert.equal((await save()).base, 9);
});
