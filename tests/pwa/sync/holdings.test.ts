/** What this phone holds, as its pages see it: after each breath of the start, after a fact was saved, after another hand has changed something. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { packed } from '../../../pwa/technician/storage/bundles.ts';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import type { STORES, Saved } from '../../../pwa/technician/storage/schema.ts';
import type { Environment } from '../../../pwa/technician/storage/environment.ts';
import { Holdings } from '../../../pwa/technician/sync/holdings.ts';
import { otherTabs, type Heard } from '../../../pwa/technician/sync/tabs.ts';
import { bundle, STANDARD, visitId } from '../cast/visits.ts';

let count = 0;
let db: Database;
beforeEach(() => {
  db?.close();
  db = database(`holdings-${(count += 1)}`);
});
after(() => db.close());

const put = (store: (typeof STORES)[number], ...rows: unknown[]) =>
  db.write([store], (tx) => Promise.all(rows.map((row) => tx.objectStore(store).put(row as never))));
const stored = (number: number, more: object = {}) => ({
  id: visitId(number),
  ...packed(bundle(number)),
  grantHash: 'g',
  state: 'planned',
  underWay: false,
  conflicts: [],
  ...more,
});
const line = (id: string, kind = 'noted') => ({
  id: `${id}-${count}`,
  text: JSON.stringify({ id: `${id}-${count}`, kind, at: '', person: 'p', device: 'd', body: {} }),
  mine: false,
});
const fact = (seq: number, number: number, kind: string, type = 'visit'): Saved => ({
  device: 'd',
  seq,
  id: `s${seq}-${count}`,
  kind,
  subject: { type, id: visitId(number) } as Saved['subject'],
  at: '',
  hash: '',
  size: 1,
  text: JSON.stringify({ id: `s${seq}-${count}`, kind, at: '', body: {} }),
});
const ids = (held: Holdings) => held.visits.value.map(({ slot: { id } }) => id);
const kinds = (held: Holdings, number: number) => held.visit(visitId(number)).value?.log.map(({ kind }) => kind);

async function filled(): Promise<Holdings> {
  const { id, version, hash, document } = STANDARD.standard;
  await put('standards', { id, version, hash, text: JSON.stringify(document) });
  await put('visits', stored(3), stored(1, { underWay: true, state: 'on_the_way' }), stored(2), {
    ...stored(4),
    standard: 'not here yet',
  });
  await put('logs', { visit: visitId(1), lines: [line('a', 'departed')] }, { visit: visitId(2), lines: [line('b')] });
  return new Holdings(db);
}

test('the first breath shows the list and what is under way, the second every log', async () => {
  const held = await filled();
  await held.loadList();
  assert.deepEqual(ids(held), [1, 2, 3].map(visitId), 'in the order of the day; none without its standard');
  assert.deepEqual([kinds(held, 1), kinds(held, 2), held.anyUnderWay()], [['departed'], undefined, true]);
  await held.loadLogs();
  assert.deepEqual(
    [kinds(held, 1), kinds(held, 2), kinds(held, 3), kinds(held, 4)],
    [['departed'], ['noted'], [], undefined],
  );
  assert.equal(held.visit(visitId(9)).value, undefined);
  assert.equal(held.visit(visitId(9)), held.visit(visitId(9)));
});

test('a saved fact is seen at once, once, in its visit alone', async () => {
  const held = await filled();
  await held.reload();
  const saved = fact(1, 2, 'departed');
  assert.deepEqual(held.effect(saved), { state: 'on_the_way', underWay: true });
  held.saved(saved);
  held.saved(saved);
  assert.deepEqual([held.outbox.value, kinds(held, 2), kinds(held, 1)], [[saved], ['noted', 'departed'], ['departed']]);
  assert.equal(held.visits.value[1]!.state, 'on_the_way');
  for (const other of [fact(2, 2, 'shift_started', 'shift'), fact(3, 9, 'noted'), fact(4, 4, 'noted')]) {
    assert.equal(held.effect(other), undefined);
    held.saved(other);
  }
  assert.deepEqual(
    [held.outbox.value.map(({ seq }) => seq), kinds(held, 2)],
    [
      [1, 2, 3, 4],
      ['noted', 'departed'],
    ],
  );
});

test('what another hand changed is read again: only those visits, and all of the outbox', async () => {
  const held = await filled();
  await held.reload();
  await put('visits', stored(1, { state: 'done' }), stored(2, { state: 'done' }));
  await put('logs', { visit: visitId(2), lines: [line('b'), line('c', 'arrived')] });
  await put('outbox', fact(1, 3, 'noted'));
  await put(
    'trouble',
    { device: 'd', seq: 7, visit: visitId(2), result: { seq: 7, outcome: 'rejected' } },
    { device: 'd', seq: 8, visit: visitId(3), result: { seq: 8, outcome: 'rejected' } },
  );
  await put('evidence', { sha256: 'e', visit: visitId(2) });
  await held.reload([visitId(2)]);
  assert.deepEqual(
    held.visits.value.map(({ state }) => state),
    ['on_the_way', 'done', 'planned'],
  );
  assert.deepEqual(
    [kinds(held, 2), held.outbox.value.length, held.evidence.value.length],
    [['noted', 'arrived'], 1, 1],
  );
  assert.deepEqual(held.visit(visitId(2)).value!.trouble, [{ seq: 7, outcome: 'rejected' }]);
  await db.write(['visits'], (tx) => tx.objectStore('visits').delete(visitId(2)));
  await held.reload([visitId(2)]);
  assert.deepEqual([ids(held), held.visit(visitId(2)).value], [[1, 3].map(visitId), undefined]);
  await db.write(['visits'], (tx) => tx.objectStore('visits').clear());
  await held.reload();
  assert.deepEqual([ids(held), held.anyUnderWay()], [[], false]);
});

test('the list stands in the order of the days, whoever came first, and a log that another hand took is gone', async () => {
  const held = await filled();
  await held.reload();
  const { work } = bundle(9);
  await put('visits', {
    ...stored(9),
    ...packed(bundle(9, { work: { ...work, day: '2026-07-13', agreed_at: '2026-07-13T01:00:00.000Z' } })),
  });
  await held.reload([visitId(9)]);
  assert.deepEqual(ids(held), [9, 1, 2, 3].map(visitId));
  await db.write(['logs'], (tx) => tx.objectStore('logs').delete(visitId(2)));
  await held.loadLogs();
  assert.deepEqual([kinds(held, 1), kinds(held, 2)], [['departed'], []]);
});

test('two tabs hear each other, not themselves, and nothing once closed', async () => {
  const environment = { name: `tabs-${count}` } as Environment;
  const [mine, theirs] = [[], []] as [Heard[], Heard[]];
  const arrived = new Promise<void>((resolve) => {
    const one = otherTabs(environment, (heard) => mine.push(heard));
    const two = otherTabs(environment, (heard) => {
      theirs.push(heard);
      if (heard.what === 'account') {
        one.close();
        two.close();
        resolve();
      }
    });
    one.tell({ what: 'changed', ids: ['v'] });
    one.tell({ what: 'account' });
  });
  await arrived;
  assert.deepEqual([mine, theirs], [[], [{ what: 'changed', ids: ['v'] }, { what: 'account' }]]);
});

test('a browser without channels between tabs has a single tab', () => {
  const { BroadcastChannel: kept } = globalThis;
  delete (globalThis as { BroadcastChannel?: unknown }).BroadcastChannel;
  try {
    const alone = otherTabs({ name: 'x' } as Environment, () => assert.fail('nobody else is there'));
    alone.tell({ what: 'account' });
    alone.close();
  } finally {
    globalThis.BroadcastChannel = kept;
  }
});
