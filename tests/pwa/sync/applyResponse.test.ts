/** Taking an answer by itself: what says that the server has forgotten, which facts it waits for, how much is still to be shown. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { packed } from '../../../pwa/technician/storage/bundles.ts';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import {
  STORES,
  type Account,
  type Saved,
  type StoredVisit,
  type SyncState,
} from '../../../pwa/technician/storage/schema.ts';
import type { Environment } from '../../../pwa/technician/storage/environment.ts';
import type { SyncResponse } from '../../../pwa/technician/storage/wire.ts';
import { applyResponse, type Asked } from '../../../pwa/technician/sync/applyResponse.ts';
import { bundle, grant, STANDARD, visitId } from '../cast/visits.ts';

const account = { enrolment: { device: 'd' } } as unknown as Account;
const environment = { now: () => 0 } as Environment;
let count = 0;
let db: Database;
beforeEach(() => {
  db?.close();
  db = database(`answer-${(count += 1)}`);
});
after(() => db.close());

const fact = (seq: number): Saved => ({
  device: 'd',
  seq,
  id: `f${seq}`,
  kind: 'noted',
  subject: { type: 'shift', id: 's' },
  at: '',
  hash: '',
  text: '',
  size: 1,
});
const sync = async () => (await db.read(['meta'], (tx) => tx.objectStore('meta').get('sync'))) as SyncState;

const answerOf = (more: object) =>
  ({
    epoch: 'e',
    cursor: 5,
    results: [],
    changes: [],
    countersignatures: [],
    more: false,
    minimum_app: '0',
    server_time: 't',
    ...more,
  }) as unknown as SyncResponse;
/** Takes an answer to what the phone asks as it stands now. */
const takes = async (answer: object, asked: Partial<Asked> = {}, shown?: Saved[]) =>
  applyResponse(
    environment,
    db,
    { account, sync: await sync(), sent: [], cursor: 5, clockOffset: 0, ...asked },
    answerOf(answer),
    shown,
  );

/** The phone has made `made` facts and still has these; it asked at cursor 5 of epoch e. */
async function taken(
  made: number,
  waiting: number[],
  answer: Partial<SyncResponse>,
  more: Partial<SyncState> = {},
  asked: Partial<Asked> = {},
) {
  const state: SyncState = { cursor: 5, clockOffset: 0, firstDone: true, epoch: 'e', ...more };
  await db.write([...STORES], async (tx) => {
    await Promise.all([
      tx.objectStore('meta').put(account, 'account'),
      tx.objectStore('meta').put({ device: 'd', seq: made }, 'counter'),
      tx.objectStore('meta').put(state, 'sync'),
      tx.objectStore('outbox').clear(),
    ]);
    await Promise.all(waiting.map((seq) => tx.objectStore('outbox').put(fact(seq))));
  });
  const { found: _, ...rest } = await applyResponse(
    environment,
    db,
    { account, sync: state, sent: [], cursor: 5, clockOffset: 0, ...asked },
    answerOf({ last_seq: made, ...answer }),
  );
  return rest;
}
const QUIET = { touched: [], all: false, more: false, cloned: false };

test('an answer that says nothing new changes nothing but the contact', async () => {
  assert.deepEqual(await taken(3, [], {}), QUIET);
  assert.deepEqual(await sync(), {
    cursor: 5,
    clockOffset: 0,
    firstDone: true,
    epoch: 'e',
    lastContact: 't',
    minimumApp: '0',
  });
});

test('where the storage dies under an answer it is refused once, and nobody stumbles over the rest of it', async () => {
  const { put } = IDBObjectStore.prototype;
  await taken(1, [1], {});
  IDBObjectStore.prototype.put = function dying(this: IDBObjectStore, ...given: Parameters<typeof put>) {
    const request = put.apply(this, given);
    this.transaction.abort();
    return request;
  };
  try {
    await assert.rejects(takes({ last_seq: 1, results: [{ seq: 1, outcome: 'applied' }] }));
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  assert.deepEqual(await db.read(['outbox'], (tx) => tx.objectStore('outbox').getAllKeys()), [1]);
});

for (const [why, waiting, answer] of [
  ['another epoch', [], { epoch: 'f' }],
  ['a sequence that runs backwards', [], { last_seq: 2 }],
  ['a clock that runs backwards', [], { cursor: 4 }],
  ['a sequence before what waits', [3], { last_seq: 1 }],
] as const) {
  test(`the server has forgotten: ${why}`, async () => {
    const found = await taken(3, [...waiting], answer);
    assert.deepEqual(
      [found.all, found.more, (await sync()).former, (await sync()).resync],
      [true, true, true, { cursor: 0, page: 0 }],
    );
  });
}

test('the server has forgotten nothing where it stands just before what waits, and where no epoch was known', async () => {
  assert.deepEqual(await taken(3, [3], { last_seq: 2 }), QUIET);
  assert.deepEqual(await taken(3, [], {}, { epoch: undefined } as unknown as SyncState), QUIET);
  assert.equal((await sync()).epoch, 'e');
});

for (const [why, told, left] of [
  ['one after the other', [1, 2, 3], [4]],
  ['in another order', [2, 3, 1], [4]],
  ['not all of them', [1, 3], [2, 4]],
  ['one twice', [1, 3, 3], [2, 4]],
] as const) {
  // Guard: pwa/technician/sync/outcomes.ts:takenOut
  test(`what was acknowledged leaves the outbox for the journal, nothing else does: ${why}`, async () => {
    const results = told.map((seq) => ({ seq, outcome: 'applied' as const }));
    await taken(4, [1, 2, 3, 4], { last_seq: 3, results }, {}, { sent: [1, 2, 3, 4].map(fact) });
    const [outbox, journal] = await db.read(['outbox', 'journal'], (tx) =>
      Promise.all([tx.objectStore('outbox').getAllKeys(), tx.objectStore('journal').getAll()]),
    );
    assert.deepEqual([outbox, journal.map(({ seq }) => seq)], [left, [...new Set(told)].sort()]);
  });
}

test('what the server waits for and nobody has any more is missing, from the one after its last to the one before the first here', async () => {
  assert.deepEqual((await taken(9, [7, 8, 9], { last_seq: 6 })).missing, undefined);
  assert.equal((await sync()).former, undefined);
  const results = [{ seq: 4, outcome: 'applied' as const }];
  assert.deepEqual((await taken(9, [4, 7, 8, 9], { last_seq: 4, results }, {}, { sent: [fact(4)] })).missing, {
    from: 5,
    to: 6,
  });
  assert.deepEqual((await taken(9, [4], { last_seq: 4, results }, {}, { sent: [fact(4)] })).missing, {
    from: 5,
    to: 9,
  });
});

test("more than this phone ever made is a copy's; an answer to another phone is nobody's", async () => {
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

const stored = (store: (typeof STORES)[number], key?: string) =>
  db.read(
    [store],
    (tx) => (key ? tx.objectStore(store).get(key as never) : tx.objectStore(store).getAll()) as Promise<unknown>,
  );

test('a revoked phone is told so, learns nothing more, and is no copy of another', async () => {
  const before = await taken(3, [], {}).then(sync);
  const acknowledged = [{ seq: 3, outcome: 'quarantined' as const, code: 'device_revoked' }];
  const about = { ...fact(3), subject: { type: 'visit' as const, id: 'v' } };
  const found = await taken(3, [3], { revoked: true, last_seq: 9, cursor: 8, results: acknowledged }, before, {
    sent: [about],
  });
  assert.deepEqual(found, { ...QUIET, touched: ['v'] });
  assert.deepEqual(
    [await stored('meta', 'account'), await sync(), await stored('outbox')],
    [{ ...account, revoked: true }, before, []],
  );
});

test('a revoked phone whose server has forgotten sends again what it had acknowledged, and begins anew', async () => {
  await taken(3, [3], { last_seq: 3, results: [{ seq: 3, outcome: 'applied' }] }, {}, { sent: [fact(3)] });
  assert.deepEqual(await taken(3, [], { revoked: true, epoch: 'f', last_seq: 2 }), { ...QUIET, all: true, more: true });
  assert.deepEqual(
    [await stored('meta', 'account'), ((await stored('outbox')) as Saved[]).map(({ seq }) => seq)],
    [{ ...account, revoked: true }, [3]],
  );
  const { former, epoch, resync } = await sync();
  assert.deepEqual([former, epoch, resync], [true, 'f', { cursor: 0, page: 0 }]);
});

test("an answer to a phone that was enrolled anew or cleared meanwhile is nobody's, whichever of the two is read", async () => {
  for (const [who, device] of [
    ['another', 'd'],
    ['d', 'another'],
    [undefined, 'd'],
    ['d', undefined],
  ]) {
    await taken(3, [], {});
    await db.write(['meta'], (tx) =>
      Promise.all([
        who
          ? tx.objectStore('meta').put({ enrolment: { device: who } } as unknown as Account, 'account')
          : tx.objectStore('meta').delete('account'),
        device ? tx.objectStore('meta').put({ device, seq: 3 }, 'counter') : tx.objectStore('meta').delete('counter'),
      ]),
    );
    const before = await sync();
    assert.deepEqual(
      [await takes({ epoch: 'f', cursor: 9, last_seq: 3, more: true, server_time: 'u' }), await sync()],
      [QUIET, before],
      `${who} ${device}`,
    );
  }
});

test('the first fetch is whole with the page that says so, and stays so', async () => {
  for (const [before, more, after] of [
    [false, true, false],
    [false, false, true],
    [true, true, true],
    [true, false, true],
  ] as const) {
    assert.equal((await taken(1, [], { more }, { firstDone: before })).more, more);
    assert.equal((await sync()).firstDone, after, `${before} ${more}`);
  }
});

test('as of when bundles were read is told by the first page alone', async () => {
  for (const [cursor, known, answer, kept] of [
    [0, undefined, 9, 9],
    [0, 7, 9, 9],
    [5, 7, 9, 7],
    [5, undefined, 9, undefined],
    [5, 7, undefined, 7],
  ] as const) {
    await taken(
      1,
      [],
      { as_of: answer } as Partial<SyncResponse>,
      { ...(known && { asOf: known }), cursor },
      { cursor },
    );
    assert.deepEqual(
      ['asOf' in (await sync()), (await sync()).asOf],
      [kept !== undefined, kept],
      `${cursor} ${known} ${answer}`,
    );
  }
});

test('a feed that begins anew is shown when its last page is here, with what the pages before it brought', async () => {
  const resync = { resync: { cursor: 0, page: 0 } };
  assert.deepEqual(
    await taken(1, [], { cursor: 6, more: true, changes: [STANDARD, grant(1)] as never }, resync, { cursor: 0 }),
    { ...QUIET, more: true },
  );
  assert.deepEqual(
    [((await stored('visits')) as unknown[]).length, (await sync()).resync, (await sync()).cursor],
    [0, { cursor: 6, page: 1 }, 5],
  );
  await db.write(['visits'], (tx) =>
    tx
      .objectStore('visits')
      .put({ id: visitId(3), ...packed(bundle(3)), grantHash: 'g', state: 'planned', underWay: true, conflicts: [] }),
  );
  const { found, ...last } = await takes({ cursor: 9, last_seq: 1, changes: [grant(2)] }, { cursor: 6 });
  assert.deepEqual(
    { ...last, touched: [...last.touched].sort() },
    { ...QUIET, all: true, touched: [1, 2, 3].map(visitId) },
  );
  const hashes = ((await stored('visits')) as StoredVisit[]).map(({ id, grantHash }) => [id, grantHash.length]);
  assert.deepEqual(
    [hashes, await stored('shadow'), (await sync()).cursor, (await sync()).resync],
    [
      [
        [visitId(1), 64],
        [visitId(2), 64],
      ],
      [],
      9,
      undefined,
    ],
  );
  assert.deepEqual(
    found!.visits.map(({ id }) => id),
    [1, 2].map(visitId),
    'what it did not grant any more has left, because nothing of it waits',
  );
});

test('while visits are still to be shown, or pages to come, it is told which visits an answer touched and how they stand', async () => {
  const about = { ...fact(1), subject: { type: 'visit' as const, id: 'v' } };
  const results = [{ seq: 1, outcome: 'applied' as const }];
  for (const state of [{ present: ['a', 'b'] }, { resync: { cursor: 0, page: 0 } }] as Partial<SyncState>[]) {
    await taken(2, [1, 2], {});
    const answered = await takes(
      { cursor: 6, last_seq: 1, results, more: true },
      { sync: { ...(await sync()), ...state }, sent: [about], presented: ['a'] },
    );
    assert.deepEqual(
      [answered.touched, answered.all, answered.found?.outbox.map(({ seq }) => seq)],
      [['v'], false, [2]],
    );
  }
});

test("what another phone of this person has in its outbox is not taken for this one's", async () => {
  await taken(3, [3], { last_seq: 2 });
  const { found } = await takes({ last_seq: 2 }, {}, [{ ...fact(3), device: 'former' }]);
  assert.deepEqual(
    found!.outbox.map(({ device, seq }) => [device, seq]),
    [['d', 3]],
  );
});
