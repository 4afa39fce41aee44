/** What an answer does to the rows on the disk, kind by kind and at every edge; whole exchanges are in push, pull and restored. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { signal } from '@preact/signals';
import { database, type Database, type Writing } from '../../../pwa/technician/storage/database.ts';
import {
  STORES,
  type Account,
  type Journalled,
  type LogLine,
  type Saved,
  type StoredEvidence,
  type StoredLog,
  type StoredVisit,
  type SyncState,
} from '../../../pwa/technician/storage/schema.ts';
import type { Change, Outcome, Result, SyncResponse } from '../../../pwa/technician/storage/wire.ts';
import { delivery, loopStatus } from '../../../pwa/technician/sync/delivery.ts';
import type { Holdings } from '../../../pwa/technician/sync/holdings.ts';
import { addLine, dropLine, settle, shows } from '../../../pwa/technician/sync/outcomes.ts';
import { presentNext, shown, startAnew } from '../../../pwa/technician/sync/presentVisits.ts';
import { AT_ONCE, begin, keepPage, sendAgain, swap } from '../../../pwa/technician/sync/resync.ts';
import { VisitBatch } from '../../../pwa/technician/sync/visitBatch.ts';
import { cleanUp } from '../../../pwa/technician/sync/cleanup.ts';

const [DAY, HOUR, NOW] = [86_400_000, 3_600_000, Date.parse('2026-07-14T01:00:00.000Z')];
let count = 0;
let db: Database;
beforeEach(() => {
  db?.close();
  db = database(`rows-${(count += 1)}`);
});
after(() => db.close());

const inside = <T>(work: (tx: Writing, batch: VisitBatch) => Promise<T>) =>
  db.write([...STORES], (tx) => work(tx, new VisitBatch(tx)));
const all = (store: (typeof STORES)[number]) =>
  db.read([store], (tx) => tx.objectStore(store).getAll() as Promise<unknown[]>);
const put = (store: (typeof STORES)[number], ...rows: unknown[]) =>
  db.write([store], (tx) => Promise.all(rows.map((row) => tx.objectStore(store).put(row as never))));
const sync = () => db.read(['meta'], (tx) => tx.objectStore('meta').get('sync')) as Promise<SyncState>;

const fact = (seq: number, kind = 'noted', subject: Saved['subject'] = { type: 'visit', id: 'v' }): Saved => ({
  device: 'd',
  seq,
  id: `f${seq}`,
  kind,
  subject,
  at: '2026-07-14T00:00:00.000Z',
  hash: `h${seq}`,
  text: `t${seq}`,
  size: 2,
});
const visit = (id: string, more: Partial<StoredVisit> = {}): StoredVisit =>
  ({
    id,
    slot: { id, number: id, day: '2026-07-14', due: '' },
    standard: 's',
    text: '{"grant":{"id":"g"},"number":"n","place":{},"customer":{}}',
    grantHash: 'g',
    state: 'planned',
    underWay: false,
    conflicts: [],
    ...more,
  }) as StoredVisit;
const picture = (sha256: string, more: Partial<StoredEvidence> = {}): StoredEvidence =>
  ({
    sha256,
    type: 'image/jpeg',
    size: 1,
    visit: 'v',
    at: '2026-07-14T00:00:00.000Z',
    state: 'home',
    ...more,
  }) as StoredEvidence;
const answerOf = (...results: Result[]) => ({ results, server_time: '2026-07-14T01:00:01.000Z' }) as SyncResponse;

test('an outcome takes the fact out of the outbox, into the journal, and into the log of its visit', async () => {
  await put('outbox', fact(1), fact(2), fact(3, 'shift_started', { type: 'shift', id: 'x' }));
  await put('visits', visit('v'));
  await put('logs', { visit: 'v', lines: [] });
  const results = [
    { seq: 1, outcome: 'applied' as Outcome },
    { seq: 3, outcome: 'merged' as Outcome },
    { seq: 9, outcome: 'applied' as Outcome },
  ];
  const touched = await inside(async (tx, batch) => {
    const found = await settle(
      tx,
      batch,
      answerOf(...results),
      [fact(1), fact(2), fact(3, 'shift_started', { type: 'shift', id: 'x' })],
      NOW,
    );
    await batch.store();
    return found;
  });
  assert.deepEqual(touched, ['v']);
  assert.deepEqual(
    ((await all('outbox')) as Saved[]).map(({ seq }) => seq),
    [2],
  );
  assert.deepEqual(
    ((await all('journal')) as Journalled[]).map(({ seq, outcome, acknowledged }) => [seq, outcome, acknowledged]),
    [
      [1, 'applied', NOW],
      [3, 'merged', NOW],
    ],
  );
  assert.deepEqual(((await all('logs')) as StoredLog[])[0]!.lines, [
    { id: 'f1', text: 't1', mine: true, outcome: 'applied', received: '2026-07-14T01:00:01.000Z' },
  ]);
  assert.deepEqual(await all('trouble'), []);
});

test('what was refused or held back is trouble, with its visit where it has one', async () => {
  const sent = [fact(1), fact(2), fact(3, 'x', { type: 'shift', id: 'x' }), fact(4)];
  const outcomes: Outcome[] = ['rejected', 'quarantined', 'rejected', 'conflict'];
  const results = outcomes.map((outcome, i) => ({ seq: i + 1, outcome }));
  await inside((tx, batch) => settle(tx, batch, answerOf(...results), sent, NOW));
  assert.deepEqual(await all('trouble'), [
    { device: 'd', seq: 1, result: results[0], visit: 'v' },
    { device: 'd', seq: 2, result: results[1], visit: 'v' },
    { device: 'd', seq: 3, result: results[2] },
  ]);
});

test("S4: which facts show: a refused one never, of two values of a step not the one at cross purposes, nor what was not the phone's to take back", () => {
  const outcomes: Outcome[] = ['applied', 'merged', 'conflict', 'quarantined', 'rejected'];
  const shown = (kind: string) => outcomes.filter((outcome) => shows(kind, outcome));
  for (const kind of ['answered', 'deviated', 'appointed', 'withdrawn'])
    assert.deepEqual(shown(kind), ['applied', 'merged', 'quarantined'], kind);
  for (const kind of ['ended', 'signed'])
    assert.deepEqual(shown(kind), ['applied', 'merged', 'conflict', 'quarantined'], kind);
});

test('a line is added once and renewed in its place; a visit that is not held has no log', async () => {
  await put('logs', {
    visit: 'v',
    lines: [
      { id: 'a', text: 'a' },
      { id: 'b', text: 'b', mine: true },
    ],
  });
  await inside(async (_, batch) => {
    await batch.read(['v', 'w']);
    addLine(batch, 'v', { id: 'a', text: 'a', mine: false, outcome: 'applied' } as LogLine);
    addLine(batch, 'v', { id: 'c', text: 'c', mine: false } as LogLine);
    addLine(batch, 'w', { id: 'd', text: 'd', mine: false } as LogLine);
    dropLine(batch, 'v', 'b');
    dropLine(batch, 'w', 'b');
    await batch.store();
  });
  assert.deepEqual(await all('logs'), [
    {
      visit: 'v',
      lines: [
        { id: 'a', text: 'a', mine: false, outcome: 'applied' },
        { id: 'c', text: 'c', mine: false },
      ],
    },
  ]);
});

test('bytes that came home more than an hour before their fact are offered once more', async () => {
  const named = { url: '/x' };
  await put(
    'evidence',
    picture('a', { ...named, fact: 'f1', homeSince: NOW - HOUR - 1 }),
    picture('b', { ...named, fact: 'f1', homeSince: NOW - HOUR }),
    picture('c', { ...named, fact: 'f1' }),
    picture('d', { ...named, fact: 'f1', state: 'waiting' }),
    picture('e', { ...named, homeSince: 0 }),
    picture('f', { ...named, fact: 'f2', homeSince: 0 }),
    picture('g', { ...named, fact: 'f3', homeSince: NOW + HOUR + 1 }),
  );
  const results = [1, 2, 3].map((seq) => ({ seq, outcome: 'applied' as Outcome }));
  await inside((tx, batch) =>
    settle(tx, batch, answerOf(...results), [fact(1, 'photographed'), fact(2), fact(3, 'signed')], NOW),
  );
  const states = Object.fromEntries(
    ((await all('evidence')) as StoredEvidence[]).map(({ sha256, state, url, homeSince }) => [
      sha256,
      [state, url, homeSince],
    ]),
  );
  for (const name of ['a', 'c', 'g']) assert.deepEqual(states[name], ['waiting', undefined, undefined], name);
  assert.deepEqual(states['b'], ['home', '/x', NOW - HOUR]);
  for (const name of ['e', 'f']) assert.deepEqual(states[name], ['home', '/x', 0], name);
  assert.deepEqual(states['d'], ['waiting', '/x', undefined]);
});

test('after thirty days what is acknowledged goes, after one day bytes that no fact names', async () => {
  const journalled = (seq: number, acknowledged: number) => ({ ...fact(seq), outcome: 'applied', acknowledged });
  await put(
    'journal',
    journalled(1, NOW - 30 * DAY - 1),
    journalled(2, NOW - 30 * DAY),
    journalled(3, NOW - 30 * DAY + 1),
  );
  const at = (ms: number) => new Date(NOW - ms).toISOString();
  await put(
    'evidence',
    picture('a', { fact: 'f', homeSince: NOW - 30 * DAY - 1 }),
    picture('b', { fact: 'f', homeSince: NOW - 30 * DAY }),
    picture('c', { fact: 'f' }),
    picture('d', { fact: 'f', state: 'waiting', homeSince: 0, at: at(40 * DAY) }),
    picture('e', { state: 'waiting', at: at(DAY + 1) }),
    picture('f', { state: 'waiting', at: at(DAY) }),
    picture('g', { fact: 'f', state: 'lost', at: at(40 * DAY) }),
  );
  await db.write(['bytes'], (tx) =>
    Promise.all(['a', 'b', 'e', 'f'].map((name) => tx.objectStore('bytes').put(new ArrayBuffer(1), name))),
  );
  await cleanUp(db, NOW);
  assert.deepEqual(
    ((await all('journal')) as Journalled[]).map(({ seq }) => seq),
    [3],
  );
  assert.deepEqual(
    ((await all('evidence')) as StoredEvidence[]).map(({ sha256 }) => sha256),
    ['b', 'c', 'd', 'f', 'g'],
  );
  assert.deepEqual(await db.read(['bytes'], (tx) => tx.objectStore('bytes').getAllKeys()), ['b', 'f']);
});

test('what a server has forgotten goes out again: its facts after that place, and all bytes that were home', async () => {
  const journalled = (seq: number, device = 'd') => ({ ...fact(seq), device, outcome: 'rejected', acknowledged: NOW });
  await put('journal', journalled(4), journalled(5), journalled(6), journalled(7, 'e'));
  await put('trouble', { device: 'd', seq: 4 }, { device: 'd', seq: 5 });
  await put(
    'evidence',
    picture('a', { url: '/x', homeSince: NOW, fact: 'f' }),
    picture('b', { state: 'waiting', url: '/y' }),
    picture('c', { state: 'lost' }),
  );
  await inside((tx) => sendAgain(tx, 'd', 4));
  assert.deepEqual(await all('outbox'), [fact(5), fact(6)]);
  assert.deepEqual(
    ((await all('journal')) as Journalled[]).map(({ device, seq }) => [device, seq]),
    [
      ['d', 4],
      ['e', 7],
    ],
  );
  assert.deepEqual(await all('trouble'), [{ device: 'd', seq: 4 }]);
  assert.deepEqual(await all('evidence'), [
    picture('a', { fact: 'f', state: 'waiting' }),
    picture('b', { state: 'waiting', url: '/y' }),
    picture('c', { state: 'lost' }),
  ]);
});

test('pages of a resync wait one behind the other; what the last of them does not grant was taken away', async () => {
  const known: SyncState = { cursor: 9, clockOffset: 0, firstDone: true };
  await put('visits', visit('kept'), visit('gone'), visit('evicted', { evicted: { reason: 'reassigned' } }));
  await inside(async (tx) => {
    await tx.objectStore('shadow').put('old', 5);
    await begin(tx, known);
  });
  assert.deepEqual(
    [await all('shadow'), (await sync()).resync, (await sync()).cursor],
    [[], { cursor: 0, page: 0 }, 9],
  );
  for (const cursor of [3, 6]) {
    const before = await sync();
    await inside((tx) => keepPage(tx, before, { cursor, changes: [cursor] } as unknown as SyncResponse));
  }
  assert.deepEqual([await all('shadow'), (await sync()).resync], [['[3]', '[6]'], { cursor: 6, page: 2 }]);
  const gone = await inside(async (tx, batch) => {
    const found = await swap(tx, batch, [
      { type: 'grant', visit: { id: 'kept' } },
      { type: 'evict', visit: 'gone' },
    ] as unknown as Change[]);
    await batch.store();
    return found;
  });
  assert.deepEqual([gone, await all('shadow')], [['evicted', 'gone'], []]);
  assert.deepEqual(
    ((await all('visits')) as StoredVisit[]).map(({ id, evicted }) => [id, evicted?.reason]),
    [
      ['evicted', 'reassigned'],
      ['gone', 'out_of_days'],
      ['kept', undefined],
    ],
  );
});

for (const [epoch, known, forgotten] of [
  ['new', 'old', true],
  ['old', 'old', false],
  [undefined, 'old', false],
  ['new', undefined, false],
] as const) {
  test(`a cursor that is too old, epoch ${known} here and ${epoch} there: ${forgotten ? 'the journal goes out again, too' : 'only the feed begins anew'}`, async () => {
    await db.write(['meta'], (tx) =>
      tx
        .objectStore('meta')
        .put({ cursor: 9, clockOffset: 1, firstDone: true, ...(known && { epoch: known }) }, 'sync'),
    );
    await put('visits', visit('v'));
    await put('journal', { ...fact(5), outcome: 'applied', acknowledged: NOW });
    await startAnew(db, 'd', { ...(epoch && { epoch }), last_seq: 4 });
    const now = await sync();
    assert.deepEqual(
      [now.resync, now.present, now.former, now.epoch],
      forgotten ? [{ cursor: 0, page: 0 }, ['v'], true, 'new'] : [{ cursor: 0, page: 0 }, undefined, undefined, known],
    );
    assert.equal((await all('outbox')).length, forgotten ? 1 : 0);
  });
}

test('a restored server says so itself; where it does not tell up to where it knows, nothing is sent twice', async () => {
  await put('visits', visit('v'));
  await put('journal', { ...fact(5), outcome: 'applied', acknowledged: NOW });
  await startAnew(db, 'd', { restored: true });
  const now = await sync();
  assert.deepEqual(
    [now.present, now.former, now.cursor, 'epoch' in now, await all('outbox')],
    [['v'], true, 0, false, []],
  );
});

test('a server that knows neither phone nor sign-in is shown the certificate, and every visit unless nobody is signed in', async () => {
  await put('visits', visit('v'), visit('w'));
  await presentNext(db, false);
  assert.deepEqual([(await sync()).present, (await sync()).cursor], [['v', 'w'], 0]);
  await presentNext(db, true);
  assert.deepEqual((await sync()).present, []);
});

test('what is shown of a visit: its grant, where, who, and what the office said of it', async () => {
  const office = (n: number) => `{"device":"office","n":${n}}`;
  const text = JSON.stringify({ grant: 'G', number: 'N', place: 'P', customer: 'C', contact: 'T', work: 'W' });
  await put('visits', visit('v', { text, earlier: ['E'] as never, evicted: { reason: 'cancelled' } }), visit('w'));
  await put('logs', {
    visit: 'v',
    lines: [{ text: '{"device":"d"}' }, ...Array.from({ length: 501 }, (_, n) => ({ text: office(n) }))],
  });
  const { certificate, grants } = await shown(db, { enrolment: { certificate: 'X' } } as unknown as Account, [
    'v',
    'unknown',
    'w',
  ]);
  assert.equal(certificate, 'X');
  const { log, ...rest } = grants![0]!;
  assert.deepEqual(rest, {
    grant: 'G',
    number: 'N',
    place: 'P',
    customer: 'C',
    contact: 'T',
    earlier: ['E'],
    evicted: true,
  });
  assert.deepEqual([log.length, log[0], log[499]], [500, office(0), office(499)]);
  assert.deepEqual(
    [grants!.length, grants![1]],
    [2, { grant: { id: 'g' }, number: 'n', place: {}, customer: {}, log: [] }],
  );
  await put('visits', ...Array.from({ length: AT_ONCE + 1 }, (_, n) => visit(`x${n}`)));
  const ids = Array.from({ length: AT_ONCE + 1 }, (_, n) => `x${n}`);
  assert.equal((await shown(db, { enrolment: {} } as unknown as Account, ids)).grants!.length, AT_ONCE);
});

/** What the word says of an outbox and the evidence beside it, at this minute. */
function told(outbox: Saved[], evidence: StoredEvidence[], minute = NOW) {
  const now = loopStatus();
  const said = delivery(
    { outbox: signal(outbox), evidence: signal(evidence) } as unknown as Holdings,
    now,
    signal(minute),
  );
  return { now, said };
}

test('the word: revoked before signed out before a full storage before what waits', () => {
  const { now, said } = told([fact(1)], [], Date.parse('2026-07-14T00:15:00.000Z'));
  assert.equal(said.value.state, 'saved');
  now.busy.value = true;
  assert.equal(said.value.state, 'sending');
  now.spaceLow.value = true;
  assert.equal(said.value.state, 'space_low');
  now.signedOut.value = true;
  assert.equal(said.value.state, 'signed_out');
  now.revoked.value = true;
  assert.equal(said.value.state, 'revoked');
  assert.equal(told([fact(1)], [], Date.parse('2026-07-14T00:15:00.001Z')).said.value.state, 'waiting');
  const nothing = told([], []);
  nothing.now.busy.value = true;
  assert.deepEqual(nothing.said.value, { state: 'all_sent', facts: 0, photographs: 0, items: [] });
  nothing.now.lastContact.value = 'then';
  nothing.now.clockOffset.value = 0;
  assert.deepEqual(nothing.said.value, {
    state: 'all_sent',
    facts: 0,
    photographs: 0,
    items: [],
    lastContact: 'then',
    clockOffset: 0,
  });
});

test('what waits, oldest first: facts, and bytes that a fact names, strokes and picture of a signature as one', () => {
  const at = (minute: number) => `2026-07-14T00:${String(minute).padStart(2, '0')}:00.000Z`;
  const bytes = [
    picture('strokes', { state: 'waiting', fact: 'f9', type: 'application/json', at: at(3) }),
    picture('drawn', { state: 'waiting', fact: 'f9', type: 'image/png', at: at(4) }),
    picture('photo', { state: 'waiting', fact: 'f8', at: at(1) }),
    picture('home', { fact: 'f7' }),
    picture("nobody's", { state: 'waiting' }),
  ];
  const { items, facts, photographs, oldest } = told(
    [
      { ...fact(1, 'x', { type: 'shift', id: 's' }), at: at(2) },
      { ...fact(2), at: at(0) },
    ],
    bytes,
  ).said.value;
  assert.deepEqual([facts, photographs, oldest], [2, 2, at(0)]);
  assert.deepEqual(items, [
    { id: 'f2', kind: 'noted', at: at(0), visit: 'v' },
    { id: 'photo', kind: 'photograph', visit: 'v', at: at(1) },
    { id: 'f1', kind: 'x', at: at(2) },
    { id: 'strokes', kind: 'signature', visit: 'v', at: at(3) },
  ]);
});
