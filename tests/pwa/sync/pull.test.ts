/** Changes down: all of a page or nothing of it, what is pending on top (faults 6, 7, 8, 18, 20; P4, P5). */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { OpenPhone } from '../../../pwa/technician/phone/open.ts';
import type { Database } from '../../../pwa/technician/storage/database.ts';
import type { Saved, SyncState } from '../../../pwa/technician/storage/schema.ts';
import type { Fact } from '../../../pwa/technician/storage/wire.ts';
import { enrolledPhone, everything, networkBack, restarted, until, type TestEnvironment } from '../cast/environment.ts';
import { refusing } from '../cast/refusing.ts';
import { FakeServer } from '../cast/server.ts';
import { grant, othersFact, STANDARD, visitId } from '../cast/visits.ts';

let [server, phone, environment, db] = [] as unknown as [FakeServer, OpenPhone, TestEnvironment, Database];
const subject = { type: 'visit' as const, id: visitId(1) };
const held = () => phone.visits.value.map(({ bundle: { number } }) => number);
const visit = () => phone.visit(subject.id).value;
const pulled = () => phone.sendNow();
const unsent = () => phone.delivery.value.facts;
const meta = async () => (await db.read(['meta'], (tx) => tx.objectStore('meta').get('sync'))) as SyncState;

beforeEach(async () => {
  server = new FakeServer();
  server.change(STANDARD, grant(2), grant(1));
  ({ phone, environment, db } = await enrolledPhone(server));
});

test("the day's visits are there in their order, and after a restart without a server", async () => {
  assert.deepEqual(held(), ['B-1', 'B-2']);
  assert.equal(phone.firstSyncDone.value, true);
  server.offline = true;
  phone = await restarted(phone, environment);
  assert.deepEqual(held(), ['B-1', 'B-2']);
  assert.equal(visit()!.standard.id, 'test');
});

test("somebody else's fact comes under what is pending here", async () => {
  server.offline = true;
  await phone.report(subject, 'arrived', {});
  await networkBack(server, phone);
  server.change(othersFact(1, 'departed', {}));
  await pulled();
  assert.deepEqual(
    visit()!
      .log.map(({ kind, mine }) => [kind, mine])
      .sort(),
    [
      ['arrived', true],
      ['departed', false],
    ],
  );
  assert.equal(visit()!.state, 'at_the_door');
});

test('what the phone has seen of a field travels as base', async () => {
  await phone.report(subject, 'answered', { step: 'a', value: true });
  await until(() => unsent() === 0);
  assert.equal(server.log.at(-1)!.base, 3);
});

test('work, contact and conflicts are renewed in place', async () => {
  server.change(
    { type: 'visit', visit: subject.id, set: { priority: 'urgent', state: 'moved' } },
    { type: 'contact_gone', visit: subject.id },
  );
  server.change({
    type: 'conflict',
    visit: subject.id,
    conflict: { id: 'c', target: 'answer.a', mine: 1, theirs: 2, state: 'open' },
  });
  await pulled();
  assert.deepEqual(
    [visit()!.bundle.work.priority, visit()!.bundle.contact, visit()!.conflicts.length],
    ['urgent', undefined, 1],
  );
  server.change({ type: 'contact', visit: subject.id, contact: { address: '新地址' } });
  server.change({
    type: 'conflict',
    visit: subject.id,
    conflict: { id: 'c', target: 'answer.a', mine: 1, theirs: 2, state: 'resolved', choice: 'mine' },
  });
  await pulled();
  assert.equal(visit()!.bundle.contact!.address, '新地址');
  assert.deepEqual(
    visit()!.conflicts.map(({ state }) => state),
    ['resolved'],
  );
});

test('quota exceeded while changes are applied: neither changes nor cursor nor outcomes, and later all of them', async () => {
  server.offline = true;
  await phone.report(subject, 'departed', {});
  await networkBack(server, phone);
  const before = await everything(db);
  server.change(grant(3));
  await refusing('commit', () => pulled());
  assert.deepEqual(await everything(db), before);
  await pulled();
  await until(() => unsent() === 0);
  assert.deepEqual(held(), ['B-1', 'B-2', 'B-3']);
});

// Guard: pwa/technician/sync/exchange.ts:isAnswer
test('fault 21: an answer without a cursor is none: nothing of it is taken', async () => {
  const before = await meta();
  const half = JSON.stringify({
    epoch: server.epoch,
    last_seq: 1,
    results: [],
    changes: [],
    more: false,
    server_time: '2026-07-14T01:00:00.000Z',
  });
  server.before.push((path) =>
    path === '/api/v1/sync' ? new Response(half, { headers: { 'Content-Type': 'application/json' } }) : undefined,
  );
  await pulled();
  assert.deepEqual(await meta(), before);
});

// Guard: pwa/technician/sync/changes.ts:settleVisits
test('fault 7: taken away with nothing unsent: it goes', async () => {
  server.change({ type: 'evict', visit: subject.id, reason: 'out_of_days' });
  await pulled();
  assert.deepEqual(held(), ['B-2']);
  assert.equal(visit(), undefined);
});

// Guard: pwa/technician/sync/changes.ts:settleVisits
test('fault 7: taken away with unsent bytes: it stays, read-only, until they are home', async () => {
  const strokes = await phone.keepEvidence(subject.id, new TextEncoder().encode('{}').buffer, 'application/json');
  server.uploads.chunk = () => undefined;
  await phone.report(subject, 'signed', { way: 'drawn', strokes });
  await until(() => unsent() === 0);
  server.change({ type: 'evict', visit: subject.id, reason: 'reassigned', given_to: '李师傅' });
  await pulled();
  assert.deepEqual([visit()!.readOnly, visit()!.evicted!.given_to], [true, '李师傅']);
  await assert.rejects(phone.report(subject, 'departed', {}), { code: 'read_only' });
  server.uploads.chunk = (bytes) => bytes;
  await pulled();
  await until(() => held().length === 1);
  assert.equal(server.uploads.stored.size, 1);
});

// Guard: pwa/technician/sync/changes.ts:settleVisits
test('fault 7: taken away with bytes that no fact came to name, because the app was killed between the two: it goes', async () => {
  await phone.keepEvidence(subject.id, new TextEncoder().encode('{}').buffer, 'application/json');
  server.change({ type: 'evict', visit: subject.id, reason: 'cancelled' });
  await pulled();
  assert.deepEqual(held(), ['B-2']);
});

// Guard: pwa/technician/sync/changes.ts:settleVisits
test('fault 7: taken away in the middle of the visit: writable until it is ended, then it goes', async () => {
  await phone.report(subject, 'departed', {});
  server.change({ type: 'evict', visit: subject.id, reason: 'reassigned' });
  await pulled();
  assert.equal(visit()!.readOnly, false);
  await phone.report(subject, 'arrived', {});
  await phone.report(subject, 'ended', { outcome: 'done' });
  await until(() => held().length === 1);
  assert.deepEqual(
    server.log.slice(-3).map(({ kind }) => kind),
    ['departed', 'arrived', 'ended'],
  );
});

test('given back after it was taken away: writable again', async () => {
  await phone.report(subject, 'departed', {});
  server.change({ type: 'evict', visit: subject.id, reason: 'reassigned' }, grant(1));
  await pulled();
  assert.equal(visit()!.evicted, undefined);
});

test('under a renewed grant a chain of its own begins', async () => {
  await phone.report(subject, 'departed', {});
  await until(() => unsent() === 0);
  const log = server.log.filter(({ subject: { id } }) => id === subject.id).map((fact) => JSON.stringify(fact));
  const renewed = grant(1, { log, version: 7 });
  renewed.visit.grant.version = 7;
  server.change(renewed);
  await pulled();
  await phone.report(subject, 'arrived', {});
  await until(() => unsent() === 0);
  const fact = server.log.at(-1)!;
  assert.equal(fact.prev, fact.grant);
  assert.deepEqual(
    visit()!.log.map(({ kind, mine }) => [kind, mine]),
    [
      ['departed', true],
      ['arrived', true],
    ],
  );
});

test('a page limit between standard and grants loses nothing', async () => {
  server.page = 1;
  server.change(grant(3), grant(4), othersFact(3, 'departed', {}), { type: 'contact_gone', visit: visitId(4) });
  await pulled();
  assert.deepEqual(held(), ['B-1', 'B-2', 'B-3', 'B-4']);
  assert.equal((await meta()).cursor, 7);
});

// Guard: pwa/technician/sync/presentVisits.ts:startAnew
test('fault 20: a cursor that is too old: all pages first, then one swap, and the outbox is not touched', async () => {
  server.offline = true;
  await phone.report(subject, 'departed', {});
  await networkBack(server, phone);
  server.feed.length = 0;
  server.change(STANDARD, grant(1), grant(5), grant(6));
  [server.oldestCursor, server.page] = [100, 2];
  server.feed.forEach((change, i) => {
    change.version = 101 + i;
  });
  await pulled();
  await until(() => unsent() === 0 && held().length === 3);
  assert.deepEqual(held(), ['B-1', 'B-5', 'B-6']);
  assert.deepEqual([(await meta()).resync, (await everything(db))['shadow']!.length], [undefined, 0]);
  assert.equal(server.log.at(-1)!.kind, 'departed');
});

// Guard: pwa/technician/sync/loop.ts:carriedBy
test('fault 15: an app that is too old hands in its work first, and keeps what it has', async () => {
  server.minimumApp = '9.0.0';
  server.change(grant(3));
  await phone.report(subject, 'departed', {});
  await until(() => unsent() === 0);
  assert.deepEqual([server.log.at(-1)!.kind, held()], ['departed', ['B-1', 'B-2']]);
  server.minimumApp = '0.1.0';
  // As often as a person would: what is wanted while a refused turn is about to end is not done by it.
  await until(async () => {
    await pulled();
    return held().length === 3;
  });
  assert.deepEqual(held(), ['B-1', 'B-2', 'B-3']);
});

// Guard: pwa/technician/sync/outcomes.ts:shows
test('fault 5: at cross purposes over a step the other value shows here, too; ours is on the card', async () => {
  server.judge = ({ kind }) => (kind === 'answered' ? 'conflict' : 'applied');
  await phone.report(subject, 'answered', { step: 'a', value: 'ours' });
  server.change(othersFact(1, 'answered', { step: 'a', value: 'theirs' }));
  server.change({
    type: 'conflict',
    visit: subject.id,
    conflict: { id: 'c', target: 'answer.a', mine: 'ours', theirs: 'theirs', state: 'open' },
  });
  await pulled();
  await until(() => unsent() === 0);
  assert.deepEqual(
    visit()!.log.map(({ body }) => body['value']),
    ['theirs'],
  );
  assert.equal(visit()!.conflicts[0]!.mine, 'ours');
});

// Guard: pwa/technician/sync/changes.ts:settleVisits
test('fault 8: cancelled by the office, finished on the phone: the end stays an end, and the work comes home', async () => {
  server.judge = ({ kind }) => (kind === 'ended' ? 'conflict' : 'applied');
  server.offline = true;
  await phone.report(subject, 'departed', {});
  await phone.report(subject, 'ended', { outcome: 'done' });
  await networkBack(server, phone);
  server.change({ type: 'evict', visit: subject.id, reason: 'cancelled' });
  await pulled();
  await until(() => unsent() === 0);
  assert.deepEqual(
    server.log.slice(-2).map(({ kind }) => kind),
    ['departed', 'ended'],
  );
  assert.deepEqual(held(), ['B-2']);
});

// Guard: pwa/technician/sync/applyResponse.ts:forgot
test('fault 18: restored from a backup: what the server forgot comes again from the journal, once, and the feed anew', async () => {
  await phone.report(subject, 'departed', {});
  await phone.report(subject, 'arrived', {});
  await until(() => unsent() === 0);
  const device = [...server.devices.values()][0]!;
  server.offline = true;
  await phone.report(subject, 'knocked', {});
  device.received.delete(3);
  device.lastSeq = 2;
  server.log.splice(2);
  server.epoch = 'epoch-2';
  await networkBack(server, phone);
  await pulled();
  await until(() => unsent() === 0 && server.log.length === 4);
  assert.deepEqual(
    server.log.map(({ kind }) => kind),
    ['enrolled', 'departed', 'arrived', 'knocked'],
  );
  assert.deepEqual(
    visit()!.log.map(({ kind }) => kind),
    ['departed', 'arrived', 'knocked'],
  );
  assert.equal((await meta()).epoch, 'epoch-2');
});

// Guard: pwa/technician/sync/applyResponse.ts:forgot
test('fault 18: the file was copied back by hand (same epoch): a sequence that runs backwards is noticed', async () => {
  await phone.report(subject, 'departed', {});
  await until(() => unsent() === 0);
  const device = [...server.devices.values()][0]!;
  device.received.delete(2);
  [device.lastSeq, server.log.length] = [1, 1];
  await pulled();
  await until(() => server.log.length === 2 && unsent() === 0);
  assert.equal(server.log[1]!.kind, 'departed');
});

// Guard: pwa/technician/sync/recovery.ts:signAgain
test('fault 19: cloned: the phone enrols anew and signs its unsent work again; the originals are kept', async () => {
  await phone.report(subject, 'departed', {});
  await until(() => unsent() === 0);
  server.offline = true;
  const id = await phone.report(subject, 'arrived', {});
  const original = ((await everything(db))['outbox'] as Saved[])[0]!;
  const twin = [...server.devices.values()][0]!;
  twin.received.set(3, { hash: 'of the twin', id: 'x', outcome: 'applied' });
  twin.lastSeq = 3;
  await networkBack(server, phone);
  await pulled();
  await until(() => unsent() === 0 && server.log.some((fact) => fact.id === id));
  const again = server.log.find((fact) => fact.id === id) as Fact;
  assert.notEqual(again.device, original.device);
  assert.deepEqual([again.seq, again.prev, again.at], [1, again.grant, original.at]);
  assert.deepEqual(again.replaces, { device: original.device, seq: 3, hash: original.hash });
  assert.equal(
    (await db.read(['journal'], (tx) => tx.objectStore('journal').get([original.device, 3])))!.outcome,
    'replaced',
  );
  assert.deepEqual(
    visit()!.log.map(({ kind }) => kind),
    ['departed', 'arrived'],
  );
});

// Guard: pwa/technician/sync/applyResponse.ts:applyResponse
test('fault 19: a twin has already sent more than this phone ever made: noticed before anything is overwritten', async () => {
  const twin = [...server.devices.values()][0]!;
  [2, 3, 4].forEach((seq) => twin.received.set(seq, { hash: `twin ${seq}`, id: `${seq}`, outcome: 'applied' }));
  twin.lastSeq = 4;
  server.change(grant(7));
  await pulled();
  await until(() => server.devices.size === 2 && phone.visits.value.some(({ bundle: { id } }) => id === visitId(7))); // at once, under the new key
  await phone.report(subject, 'departed', {});
  await until(() => unsent() === 0 && server.log.at(-1)!.kind === 'departed');
  assert.equal(server.log.at(-1)!.seq, 1);
});

// Guard: pwa/technician/sync/loop.ts:offsetOf
test('fault 6: the clock is three days ahead: the offset is measured and travels with the next fact', async () => {
  server.skew = -3 * 86_400_000;
  const began = performance.now();
  await pulled();
  await phone.report(subject, 'departed', {});
  await until(() => unsent() === 0);
  assert.ok(
    Math.abs(server.log.at(-1)!.clock_offset + 3 * 86_400_000) <= performance.now() - began,
    'no more than the exchange took',
  );
});

// Guard: pwa/technician/sync/loop.ts:offsetOf
test('fault 6: the clock is changed in the middle of an exchange: the offset is that of the clock as it stands now', async () => {
  await pulled();
  const [year, began] = [366 * 86_400_000, performance.now()];
  server.before.push((path) => {
    if (path === '/api/v1/sync') environment.shift = -30 * year;
    return undefined;
  });
  await phone.sendNow();
  await phone.report(subject, 'departed', {});
  await until(() => unsent() === 0);
  assert.ok(
    Math.abs(server.log.at(-1)!.clock_offset - 30 * year) <= performance.now() - began,
    `${server.log.at(-1)!.clock_offset}`,
  );
});
