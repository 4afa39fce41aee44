/** Facts up: at most once, in order, and never lost, whatever the network does (faults 1 to 4, 14, 16, 19, 21; P1, P2, P3, P6). */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { OpenPhone } from '../../../pwa/technician/phone/open.ts';
import type { Database } from '../../../pwa/technician/storage/database.ts';
import type { Saved } from '../../../pwa/technician/storage/schema.ts';
import {
  enrolledPhone,
  everything,
  networkBack,
  opened,
  restarted,
  until,
  type TestEnvironment,
} from '../cast/environment.ts';
import { refusing } from '../cast/refusing.ts';
import { FakeServer, problem } from '../cast/server.ts';
import { grant, STANDARD, visitId } from '../cast/visits.ts';

let [server, phone, environment, db] = [] as unknown as [FakeServer, OpenPhone, TestEnvironment, Database];
const subject = { type: 'visit' as const, id: visitId(1) };
const note = (text: string) => phone.report(subject, 'noted', { text });
const arrivedAtServer = () =>
  server.log.filter(({ subject: { type } }) => type === 'visit').map(({ body }) => body['text']);
const unsent = () => phone.delivery.value.facts;
const onDisk = async (store: string) => (await everything(db))[store] as Saved[];
const sync = (answer: () => Response | Promise<Response>) => (path: string) =>
  path === '/api/v1/sync' ? answer() : undefined;
const html = () =>
  new Response('<html>Please sign in to the hotel</html>', { status: 200, headers: { 'Content-Type': 'text/html' } });
const cutOff = () => Promise.reject(new TypeError('terminated'));

beforeEach(async () => {
  server = new FakeServer();
  server.change(STANDARD, grant(1), grant(2));
  ({ phone, environment, db } = await enrolledPhone(server));
});

test('a fact is sent at once, and the word says all sent', async () => {
  await note('one');
  await until(() => phone.delivery.value.state === 'all_sent');
  assert.deepEqual(arrivedAtServer(), ['one']);
  assert.equal(phone.visit(subject.id).value!.log[0]!.sent, true);
  assert.ok(phone.visit(subject.id).value!.log[0]!.received);
  assert.deepEqual(await onDisk('outbox'), []);
  assert.ok((await onDisk('journal')).length >= 2);
});

// Guard: pwa/technician/sync/outcomes.ts:takenOut
test('fault 1: killed between request and response: sent again, takes effect once', async () => {
  server.after.push(sync(cutOff));
  await note('one');
  await until(() => server.log.some(({ kind }) => kind === 'noted'));
  phone = await restarted(phone, environment);
  await phone.sendNow();
  await until(() => unsent() === 0);
  assert.deepEqual(arrivedAtServer(), ['one']);
  assert.equal(phone.visit(subject.id).value!.log.length, 1);
});

// Guard: pwa/technician/storage/locks.ts:ifFree
test('fault 2: the same batch twice, from two tabs at once: each fact once', async () => {
  server.offline = true;
  for (let i = 0; i < 5; i += 1) await note(`${i}`);
  const other = opened(environment);
  await other.ready;
  server.offline = false;
  await Promise.all([phone.sendNow(), other.sendNow()]);
  await until(() => unsent() === 0 && other.delivery.value.facts === 0);
  assert.deepEqual(arrivedAtServer(), ['0', '1', '2', '3', '4']);
  const sent = server.pushes.flatMap(({ facts }) => facts.map(({ seq }) => seq));
  assert.deepEqual(sent, [...new Set(sent)]);
});

// Guard: pwa/technician/sync/applyResponse.ts:forgot
test('fault 3: the server misses one in the middle: sent from the one that it expects', async () => {
  await note('one');
  await until(() => unsent() === 0);
  const device = [...server.devices.values()][0]!;
  device.received.delete(device.lastSeq);
  device.lastSeq -= 1;
  server.log.pop();
  await note('two');
  await until(() => unsent() === 0 && arrivedAtServer().length === 2);
  assert.deepEqual(arrivedAtServer(), ['one', 'two']);
});

// Guard: pwa/technician/sync/retryLoop.ts:turns
test('fault 4: the server dies before and after it has committed: nothing lost, nothing twice', async () => {
  server.before.push(sync(() => problem(503, 'passing_fault')));
  server.after.push(sync(() => problem(502, 'passing_fault')));
  await note('one');
  await until(async () => {
    await phone.sendNow();
    return unsent() === 0;
  });
  assert.deepEqual(arrivedAtServer(), ['one']);
});

for (const [name, answer] of [
  ['a captive portal answers 200 with HTML', html],
  ['the answer is cut off', cutOff],
  [
    'JSON that is not an answer of ours',
    () => new Response('{"ok":true}', { status: 200, headers: { 'Content-Type': 'application/json' } }),
  ],
  [
    'half of an answer',
    () => new Response('{"epoch":"e","las', { status: 200, headers: { 'Content-Type': 'application/json' } }),
  ],
  [
    'a proxy says 502',
    () => new Response('<html>Bad gateway</html>', { status: 502, headers: { 'Content-Type': 'text/html' } }),
  ],
  [
    'a captive portal says 401 with HTML',
    () => new Response('<html>', { status: 401, headers: { 'Content-Type': 'text/html' } }),
  ],
  ['slow down', () => problem(429, 'slow_down')],
] as const) {
  // Guard: pwa/technician/sync/retryLoop.ts:turns
  test(`fault 21: ${name}: it passes, nothing is lost and nobody is signed out`, async () => {
    server.before.push(sync(answer), sync(answer));
    await note('one');
    await phone.sendNow();
    assert.deepEqual([unsent(), phone.delivery.value.state], [1, 'saved']);
    await phone.sendNow();
    await phone.sendNow();
    await until(() => unsent() === 0);
    assert.deepEqual(arrivedAtServer(), ['one']);
  });
}

// Guard: pwa/technician/sync/loop.ts:answerTo
test('fault 21: 413 halves the batch until it passes', async () => {
  server.offline = true;
  for (let i = 0; i < 9; i += 1) await note(`${i}`);
  await networkBack(server, phone);
  server.before.push(
    sync(() => problem(413, 'batch_too_large')),
    sync(() => new Response('too large', { status: 413 })),
  );
  await phone.sendNow();
  await phone.sendNow();
  await until(() => unsent() === 0);
  assert.deepEqual(arrivedAtServer(), ['0', '1', '2', '3', '4', '5', '6', '7', '8']);
  assert.equal(
    server.pushes.filter(({ facts }) => facts.length > 0).every(({ facts }) => facts.length <= 4),
    true,
  );
});

test('a batch is at most 256 KB, packed', async () => {
  server.offline = true;
  const noise = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(9_000))));
  for (let i = 0; i < 50; i += 1) await note(noise());
  await networkBack(server, phone);
  await phone.sendNow();
  await until(() => unsent() === 0);
  assert.ok(server.pushes.every(({ bytes, packed }) => bytes <= 256 * 1024 && packed));
  assert.equal(arrivedAtServer().length, 50);
});

// Guard: pwa/technician/sync/loop.ts:exchangeAll
test('fault 14: 401 pauses the sync and keeps everything; one sign-in sends all', async () => {
  server.signedIn = false;
  await note('one');
  await until(() => phone.delivery.value.state === 'signed_out');
  await note('two');
  assert.equal(unsent(), 2);
  await phone.signIn('zhou', 'right');
  await until(() => unsent() === 0);
  assert.deepEqual(arrivedAtServer(), ['one', 'two']);
});

// Guard: pwa/technician/sync/applyResponse.ts:revoke
test('fault 14: a revoked phone hands in its work and learns nothing more', async () => {
  server.revoked = true;
  server.change(grant(3));
  await note('one');
  await until(() => phone.delivery.value.state === 'revoked' && unsent() === 0);
  assert.deepEqual(arrivedAtServer(), ['one']);
  assert.equal(phone.visits.value.length, 0);
});

// Guard: pwa/technician/sync/applyResponse.ts:revoke
test('S-13: a revoked phone forgets its visits and drafts; trusted again it has them from the beginning, and its work is home once', async () => {
  phone.draft(`note ${subject.id}`).set('half');
  await until(async () => ((await everything(db))['drafts'] as unknown[]).length === 1);
  server.offline = true;
  await note('one');
  [server.revoked, server.offline] = [true, false];
  await phone.sendNow();
  await until(() => phone.delivery.value.state === 'revoked' && unsent() === 0);
  const stored = await everything(db);
  for (const store of ['visits', 'logs', 'drafts', 'shadow']) assert.deepEqual([store, stored[store]], [store, []]);
  assert.ok(!JSON.stringify([stored['visits'], stored['meta'], stored['trouble']]).includes('13800001234'));
  assert.equal(phone.draft(`note ${subject.id}`).value.value, undefined);
  server.revoked = false;
  await phone.signIn('zhou', 'right');
  await phone.enrol('The same phone', '1357');
  await until(() => phone.visits.value.length === 2 && unsent() === 0);
  assert.deepEqual(
    phone.visit(subject.id).value!.log.map(({ kind }) => kind),
    ['noted'],
  );
  await note('two');
  await until(() => unsent() === 0);
  assert.deepEqual(arrivedAtServer(), ['one', 'two']);
});

// Guard: pwa/technician/sync/forgetting.ts:forgetBackedUp
test('S-13: what a revoked phone has sent goes as soon as a backup has it, with its pictures, and not before', async () => {
  const picture = async (byte: number) => {
    const { sha256, size, type } = await phone.keepEvidence(subject.id, new Uint8Array([byte]).buffer, 'image/jpeg');
    return phone.report(subject, 'photographed', {
      ...{ step: 's', purpose: 'before', sha256, size, type, width: 1, height: 1 },
    });
  };
  await picture(1);
  await picture(2);
  await until(() => phone.delivery.value.state === 'all_sent' && server.uploads.stored.size === 2);
  const kept = async () => {
    const { journal, evidence, bytes } = await everything(db);
    return [journal, evidence, bytes].map((rows) => (rows as unknown[]).length);
  };
  server.revoked = true;
  await phone.sendNow();
  await until(() => phone.delivery.value.state === 'revoked');
  const [facts] = await kept();
  assert.deepEqual(await kept(), [facts, 2, 2]);
  server.backedUpSeq = [...server.devices.values()][0]!.lastSeq - 1;
  await phone.sendNow();
  assert.deepEqual(await kept(), [1, 1, 1]);
  server.backedUpSeq += 1;
  await phone.sendNow();
  assert.deepEqual(await kept(), [0, 0, 0]);
});

// Guards: pwa/technician/sync/confidential.ts:forgetConfidential, wordless
test('ruling 12: a comment lies in outbox and journal alone, until it is in a backup; what the customer objects to stays', async () => {
  const comment = (text: string, objects?: true) =>
    phone.report(subject, 'commented', { text, language: 'zh-CN', ...(objects && { objects }) });
  const holding = async (words: string) =>
    Object.entries(await everything(db)).flatMap(([store, rows]) =>
      JSON.stringify(rows).includes(words) ? store : [],
    );
  server.offline = true;
  await comment('always late');
  await comment('the price is wrong', true);
  assert.deepEqual(await holding('always late'), ['outbox']);
  await networkBack(server, phone);
  await phone.sendNow();
  await until(() => unsent() === 0);
  assert.deepEqual(await holding('always late'), ['journal']);
  await phone.sendNow(); // asks, and no backup has it
  assert.deepEqual(await holding('always late'), ['journal']);
  server.backedUpSeq = [...server.devices.values()][0]!.lastSeq;
  await phone.sendNow();
  assert.deepEqual(await holding('always late'), []);
  assert.deepEqual(await holding('the price is wrong'), ['journal', 'logs']);
  phone = await restarted(phone, environment);
  assert.deepEqual(
    phone.visit(subject.id).value!.log.map(({ kind, body }) => [kind, body['text']]),
    [
      ['commented', undefined],
      ['commented', 'the price is wrong'],
    ],
  );
});

const asks = (path: string) => path === '/api/v1/sync' || undefined;
const said = (answer: object) =>
  new Response(
    JSON.stringify({
      results: [],
      countersignatures: [],
      changes: [],
      cursor: 0,
      more: false,
      server_time: '2026-07-14T01:00:00.000Z',
      minimum_app: '0.1.0',
      epoch: server.epoch,
      ...answer,
    }),
    { headers: { 'Content-Type': 'application/json' } },
  );

// Guard: pwa/technician/sync/recovery.ts:renewed
test('faults 14 and 19: the twin of a phone that was revoked says so, keeps its work, and asks no more', async () => {
  const before = server.pushes.length;
  server.before.push(
    (path) => asks(path) && problem(409, 'cloned_device'),
    (path) => (path === '/api/v1/devices' ? problem(403, 'device_revoked') : undefined),
  );
  await note('one');
  await until(() => phone.delivery.value.state === 'revoked');
  server.before.push((path) => asks(path) && problem(409, 'cloned_device'));
  await phone.sendNow();
  assert.deepEqual([unsent(), server.devices.size, server.pushes.length, server.before.length], [1, 1, before, 0]);
});

// Guard: pwa/technician/sync/applyResponse.ts:applyResponse
test('faults 14 and 19: a twin that hears at once that it was revoked does not try to be a phone of its own', async () => {
  server.before.push((path) => asks(path) && said({ revoked: true, last_seq: 99 }));
  await phone.sendNow();
  await until(() => phone.delivery.value.state === 'revoked');
  assert.equal(server.devices.size, 1);
});

// Guard: pwa/technician/phone/engine.ts:sending
test('fault 14: a revoked phone whose person has signed in again hands in its work by its own signature, without that sign-in', async () => {
  server.revoked = true;
  await note('one');
  await until(() => phone.delivery.value.state === 'revoked' && unsent() === 0);
  const [answer, sent] = [server.answer.bind(server), [] as (string | undefined)[]];
  server.answer = (path, init) => {
    if (asks(path)) sent.push(init?.credentials);
    return answer(path, init);
  };
  await phone.signIn('zhou', 'right');
  await assert.rejects(note('two'), { code: 'read_only' }); // its visits have gone
  await phone.report({ type: 'shift', id: '2026-07-14' }, 'shift_ended', { counts: {} });
  await until(() => unsent() === 0);
  assert.deepEqual([new Set(sent), server.log.at(-1)!.kind], [new Set(['omit']), 'shift_ended']);
});

// Guard: pwa/technician/sync/recovery.ts:trustedAgain
test('fault 18: a server that has forgotten the revocation asks for a sign-in, and the phone is one like any other', async () => {
  server.revoked = true;
  await phone.sendNow();
  await until(() => phone.delivery.value.state === 'revoked');
  server.revoked = false;
  server.before.push((path) => asks(path) && problem(401, 'signed_out'));
  server.change(grant(3));
  await phone.sendNow();
  await until(() => phone.visits.value.length === 3 && phone.delivery.value.state === 'all_sent');
});

// Guard: pwa/technician/sync/delivery.ts:stateOf
test('faults 11 and 14: that a sign-in is needed is told before that space is low', async () => {
  await refusing('commit', () => assert.rejects(note('one'), { code: 'no_space' }));
  assert.equal(phone.delivery.value.state, 'space_low');
  server.signedIn = false;
  await phone.sendNow();
  await until(() => phone.delivery.value.state === 'signed_out');
});

// Guard: pwa/technician/sync/outcomes.ts:takenOut
test('fault 16: one bad fact in the middle does not block the rest, and is shown with a next step', async () => {
  server.judge = ({ body }) => (body['text'] === 'bad' ? { outcome: 'rejected', code: 'not_possible' } : 'applied');
  await note('one');
  await note('bad');
  await note('two');
  await until(() => unsent() === 0);
  const { trouble, log } = phone.visit(subject.id).value!;
  assert.deepEqual(
    trouble.map(({ outcome, code }) => [outcome, code]),
    [['rejected', 'not_possible']],
  );
  assert.deepEqual(
    log.map(({ body }) => body['text']),
    ['one', 'two'],
  );
});

test('what is quarantined stays in the log: it happened, and waits for a person', async () => {
  server.judge = () => ({ outcome: 'quarantined', code: 'unknown_kind' });
  await note('one');
  await until(() => unsent() === 0);
  server.change(grant(1, { version: 9 }));
  await phone.sendNow();
  const { trouble, log } = phone.visit(subject.id).value!;
  assert.deepEqual([trouble.length, log.length, log[0]!.outcome], [1, 1, 'quarantined']);
});

// Guard: pwa/technician/sync/recovery.ts:declareLost
test('fault 19: an outbox row that is gone is declared lost at its place, and the rest goes on', async () => {
  server.offline = true;
  await note('one');
  await note('two');
  await note('three');
  await networkBack(server, phone);
  await db.write(['outbox'], (tx) => tx.objectStore('outbox').delete(3));
  await phone.sendNow();
  await until(() => server.log.length >= 4);
  assert.deepEqual(
    server.log.slice(1).map(({ kind, seq, body }) => [kind, seq, body['seq'] ?? body['text']]),
    [
      ['noted', 2, 'one'],
      ['fact_lost', 3, 3],
      ['noted', 4, 'three'],
    ],
  );
});

test('P7: what waits can be seen at any time, oldest first', async () => {
  server.offline = true;
  await note('one');
  environment.shift = 20 * 60_000;
  await phone.report({ type: 'shift', id: '2026-07-14' }, 'shift_ended', { counts: {} });
  await until(() => phone.delivery.value.state === 'saved'); // the try that the first of them began may still be failing
  const { facts, oldest, items } = phone.delivery.value;
  assert.deepEqual([facts, items.map(({ kind }) => kind)], [2, ['noted', 'shift_ended']]);
  assert.equal(oldest, items[0]!.at);
});
