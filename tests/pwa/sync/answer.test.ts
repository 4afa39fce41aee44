/** Taking an answer by itself: what says that the server has forgotten, which facts it waits for, how much is still to be shown. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import { STORES, type Account, type Saved, type SyncState } from '../../../pwa/technician/storage/schema.ts';
import type { Surroundings } from '../../../pwa/technician/storage/surroundings.ts';
import type { SyncResponse } from '../../../pwa/technician/storage/wire.ts';
import { takeAnswer, type Asked } from '../../../pwa/technician/sync/answer.ts';

const account = { enrolment: { device: 'd' } } as unknown as Account;
const ground = { now: () => 0 } as Surroundings;
let count = 0;
let db: Database;
beforeEach(() => { db?.close(); db = database(`answer-${count += 1}`); });
after(() => db.close());

const fact = (seq: number): Saved => ({ device: 'd', seq, id: `f${seq}`, kind: 'noted', subject: { type: 'shift', id: 's' }, at: '', hash: '', text: '', size: 1 });
const sync = async () => await db.read(['meta'], (tx) => tx.objectStore('meta').get('sync')) as SyncState;

/** The phone has made `made` facts and still has these; it asked at cursor 5 of epoch e. */
async function taken(made: number, waiting: number[], answer: Partial<SyncResponse>, more: Partial<SyncState> = {}, asked: Partial<Asked> = {}) {
  const state: SyncState = { cursor: 5, clockOffset: 0, firstDone: true, epoch: 'e', ...more };
  await db.write([...STORES], async (tx) => {
    await Promise.all([tx.objectStore('meta').put(account, 'account'), tx.objectStore('meta').put({ device: 'd', seq: made }, 'counter'), tx.objectStore('meta').put(state, 'sync'), tx.objectStore('outbox').clear()]);
    await Promise.all(waiting.map((seq) => tx.objectStore('outbox').put(fact(seq))));
  });
  const whole = { epoch: 'e', cursor: 5, last_seq: made, results: [], changes: [], countersignatures: [], more: false, minimum_app: '0', server_time: 't', ...answer } as SyncResponse;
  const { found: _, ...rest } = await takeAnswer(ground, db, { account, sync: state, sent: [], cursor: 5, clockOffset: 0, ...asked }, whole);
  return rest;
}
const QUIET = { touched: [], all: false, more: false, cloned: false };

test('an answer that says nothing new changes nothing but the contact', async () => {
  assert.deepEqual(await taken(3, [], {}), QUIET);
  assert.deepEqual(await sync(), { cursor: 5, clockOffset: 0, firstDone: true, epoch: 'e', lastContact: 't', minimumApp: '0' });
});

for (const [why, waiting, answer] of [
  ['another epoch', [], { epoch: 'f' }], ['a sequence that runs backwards', [], { last_seq: 2 }], ['a clock that runs backwards', [], { cursor: 4 }], ['a sequence before what waits', [3], { last_seq: 1 }],
] as const) {
  test(`the server has forgotten: ${why}`, async () => {
    const found = await taken(3, [...waiting], answer);
    assert.deepEqual([found.all, found.more, (await sync()).former, (await sync()).resync], [true, true, true, { cursor: 0, page: 0 }]);
  });
}

test('the server has forgotten nothing where it stands just before what waits, and where no epoch was known', async () => {
  assert.deepEqual(await taken(3, [3], { last_seq: 2 }), QUIET);
  assert.deepEqual(await taken(3, [], {}, { epoch: undefined } as unknown as SyncState), QUIET);
  assert.equal((await sync()).epoch, 'e');
});

for (const [why, told, left] of [['one after the other', [1, 2, 3], [4]], ['in another order', [2, 3, 1], [4]], ['not all of them', [1, 3], [2, 4]], ['one twice', [1, 3, 3], [2, 4]]] as const) {
  // Guard: pwa/technician/sync/outcomes.ts:takenOut
  test(`what was acknowledged leaves the outbox for the journal, nothing else does: ${why}`, async () => {
    const results = told.map((seq) => ({ seq, outcome: 'applied' as const }));
    await taken(4, [1, 2, 3, 4], { last_seq: 3, results }, {}, { sent: [1, 2, 3, 4].map(fact) });
    const [outbox, journal] = await db.read(['outbox', 'journal'], (tx) => Promise.all([tx.objectStore('outbox').getAllKeys(), tx.objectStore('journal').getAll()]));
    assert.deepEqual([outbox, journal.map(({ seq }) => seq)], [left, [...new Set(told)].sort()]);
  });
}

test('what the server waits for and nobody has any more is missing, from the one after its last to the one before the first here', async () => {
  assert.deepEqual((await taken(9, [7, 8, 9], { last_seq: 6 })).missing, undefined);
  assert.equal((await sync()).former, undefined);
  const results = [{ seq: 4, outcome: 'applied' as const }];
  assert.deepEqual((await taken(9, [4, 7, 8, 9], { last_seq: 4, results }, {}, { sent: [fact(4)] })).missing, { from: 5, to: 6 });
  assert.deepEqual((await taken(9, [4], { last_seq: 4, results }, {}, { sent: [fact(4)] })).missing, { from: 5, to: 9 });
});

test('more than this phone ever made is a copy\'s; an answer to another phone is nobody\'s', async () => {
  assert.deepEqual(await taken(3, [], { last_seq: 4 }), { ...QUIET, cloned: true });
  const other = { account: { enrolment: { device: 'another' } } as unknown as Account };
  assert.deepEqual(await taken(3, [], { epoch: 'f', more: true }, {}, other), QUIET);
});

test('what is still to be shown is what was not shown yet; until then nothing that comes down counts', async () => {
  assert.equal((await taken(1, [], { cursor: 9 }, { present: ['a', 'b', 'c'] }, { presented: ['a', 'b'] })).more, true);
  assert.deepEqual([(await sync()).present, (await sync()).cursor], [['c'], 5]);
  assert.deepEqual(await taken(1, [], { cursor: 9 }, { present: ['a'] }, { presented: ['a'] }), QUIET);
  assert.deepEqual([(await sync()).present, (await sync()).cursor], [undefined, 9]);
  const early = [{ seq: 1, outcome: 'quarantined' as const, code: 'never_granted' }];
  assert.equal((await taken(1, [], { results: early })).more, true);
  assert.deepEqual((await sync()).present, []);
  assert.equal((await taken(1, [], { results: early }, { present: [] }, { presented: [] })).more, false);
});
