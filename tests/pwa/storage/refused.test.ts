/** Saving by itself, and what a refusal of the storage is called: which facts carry what they had seen, what is named, what is tried again. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { packed } from '../../../pwa/technician/storage/bundles.ts';
import { startClock } from '../../../pwa/technician/storage/clock.ts';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import { Drafts } from '../../../pwa/technician/storage/drafts.ts';
import { makeKey } from '../../../pwa/technician/storage/keys.ts';
import { saveFact, type Report } from '../../../pwa/technician/storage/outbox.ts';
import { STORES, type Saved, type StoredEvidence, type StoredVisit } from '../../../pwa/technician/storage/schema.ts';
import type { Environment } from '../../../pwa/technician/storage/environment.ts';
import type { Fact } from '../../../pwa/technician/storage/wire.ts';
import { bundle, visitId } from '../cast/visits.ts';

const environment = {
  name: 'refused',
  locks: undefined,
  now: () => Date.parse('2026-07-14T01:00:00.000Z'),
  monotonic: () => 0,
} as unknown as Environment;
const [key, ID] = [await makeKey(false), visitId(1)];
const VISIT = { type: 'visit', id: ID } as const;
let count = 0;
let db: Database;
beforeEach(async () => {
  db?.close();
  db = database(`refused-${(count += 1)}`);
  const enrolment = { organisation: { id: 'o' }, person: { id: 'p' }, device: 'd', key: key.id };
  await db.write([...STORES], (tx) =>
    Promise.all([
      tx.objectStore('meta').put({ enrolment, key: key.key, label: '' } as never, 'account'),
      tx.objectStore('meta').put({ device: 'd', seq: 0 } as never, 'counter'),
      tx.objectStore('meta').put({ cursor: 7, clockOffset: 12, firstDone: true } as never, 'sync'),
      tx.objectStore('visits').put({
        id: ID,
        ...packed(bundle(1, { version: 3 })),
        grantHash: 'g'.repeat(64),
        state: 'planned',
        underWay: false,
        conflicts: [],
      } as never),
    ]),
  );
});
after(() => db.close());

const put = (store: (typeof STORES)[number], row: unknown) =>
  db.write([store], (tx) => tx.objectStore(store).put(row as never));
const save = async (kind: string, more: Partial<Report> = {}) =>
  JSON.parse(
    (await saveFact(environment, db, startClock(environment), { subject: VISIT, kind, body: {}, ...more })).text,
  ) as Fact;
const visit = () => db.read(['visits'], (tx) => tx.objectStore('visits').get(ID)) as Promise<StoredVisit>;

test('a fact that writes a field carries what the phone had seen of it, any other does not', async () => {
  for (const kind of ['answered', 'deviated', 'withdrawn', 'suggested', 'appointed', 'ended'])
    assert.equal((await save(kind)).base, 7, kind);
  for (const kind of ['noted', 'arrived', 'signed']) assert.ok(!('base' in (await save(kind))), kind);
  await put('visits', { ...(await visit()), evicted: { reason: 'reassigned' }, underWay: true });
  assert.equal((await save('answered')).base, 3, 'of a visit that was taken away it hears no more');
});

test('each fact stands in its chain, under its grant where it has one, with the clock as it was measured', async () => {
  const [first, second] = [await save('noted'), await save('noted')];
  assert.deepEqual(
    [first.prev, first.grant, first.seq, second.seq, first.clock_offset, first.person],
    ['g'.repeat(64), 'g'.repeat(64), 1, 2, 12, 'p'],
  );
  const shift = await save('noted', { subject: { type: 'shift', id: ID } });
  assert.deepEqual(['grant' in shift, shift.prev.length, shift.prev === first.prev], [false, 64, false]);
});

test('what a fact makes of its visit is stored with it; where there is no visit there is nothing to make', async () => {
  await save('arrived', { effect: () => ({ state: 'at_the_door', underWay: true }) });
  assert.deepEqual(
    [(await visit()).state, (await visit()).underWay, (await visit()).grantHash],
    ['at_the_door', true, 'g'.repeat(64)],
  );
  await save('noted', { effect: () => undefined });
  await save('noted', { subject: { type: 'shift', id: 's' }, effect: () => ({ state: 'x', underWay: false }) });
  assert.deepEqual(
    [(await visit()).state, await db.read(['visits'], (tx) => tx.objectStore('visits').count())],
    ['at_the_door', 1],
  );
});

test('bytes that a fact names are named by the first one, and bytes that are not here by none', async () => {
  await put('evidence', { sha256: 'a', visit: ID, state: 'waiting' });
  const first = await save('photographed', { body: { sha256: 'a' } });
  await save('photographed', { body: { sha256: 'a' } });
  await save('photographed', { body: { sha256: 'not here' } });
  const evidence = (await db.read(['evidence'], (tx) => tx.objectStore('evidence').getAll())) as StoredEvidence[];
  assert.deepEqual(evidence, [{ sha256: 'a', visit: ID, state: 'waiting', fact: first.id }]);
});

test('of a visit that is not here, or was taken away before it was begun, nothing is saved; nor by a phone that nobody set up', async () => {
  await assert.rejects(save('noted', { subject: { type: 'visit', id: 'unknown' } }), { code: 'read_only' });
  await put('visits', { ...(await visit()), evicted: { reason: 'cancelled' } });
  await assert.rejects(save('noted'), { code: 'read_only' });
  await db.write(['meta'], (tx) => tx.objectStore('meta').delete('counter'));
  await assert.rejects(save('noted', { subject: { type: 'shift', id: 's' } }), { code: 'not_enrolled' });
  assert.deepEqual((await db.read(['outbox'], (tx) => tx.objectStore('outbox').getAll())) as Saved[], []);
});

for (const [name, code] of [
  ['QuotaExceededError', 'no_space'],
  ['VersionError', 'newer_app'],
  ['AbortError', 'storage_gone'],
  ['SecurityError', 'storage_gone'],
  ['InvalidStateError', 'storage_gone'],
  ['UnknownError', 'storage_gone'],
] as const) {
  test(`${name} is told as ${code}, with what lies behind; a dead connection is opened once more before`, async () => {
    const refusal = new DOMException('', name);
    for (const way of ['read', 'write'] as const) {
      let tries = 0;
      await assert.rejects(
        db[way](['meta'], () => {
          tries += 1;
          return Promise.reject(refusal);
        }),
        { name: 'StorageProblem', code, cause: refusal },
      );
      assert.equal(tries, ['InvalidStateError', 'UnknownError'].includes(name) ? 2 : 1);
    }
  });
}

test("a mistake of ours stays what it is, and what is no error at all is the storage's", async () => {
  const mistake = new RangeError('ours');
  await assert.rejects(
    db.write(['meta'], () => Promise.reject(mistake)),
    mistake,
  );
  await assert.rejects(
    db.read(['meta'], () => Promise.reject('a word')),
    { code: 'storage_gone', cause: 'a word' },
  );
});

test('a draft that the storage refused is written with the next flush', async () => {
  let refused = true;
  const moody = {
    ...db,
    write: (...given: Parameters<Database['write']>) =>
      refused ? Promise.reject(new Error('full')) : db.write(...given),
  } as Database;
  const drafts = new Drafts(moody);
  drafts.draft('note').set('half a sentence');
  await assert.rejects(drafts.flush(), /full/);
  refused = false;
  await drafts.flush();
  assert.deepEqual(await db.read(['drafts'], (tx) => tx.objectStore('drafts').getAll()), [
    { name: 'note', value: 'half a sentence' },
  ]);
  await drafts.draft('note').clear();
  assert.equal(await db.read(['drafts'], (tx) => tx.objectStore('drafts').count()), 0);
});
