/** The server's changes, each kind by itself: what a grant renews and keeps, what a fact does to a log, when a visit leaves the phone. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { bundleOf, packed } from '../../../pwa/technician/storage/bundles.ts';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import {
  STORES,
  type LogLine,
  type Saved,
  type StoredLog,
  type StoredStandard,
  type StoredVisit,
} from '../../../pwa/technician/storage/schema.ts';
import type { Bundle, Change } from '../../../pwa/technician/storage/wire.ts';
import { applyChanges, settleVisits } from '../../../pwa/technician/sync/changes.ts';
import { VisitBatch } from '../../../pwa/technician/sync/visitBatch.ts';
import { effectOf, entries, onPhone } from '../../../pwa/technician/sync/visit.ts';
import { bundle, grant, STANDARD, visitId } from '../cast/visits.ts';

const [ID, ME] = [visitId(1), 'me'];
let count = 0;
let db: Database;
beforeEach(() => {
  db?.close();
  db = database(`changes-${(count += 1)}`);
});
after(() => db.close());

const standard: StoredStandard = { ...STANDARD.standard, text: JSON.stringify(STANDARD.standard.document) };
const all = <T>(store: (typeof STORES)[number]) =>
  db.read([store], (tx) => tx.objectStore(store).getAll() as Promise<unknown[]>) as Promise<T[]>;
const put = (store: (typeof STORES)[number], ...rows: unknown[]) =>
  db.write([store], (tx) => Promise.all(rows.map((row) => tx.objectStore(store).put(row as never))));
const visit = async (id = ID) => (await all<StoredVisit>('visits')).find((each) => each.id === id)!;
const lines = async () => (await all<StoredLog>('logs'))[0]!.lines;
let made = 0;
const text = (id: string, more: object = {}) =>
  JSON.stringify({
    id,
    kind: 'noted',
    at: '2026-07-14T00:30:00.000Z',
    person: 'p',
    device: 'other',
    seq: (made += 1),
    subject: { type: 'visit', id: ID },
    body: {},
    ...more,
  });
const saved = (seq: number, kind: string, id = ID): Saved => ({
  device: ME,
  seq,
  id: `mine${seq}-${count}`,
  kind,
  subject: { type: 'visit', id },
  at: '',
  hash: '',
  text: text(`mine${seq}-${count}`, { kind, device: ME }),
  size: 1,
});

/** Applies a page as an answer does; each grant's hash is the one given. */
function applied(changes: object[], hash = 'g1'): Promise<string[]> {
  const page = changes.map((change, i) => ({ version: i + 1, ...change })) as Change[];
  const hashes = new Map(page.flatMap((change) => (change.type === 'grant' ? [[change.visit, hash] as const] : [])));
  return db.write([...STORES], async (tx) => {
    const batch = new VisitBatch(tx);
    const touched = await applyChanges(tx, batch, page, hashes, ME);
    await settleVisits(tx, touched, batch);
    return touched;
  });
}
const granted = (more: Partial<Bundle> = {}, hash = 'g1') => applied([STANDARD, grant(1, more)], hash);
const told = (id: string, outcome: string, more: object = {}) => ({
  type: 'fact',
  visit: ID,
  outcome,
  fact: text(id, more),
});

test('a standard is kept as text; it and what a newer server tells touch no visit', async () => {
  assert.deepEqual(await applied([STANDARD, { type: 'weather', visit: ID }]), []);
  assert.deepEqual(await all('standards'), [{ id: 'test', version: '1', hash: 'a'.repeat(64), text: standard.text }]);
});

test('a grant brings the visit, and its log apart', async () => {
  const log = [text('a'), text('b', { device: ME, kind: 'departed' })];
  assert.deepEqual(await granted({ log, state: 'planned' }), [ID]);
  assert.deepEqual(
    (await lines()).map(({ id, mine }) => [id, mine]),
    [
      ['a', false],
      ['b', true],
    ],
  );
  const { grantHash, state, underWay, conflicts, text: stored, ...rest } = await visit();
  assert.deepEqual(
    [grantHash, state, underWay, conflicts, (JSON.parse(stored) as Bundle).log, 'earlier' in rest],
    ['g1', 'on_the_way', true, [], [], false],
  );
});

test('a grant again: what is known of a line stays, what the log leaves out goes, but for our own that is held back', async () => {
  await granted({ log: [text('kept')] });
  const known: LogLine[] = [
    { id: 'kept', text: 'old', mine: false, outcome: 'conflict', received: 'then' },
    { id: 'released', text: 'x', mine: true, outcome: 'quarantined' },
    { id: 'held', text: text('held', { device: ME }), mine: true, outcome: 'quarantined' },
    { id: 'gone', text: text('gone'), mine: true, outcome: 'applied' },
    { id: 'theirs', text: text('theirs'), mine: false, outcome: 'quarantined' },
  ];
  await put('logs', { visit: ID, lines: known });
  const [kept, released] = [text('kept'), text('released', { device: ME })];
  await granted({ log: [kept, released] });
  assert.deepEqual(await lines(), [
    { id: 'kept', text: kept, mine: false, outcome: 'conflict', received: 'then' },
    { id: 'released', text: released, mine: true },
    known[2],
  ]);
});

test('grants that were renewed are kept beside the one in force, the last ten of them', async () => {
  await granted();
  await granted({ version: 2 });
  assert.ok(!('earlier' in (await visit())), 'the same grant is no earlier one');
  for (let number = 2; number <= 13; number += 1)
    await granted({ version: number, grant: { ...bundle(1).grant, version: number } }, `g${number}`);
  const { earlier, grantHash } = await visit();
  assert.deepEqual([grantHash, earlier!.map(({ version }) => version)], ['g13', [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]]);
});

test("trouble is over when the server's log has the fact, and only of this phone, this visit, this place", async () => {
  const trouble = (visit: string, seq: number, id: string) => ({
    device: ME,
    seq,
    visit,
    result: { seq, id, outcome: 'quarantined' },
  });
  await granted();
  await put(
    'trouble',
    trouble(ID, 1, 'x1'),
    trouble(ID, 2, 'x2'),
    trouble('another', 3, 'x3'),
    trouble(ID, 4, 'x4'),
    trouble(ID, 5, 'x5'),
  );
  await granted({
    log: [text('x1', { device: ME, seq: 1 }), text('y2', { seq: 2 }), text('x3', { device: ME, seq: 3 })],
  });
  assert.deepEqual(
    (await all<{ seq: number }>('trouble')).map(({ seq }) => seq),
    [2, 3, 4, 5],
  );
  await applied([told('x4', 'applied', { device: ME }), told('x5', 'applied')]);
  assert.deepEqual(
    (await all<{ seq: number }>('trouble')).map(({ seq }) => seq),
    [2, 3, 5],
  );
});

test('a fact joins the log, is renewed there, and leaves it at cross purposes', async () => {
  await granted();
  assert.deepEqual(
    await applied([told('a', 'applied'), told('b', 'merged', { device: ME, kind: 'answered' }), told('c', 'rejected')]),
    [ID],
  );
  assert.deepEqual(
    (await lines()).map(({ id, mine, outcome }) => [id, mine, outcome]),
    [
      ['a', false, 'applied'],
      ['b', true, 'merged'],
    ],
  );
  await applied([told('a', 'conflict'), told('b', 'quarantined', { device: ME, kind: 'answered' })]);
  assert.deepEqual(
    (await lines()).map(({ id, outcome }) => [id, outcome]),
    [['b', 'quarantined']],
  );
});

test('state and under way are reckoned with what is pending here', async () => {
  await granted();
  await applied([told('a', 'applied', { kind: 'departed' })]);
  assert.deepEqual([(await visit()).state, (await visit()).underWay], ['on_the_way', true]);
  await put('outbox', saved(1, 'arrived'));
  await applied([told('b', 'applied')]);
  assert.equal((await visit()).state, 'at_the_door');
  await applied([told('c', 'applied', { kind: 'ended' })]);
  assert.deepEqual([(await visit()).state, (await visit()).underWay], ['done', false]);
});

test('under way alone is put right, too, and a visit whose log is not here has none', async () => {
  await granted();
  await put('visits', { ...(await visit()), underWay: true });
  await applied([told('a', 'applied')]);
  assert.deepEqual([(await visit()).state, (await visit()).underWay], ['planned', false]);
  await db.write(['logs'], (tx) => tx.objectStore('logs').clear());
  assert.deepEqual(await applied([{ type: 'contact_gone', visit: ID }]), [ID]);
  assert.deepEqual([(await visit()).state, await all('logs')], ['planned', []]);
});

test('work, contact and conflicts are renewed in place, each without touching the rest', async () => {
  await granted();
  const before = bundleOf(await visit());
  await applied([
    {
      type: 'visit',
      visit: ID,
      version: 9,
      set: { state: 'elsewhere', needs_review: true, instructions: 'ring twice' },
    },
  ]);
  let now = bundleOf(await visit());
  assert.deepEqual(now, {
    ...before,
    version: 9,
    state: 'elsewhere',
    needs_review: true,
    work: { ...before.work, instructions: 'ring twice' },
  });
  await applied([{ type: 'visit', visit: ID, version: 10, set: { priority: 'urgent' } }]);
  now = bundleOf(await visit());
  assert.deepEqual(
    [now.version, now.state, now.needs_review, now.work.priority, now.work.instructions],
    [10, 'elsewhere', true, 'urgent', 'ring twice'],
  );
  await applied([{ type: 'contact_gone', visit: ID }]);
  assert.ok(!('contact' in bundleOf(await visit())));
  await applied([{ type: 'contact', visit: ID, contact: { address: 'there' } }]);
  assert.deepEqual(bundleOf(await visit()).contact, { address: 'there' });
  const conflict = (id: string, state: string) => ({ type: 'conflict', visit: ID, conflict: { id, state } });
  await applied([conflict('k', 'open'), conflict('l', 'open'), conflict('k', 'resolved')]);
  assert.deepEqual(
    (await visit()).conflicts.map(({ id, state }) => [id, state]),
    [
      ['l', 'open'],
      ['k', 'resolved'],
    ],
  );
  assert.deepEqual(await applied([{ type: 'contact_gone', visit: 'unknown' }]), ['unknown']);
});

test('what somebody is asked to state about replaces what was asked before, and goes with the word that it is over', async () => {
  const said = () => db.read(['meta'], (tx) => tx.objectStore('meta').get('asked'));
  const asked = (gist: string) => ({ number: 'T-1201-01', gist, at: '2026-12-01T01:10:00.000Z' });
  assert.deepEqual(await applied([{ type: 'asked', complaint: 'c1', asked: asked('first') }]), []);
  await applied([
    { type: 'asked', complaint: 'c2', asked: asked('other') },
    { type: 'asked', complaint: 'c1', asked: asked('second') },
  ]);
  assert.deepEqual(await said(), { c2: asked('other'), c1: asked('second') });
  await applied([{ type: 'asked', complaint: 'c1' }]);
  assert.deepEqual(await said(), { c2: asked('other') });
});

test('the list of forbidden phrases is the one that came last', async () => {
  const phrase = (id: string) => ({ id, clause: 'FB-8', needle: '不归我管', advice: '告诉找谁' });
  await applied([{ type: 'wording', phrases: [phrase('w1'), phrase('w2')] }]);
  await applied([{ type: 'wording', phrases: [phrase('w3')] }]);
  assert.deepEqual(await db.read(['meta'], (tx) => tx.objectStore('meta').get('wording')), [phrase('w3')]);
});

test('taken away: it goes with its drafts, unless it is under way, has something to send, or bytes that a fact names', async () => {
  const evict = (reason: string, given_to?: string) => ({
    type: 'evict',
    visit: ID,
    reason,
    ...(given_to && { given_to }),
  });
  const reset = async () => {
    await granted();
    await put('drafts', { name: `note/${ID}`, value: 'x' }, { name: 'note/other', value: 'y' });
  };
  await reset();
  await put('outbox', saved(1, 'noted'));
  await applied([evict('reassigned', 'Wang')]);
  assert.deepEqual(
    [(await visit()).evicted, (await all('drafts')).length],
    [{ reason: 'reassigned', given_to: 'Wang' }, 2],
  );
  await db.write(['outbox'], (tx) => tx.objectStore('outbox').clear());
  await put(
    'evidence',
    { sha256: 'e', visit: ID, state: 'waiting', fact: 'f' },
    { sha256: 'z', visit: 'another', state: 'home', fact: 'f' },
  );
  await applied([evict('cancelled')]);
  assert.deepEqual((await visit()).evicted, { reason: 'cancelled' });
  for (const kept of [
    { sha256: 'e', visit: 'another', state: 'waiting', fact: 'f' },
    { sha256: 'e', visit: ID, state: 'home', fact: 'f' },
    { sha256: 'e', visit: ID, state: 'waiting' },
  ]) {
    await reset();
    await put('evidence', kept);
    await applied([evict('out_of_days')]);
    assert.deepEqual(
      [await all('visits'), await all('logs'), await all('drafts')],
      [[], [], [{ name: 'note/other', value: 'y' }]],
    );
  }
  await reset();
  await applied([told('d', 'applied', { kind: 'departed' }), evict('reassigned')]);
  assert.equal((await visit()).underWay, true);
  await applied([told('e', 'applied', { kind: 'ended' })]);
  assert.deepEqual(await all('visits'), []);
});

test('from on the way until ended a visit is under way; what was withdrawn does not count', () => {
  const stored = { ...packed(bundle(1)), conflicts: [] } as unknown as StoredVisit;
  const effect = (...kinds: string[]) =>
    effectOf(
      stored,
      standard,
      [],
      kinds.map((kind, i) => saved(i + 1, kind)),
    ).underWay;
  for (const kind of ['departed', 'arrived', 'knocked', 'entered']) {
    assert.equal(effect(kind), true, kind);
    assert.equal(effect(kind, 'ended'), false, kind);
    count += 1; // facts are parsed once for each id
  }
  assert.deepEqual([effect(), effect('noted')], [false, false]);
  count += 1;
  const gone = saved(2, 'withdrawn');
  const withdrawal = { ...gone, text: text(gone.id, { kind: 'withdrawn', body: { fact: `mine1-${count}` } }) };
  assert.deepEqual(effectOf(stored, standard, [], [saved(1, 'departed'), withdrawal]), {
    state: 'planned',
    underWay: false,
  });
});

test("a log for the pages: the server's lines in their order, then what waits; one that is sent again stays in its place", () => {
  const [one, two] = [saved(1, 'noted'), saved(2, 'noted')];
  const known: LogLine[] = [
    { id: one.id, text: one.text, mine: true, outcome: 'applied', received: 'then' },
    { id: 'b', text: text('b', { body: undefined }), mine: false },
  ];
  const log = entries(known, [two, one]);
  assert.deepEqual(
    log.map(({ id, mine, sent, outcome, received }) => [id, mine, sent, outcome, received]),
    [
      [one.id, true, false, 'applied', 'then'],
      ['b', false, true, undefined, undefined],
      [two.id, true, false, undefined, undefined],
    ],
  );
  assert.deepEqual(
    [log[1]!.body, Object.keys(log[1]!).includes('outcome'), log[0]!.device, log[0]!.person],
    [{}, false, ME, 'p'],
  );
});

test('what pages see of a visit: read-only where it was taken away, unless it is under way; its log parsed once', () => {
  const stored = { ...packed(bundle(1)), conflicts: [], state: 'planned', underWay: false } as unknown as StoredVisit;
  const seen = (more: Partial<StoredVisit>) =>
    onPhone({ stored: { ...stored, ...more }, lines: [], pending: [], standard, trouble: [] });
  const evicted = { reason: 'cancelled' as const };
  assert.deepEqual(
    [seen({}).readOnly, seen({ evicted }).readOnly, seen({ evicted, underWay: true }).readOnly],
    [false, true, false],
  );
  assert.deepEqual(['evicted' in seen({}), seen({ evicted }).evicted], [false, evicted]);
  const page = seen({});
  assert.equal(page.log, page.log);
  assert.deepEqual([page.bundle.number, page.standard.id, page.state], ['B-1', 'test', 'planned']);
});
