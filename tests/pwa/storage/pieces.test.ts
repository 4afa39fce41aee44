/** The small pieces under saving, each at its edges: sizes, runs of the clock, ids, keys, locks, the order of the days, the file's records. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundleOf, inOrder, packed, slotOf } from '../../../pwa/technician/storage/bundles.ts';
import { canonical, factText, normalised } from '../../../pwa/technician/storage/canonical.ts';
import { startClock } from '../../../pwa/technician/storage/clock.ts';
import { record } from '../../../pwa/technician/storage/exported.ts';
import { sha256, utf8 } from '../../../pwa/technician/storage/hashes.ts';
import { newId } from '../../../pwa/technician/storage/ids.ts';
import { makeKey, serverSigned, signed, storedKey } from '../../../pwa/technician/storage/keys.ts';
import { exclusive, ifFree } from '../../../pwa/technician/storage/locks.ts';
import { hashesIn } from '../../../pwa/technician/storage/outbox.ts';
import { ProblemError, StorageProblem } from '../../../pwa/technician/storage/problem.ts';
import { chainOf } from '../../../pwa/technician/storage/schema.ts';
import { browserEnvironment, momentOf, type Environment } from '../../../pwa/technician/storage/environment.ts';
import type { Bundle, Json } from '../../../pwa/technician/storage/wire.ts';

const nested = (depth: number): { [key: string]: unknown } => (depth === 0 ? {} : { in: nested(depth - 1) });

test('a fact may have 32 KB as it travels, counted in bytes, and not one more', () => {
  const overhead = '{"text":""}'.length;
  const fits = factText({ text: '门'.repeat(10_000) + 'x'.repeat(32 * 1024 - 30_000 - overhead) });
  assert.equal(fits.size, 32 * 1024);
  assert.equal(fits.text.length, 32 * 1024 - 20_000);
  assert.throws(() => factText({ text: 'x'.repeat(32 * 1024 - overhead + 1) }), {
    name: 'StorageProblem',
    code: 'too_long',
  });
});

test('what may not be signed is a mistake in the app and says so', () => {
  assert.doesNotThrow(() => normalised(nested(16)));
  assert.throws(() => normalised(nested(17)), { code: 'not_a_fact' });
  assert.throws(() => normalised({ list: [[[[[[[[[[[[[[[['too deep']]]]]]]]]]]]]]]] }), { code: 'not_a_fact' });
  for (const wrong of [Number.NaN, 2 ** 53, 0.5, () => 1, Symbol('x'), 1n])
    assert.throws(() => normalised({ wrong }), { code: 'not_a_fact' }, String(wrong));
  for (const wrong of [null, undefined, 0.5, () => 1])
    assert.throws(() => canonical(wrong as unknown as Json), { code: 'not_a_fact' }, String(wrong));
  assert.throws(() => canonical({ '\ud83d': 1 }), { code: 'not_a_fact' });
});

test('what may be signed comes out as it went in, members in order', () => {
  const body = { b: true, a: [false, 0, -1, '"\\\n', { y: 1, x: 2 }], c: {} };
  assert.deepEqual(normalised(body), body);
  assert.equal(canonical(body as Json), '{"a":[false,0,-1,"\\"\\\\\\n",{"x":2,"y":1}],"b":true,"c":{}}');
  assert.deepEqual(normalised({ '\u0000k': 'a\u0000b\u0000', list: [null, undefined, 1] }), { k: 'ab', list: [1] });
});

test('a jump of the wall clock begins a new run, a crystal that is two seconds off does not', () => {
  let [wall, since] = [1_000_000, 0];
  const clock = startClock({ now: () => wall, monotonic: () => since } as Environment);
  const first = clock.run();
  [wall, since] = [wall + 60_000, since + 60_000];
  assert.equal(clock.run(), first);
  wall += 2_000;
  assert.equal(clock.run(), first);
  wall += 2_000; // from where it is now, not from where it began
  assert.equal(clock.run(), first);
  wall -= 2_001;
  const second = clock.run();
  assert.notEqual(second, first);
  wall += 2_001;
  assert.notEqual(clock.run(), second);
});

test('an id is a UUIDv7 whose first 48 bits are the moment', () => {
  const now = Date.parse('2026-07-14T01:00:00.123Z');
  const made = Array.from({ length: 64 }, () => newId(now));
  for (const id of made) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(Number.parseInt(id.replace('-', '').slice(0, 12), 16), now);
  }
  assert.equal(new Set(made).size, made.length);
  assert.equal(new Set(made.map((id) => id[19])).size, 4, 'all four variants of the standard come up');
  assert.ok(new Set(made.map((id) => id[15])).size > 4, 'what follows the version is chance');
});

test("the device's key cannot be read, unless the browser can only keep what it may read", async () => {
  const [message, sealed, readable] = [utf8('message'), await makeKey(false), await makeKey(true)];
  assert.deepEqual([sealed.key.extractable, sealed.exported], [false, undefined]);
  assert.equal(await storedKey(sealed.key), sealed.key);
  const again = await storedKey(readable.exported!);
  assert.equal(again.extractable, false);
  const point = Buffer.from(readable.publicKey, 'base64url');
  const known = await crypto.subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  const signature = Buffer.from(await signed(again, message), 'base64url');
  assert.equal(signature.length, 64);
  assert.ok(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, known, signature, message));
  assert.equal(readable.id, (await sha256(point)).slice(0, 16));
  assert.equal(readable.id.length, 16);
});

test('a signature of the server that this browser cannot check is neither right nor wrong', async () => {
  assert.equal(await serverSigned(new Uint8Array(3), new Uint8Array(64), utf8('x')), undefined);
});

test('without Web Locks one waits for the other within the tab, also behind a failure', async () => {
  const environment = { name: 'phone', locks: undefined } as Environment;
  const told: string[] = [];
  const first = exclusive(environment, 'outbox', async () => {
    await new Promise(setImmediate);
    told.push('first');
    throw new Error('refused');
  });
  const second = exclusive(environment, 'outbox', async () => {
    told.push('second');
    return 2;
  });
  const third = ifFree(environment, 'outbox', async () => {
    told.push('third');
    return 3;
  });
  const elsewhere = exclusive({ ...environment, name: 'another' }, 'outbox', async () => {
    told.push('elsewhere');
  });
  await assert.rejects(first, /refused/);
  assert.deepEqual([await second, await third, await elsewhere], [2, 3, undefined]);
  assert.deepEqual(told, ['elsewhere', 'first', 'second', 'third']);
});

test("with Web Locks the name is the phone's, and who finds it taken does nothing", async () => {
  const environment = { name: 'a-phone', locks: navigator.locks } as Environment;
  let free = (): void => undefined;
  const held = exclusive(
    environment,
    'sync',
    () =>
      new Promise<string>((resolve) => {
        free = () => resolve('done');
      }),
  );
  const names = async () =>
    (await navigator.locks.query()).held!.map(({ name }) => name).filter((name) => name!.startsWith('a-phone'));
  while ((await names()).length === 0) await new Promise(setImmediate);
  assert.deepEqual(await names(), ['a-phone:sync']);
  assert.equal(await ifFree(environment, 'sync', async () => 'worked'), undefined);
  assert.equal(await ifFree(environment, 'outbox', async () => 'worked'), 'worked');
  free();
  assert.equal(await held, 'done');
  assert.equal(await ifFree(environment, 'sync', async () => 'worked'), 'worked');
});

test('the order of the days: by day, then by when a visit is due, then by its number', () => {
  const slot = (number: string, work: object) =>
    slotOf({ id: number, number, work: { day: '2026-07-14', ...work } } as unknown as Bundle);
  const window = { from: '2026-07-14T03:00:00.000Z', to: '2026-07-14T05:00:00.000Z' };
  const slots = [
    slot('5', { day: '2026-07-13' }),
    slot('4', { agreed_at: '2026-07-14T02:00:00.000Z', window }),
    slot('2', { window }),
    slot('3', { window }),
    slot('1', {}),
    slot('0', { day: '2026-07-15', agreed_at: '2026-07-14T01:00:00.000Z' }),
  ];
  assert.deepEqual([...slots].reverse().sort(inOrder), slots);
  assert.deepEqual(
    slots.map(({ due }) => due.slice(8, 16)),
    ['13T23:59', '14T02:00', '14T03:00', '14T03:00', '14T23:59', '14T01:00'],
  );
  assert.equal(inOrder(slots[0]!, { ...slots[0]! }), 0);
  const [early, late] = [
    { ...slots[0]!, day: '1', due: '2', number: '3' },
    { ...slots[0]!, day: '2', due: '1', number: '1' },
  ];
  assert.deepEqual(
    [
      inOrder(early, late),
      inOrder(late, early),
      inOrder({ ...early, day: '2' }, late),
      inOrder({ ...late, due: '2' }, { ...early, day: '2' }),
    ],
    [-1, 1, 1, -1],
  );
  assert.deepEqual(slot('6', { same_address: ['7'] }), {
    id: '6',
    number: '6',
    day: '2026-07-14',
    due: '2026-07-14T23:59:59.999Z',
    same_address: ['7'],
  });
  assert.ok(!('same_address' in slots[0]!));
});

test('a bundle is parsed once for as long as its text stands', () => {
  const lying = packed({
    id: 'v',
    number: '1',
    work: { day: '2026-07-14' },
    grant: { standard: { hash: 'h' } },
  } as unknown as Bundle);
  assert.equal(lying.standard, 'h');
  assert.equal(bundleOf(lying), bundleOf({ ...lying }));
  assert.notEqual(bundleOf(lying), bundleOf({ ...lying, slot: { ...lying.slot } }));
  assert.equal(bundleOf(lying).number, '1');
});

test('a record of the export file: how long its head is, the head, then the bytes', () => {
  const [head, payload] = [{ type: 'fact', seq: 7, size: 3 } as const, Uint8Array.of(1, 2, 3)];
  const [bytes, bare] = [record(head, payload), record({ type: 'end' })];
  const text = JSON.stringify(head);
  assert.equal(Buffer.from(bytes).readUInt32BE(0), text.length);
  assert.equal(Buffer.from(bytes).toString('utf8', 4, 4 + text.length), text);
  assert.deepEqual([...bytes.subarray(4 + text.length)], [1, 2, 3]);
  assert.equal(Buffer.from(bare).toString('utf8', 4), '{"type":"end"}');
});

test('evidence that a body names, wherever it names it', () => {
  assert.deepEqual(hashesIn({ sha256: 'a', strokes: { sha256: 'b' }, picture: { sha256: 'c' } }), ['a', 'b', 'c']);
  assert.deepEqual(hashesIn({ sha256: 7, strokes: {}, text: 'x' }), []);
});

test('a chain is one subject under one grant', () => {
  assert.equal(chainOf({ type: 'visit', id: 'v' }, 'g'), 'visit/v/g');
  assert.equal(chainOf({ type: 'shift', id: 's' }, undefined), 'shift/s/');
});

test('both ways of saying no carry their code and what lies behind', () => {
  const cause = new Error('disk');
  assert.deepEqual(
    [new StorageProblem('no_space', cause).cause, 'cause' in new StorageProblem('no_space')],
    [cause, false],
  );
  const problem = new ProblemError({ code: 'signed_out', next: 'Sign in.' });
  assert.deepEqual(
    [problem.name, problem.message, problem.code, problem.problem.next],
    ['ProblemError', 'signed_out', 'signed_out', 'Sign in.'],
  );
});

test("in a browser the phone takes the browser's own clock, locks and network", async () => {
  const environment = browserEnvironment();
  const [before, since] = [Date.now(), performance.now()];
  assert.ok(
    environment.now() >= before && environment.monotonic() >= since && environment.monotonic() < environment.now(),
  );
  assert.deepEqual(
    [
      environment.name,
      environment.locks === navigator.locks,
      environment.storage === (navigator as { storage?: unknown }).storage,
    ],
    ['doorstep', true, true],
  );
  assert.match(environment.appVersion, /^\d+\.\d+\.\d+$/);
  assert.ok(environment.chance() >= 0 && environment.chance() < 1);
  assert.equal(new Set([environment.chance(), environment.chance()]).size, 2);
  assert.equal(await (await environment.fetch('data:,hello')).text(), 'hello');
  assert.equal(momentOf(0), '1970-01-01T00:00:00.000Z');
});
