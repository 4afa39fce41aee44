/** Answers of one sitting go home in one request, and nothing that somebody waits for waits with them (decision 0156; P1, P7). */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { signal } from '@preact/signals';
import { triggers } from '../../../pwa/technician/phone/triggers.ts';
import type { Engine } from '../../../pwa/technician/phone/engine.ts';
import type { OpenPhone } from '../../../pwa/technician/phone/open.ts';
import type { Environment } from '../../../pwa/technician/storage/environment.ts';
import { retryLoop, type RetryLoop } from '../../../pwa/technician/sync/retryLoop.ts';
import { enrolledPhone, restarted, until, type TestEnvironment } from '../cast/environment.ts';
import { FakeServer } from '../cast/server.ts';
import { grant, STANDARD, visitId } from '../cast/visits.ts';

const PAUSE = 2_000;
const real = globalThis.setTimeout;
const subject = { type: 'visit' as const, id: visitId(1) };
let [server, phone, environment] = [] as unknown as [FakeServer, OpenPhone, TestEnvironment];
/** Pauses that have begun: each ends when the test says so. */
let pauses: (() => void)[];
let before: number;

const answer = (value: string) => phone.report(subject, 'answered', { step: 'symptoms', value });
const kinds = () => server.pushes.slice(before).map(({ facts }) => facts.map(({ kind }) => kind));
const home = () => until(() => phone.delivery.value.facts === 0);

function holdPauses(): void {
  pauses = [];
  const held = (work: () => void, ms = 0) => {
    if (ms < PAUSE) return real(work, ms);
    return ms === PAUSE ? pauses.push(work) : undefined; // no rest between two turns ends, because that would send, too
  };
  globalThis.setTimeout = held as unknown as typeof setTimeout;
}

beforeEach(async () => {
  holdPauses();
  server = new FakeServer();
  server.change(STANDARD, grant(1), grant(2));
  ({ phone, environment } = await enrolledPhone(server));
  await home();
  before = server.pushes.length;
  pauses = [];
});
afterEach(() => {
  globalThis.setTimeout = real;
});

// Guard: pwa/technician/phone/engine.ts:save
test('three answers are one request after one pause, and until then the phone says that they are unsent (P7)', async () => {
  for (const value of ['a', 'b', 'c']) await answer(value);
  await phone.report(subject, 'deviated', { step: 'symptoms', reason: 'none' });
  assert.deepEqual([kinds(), pauses.length], [[], 1]);
  assert.deepEqual([phone.delivery.value.state, phone.delivery.value.facts], ['saved', 4]);
  pauses[0]!();
  await home();
  assert.deepEqual(kinds(), [['answered', 'answered', 'answered', 'deviated']]);
});

test('what somebody waits for goes at once, and takes along what waited: a threshold, the customer’s turn, the end', async () => {
  for (const [kind, body] of [
    ['entered', {}],
    ['customer_mode_entered', { language: 'en' }],
    ['noted', { text: 'x' }],
    ['left', {}],
  ] as const) {
    before = server.pushes.length;
    await answer(kind);
    await phone.report(subject, kind, body);
    await home();
    assert.deepEqual(kinds()[0], ['answered', kind]);
  }
});

// Guard: pwa/technician/phone/open.ts:sendWaiting
test('the end of a moment and Send now end the pause; where nothing waits the end of a moment asks nothing of the server', async () => {
  phone.sendWaiting();
  assert.deepEqual(kinds(), []);
  await answer('a');
  phone.sendWaiting();
  await home();
  assert.deepEqual(kinds(), [['answered']]);
  before = server.pushes.length;
  await answer('b');
  await phone.sendNow();
  assert.deepEqual([kinds()[0], phone.delivery.value.facts], [['answered'], 0]);
});

test('killed within the pause: nothing is lost, and the next start sends it', async () => {
  await answer('a');
  phone = await restarted(phone, environment);
  assert.equal(phone.delivery.value.facts, 1);
  await home();
  assert.deepEqual(server.log.at(-1)!.body, { step: 'symptoms', value: 'a' });
});

test('without a network the pause ends in a try like any other, and what comes later waits for its own', async () => {
  server.offline = true;
  await answer('a');
  pauses.pop()!();
  await until(() => phone.delivery.value.failed !== undefined);
  await answer('b');
  assert.deepEqual([pauses.length, phone.delivery.value.facts], [1, 2]);
  server.offline = false;
  pauses.pop()!();
  await home();
  assert.deepEqual(kinds(), [['answered', 'answered']]);
});

// Guard: pwa/technician/sync/retryLoop.ts:soon
test('one pause at a time; whatever turn comes first ends it, and a loop that was stopped begins none', async () => {
  let turns = 0;
  const loop = retryLoop({ chance: () => 0.5 } as Environment, () => {
    turns += 1;
    return Promise.resolve(undefined);
  });
  const clear = globalThis.clearTimeout;
  const ended: unknown[] = [];
  globalThis.clearTimeout = ((id: unknown) => ended.push(id)) as unknown as typeof clearTimeout;
  try {
    loop.soon(PAUSE);
    loop.soon(PAUSE);
    await loop.wake();
    assert.deepEqual([pauses.length, turns, ended.includes(1)], [1, 1, true]);
    loop.hurry();
    assert.equal(turns, 1);
    loop.soon(PAUSE);
    loop.hurry();
    assert.deepEqual([pauses.length, turns], [2, 2]);
    loop.soon(PAUSE);
    loop.stop();
    assert.ok(ended.includes(3));
    loop.soon(PAUSE);
    pauses[2]!();
    assert.deepEqual([pauses.length, turns], [3, 2]);
  } finally {
    globalThis.clearTimeout = clear;
  }
});

// Guard: pwa/technician/phone/triggers.ts:triggers
test('a page that is put behind others sends what waits and writes down what is half-typed', () => {
  const did: string[] = [];
  const loop = (name: string): RetryLoop => ({
    wake: () => Promise.resolve(void did.push(`${name} wake`)),
    soon: () => undefined,
    hurry: () => void did.push(`${name} hurry`),
    stop: () => undefined,
  });
  const drafts = { flush: () => Promise.resolve(void did.push('flush')) };
  const heard = new EventTarget();
  const page = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  Object.assign(globalThis, {
    document: page,
    addEventListener: heard.addEventListener.bind(heard),
    removeEventListener: heard.removeEventListener.bind(heard),
  });
  const engine = { environment: { now: () => 7 }, facts: loop('facts'), bytes: loop('bytes'), drafts };
  const stop = triggers(engine as unknown as Engine, signal(0));
  try {
    page.dispatchEvent(new Event('visibilitychange'));
    assert.deepEqual(did, ['flush', 'facts hurry']);
    page.visibilityState = 'visible';
    page.dispatchEvent(new Event('visibilitychange'));
    assert.deepEqual(did.slice(2), ['facts wake', 'bytes wake']);
  } finally {
    stop();
    Reflect.deleteProperty(globalThis, 'document');
  }
});
