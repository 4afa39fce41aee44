/** Attachments ahead on the phone: in parts that a cut does not lose, checked by their hash, never before the person's own work, gone with their visit. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { OpenPhone } from '../../../pwa/technician/phone/open.ts';
import type { Database } from '../../../pwa/technician/storage/database.ts';
import { sha256 } from '../../../pwa/technician/storage/hashes.ts';
import type { AttachmentOfVisit } from '../../../pwa/technician/storage/attachmentKeys.ts';
import { enrolledPhone, newEnvironment, opened, restarted, until, type TestEnvironment } from '../cast/environment.ts';
import { FakeServer } from '../cast/server.ts';
import { bundle, STANDARD, visitId } from '../cast/visits.ts';

const PART = 512 * 1024;
let [server, environment] = [] as unknown as [FakeServer, TestEnvironment];
/** What the office has, by id; the ranges that were asked for; what goes wrong next. */
let files: Map<string, Uint8Array<ArrayBuffer>>;
let asked: string[];
let next: ((bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | 'cut')[];

beforeEach(() => {
  server = new FakeServer();
  [files, asked, next] = [new Map(), [], []];
});

async function attachment(id: string, size = 3 * PART - 7): Promise<AttachmentOfVisit> {
  const bytes = new Uint8Array(size).map((_, place) => (place * 31 + id.length) % 251);
  files.set(id, bytes);
  return {
    id,
    title: `Plan ${id}`,
    type: 'image/jpeg',
    size,
    sha256: await sha256(bytes),
    at: '2026-07-14T00:00:00.000Z',
  };
}

/** A phone whose visit has these, and that has been told of them. */
async function phoneWith(...attachments: AttachmentOfVisit[]): Promise<{ phone: OpenPhone; db: Database }> {
  const plain = bundle(1);
  server.change(STANDARD, { type: 'grant', visit: { ...plain, work: { ...plain.work, attachments } } });
  const made = await enrolledPhone(server, withFiles());
  environment = made.environment;
  return made;
}

function withFiles(): TestEnvironment {
  const made = newEnvironment(server);
  const plain = made.fetch;
  made.fetch = async (path, init) => {
    const id = /^\/api\/v1\/attachments\/(.+)$/.exec(String(path))?.[1];
    if (id === undefined) return plain(path, init);
    const range = new Headers(init?.headers).get('Range')!;
    asked.push(`${id} ${range}`);
    const [from, to] = /(\d+)-(\d+)/.exec(range)!.slice(1).map(Number) as [number, number];
    const bytes = files.get(id);
    if (server.offline) throw new TypeError('no network');
    if (!bytes) return new Response('', { status: 404 });
    const part = next.shift()?.(bytes.slice(from, to + 1)) ?? bytes.slice(from, to + 1);
    if (part === 'cut') throw new TypeError('cut');
    return new Response(part, { status: 206, headers: { 'Content-Range': `bytes ${from}-${to}/${bytes.length}` } });
  };
  return made;
}

const keysOf = (db: Database) =>
  db.read(['bytes'], (tx) => tx.objectStore('bytes').getAllKeys()) as unknown as Promise<string[]>;

// Guard: pwa/technician/evidence/attachments.ts:sizeOfParts
test('what was cut goes on where it was, also after the app was killed', async () => {
  const one = await attachment('one');
  next = [(part) => part, () => 'cut'];
  const { phone, db } = await phoneWith(one);
  await until(() => asked.length === 2);
  next = [];
  const again = await restarted(phone, environment);
  await until(() => again.attachmentsHere.value.has('one'));
  assert.deepEqual(
    asked.map((each) => each.split('=')[1]!.split('-')[0]),
    ['0', String(PART), String(PART), String(2 * PART)],
  );
  assert.deepEqual(await keysOf(db), [`attachment/${visitId(1)}/one`]);
  const blob = await again.attachment(visitId(1), 'one');
  assert.equal(await sha256(await blob!.arrayBuffer()), one.sha256);
});

// Guard: pwa/technician/evidence/attachments.ts:joined
test('bytes that were changed on their way are not shown, and come again', async () => {
  const one = await attachment('one', 1000);
  next = [(part) => part.map((byte) => byte ^ 1)];
  const { phone, db } = await phoneWith(one);
  await until(async () => asked.length === 1 && (await keysOf(db)).length === 0);
  assert.equal(phone.attachmentsHere.value.has('one'), false);
  const again = await restarted(phone, environment);
  await until(() => again.attachmentsHere.value.has('one'));
});

// Guard: pwa/technician/phone/engine.ts:attachmentParts
test('what this person has to send goes first', async () => {
  next = [() => 'cut'];
  const { phone } = await phoneWith(await attachment('one', 1000));
  await until(() => asked.length === 1);
  server.cutOff = '/api/v1/sync';
  await phone.report({ type: 'visit', id: visitId(1) }, 'departed', {});
  phone.close();
  const again = opened(environment);
  const before = again.attachmentsHere.value;
  await until(() => again.attachmentsHere.value !== before); // it has begun to look for attachments by itself
  await navigator.locks.request(`${environment.name}:attachments`, () => undefined); // and is done
  assert.equal(asked.length, 1);
  server.cutOff = undefined;
  await again.sendNow();
  await until(() => again.attachmentsHere.value.has('one'));
});

test('what the office has taken away goes, and what it added comes', async () => {
  const { phone, db } = await phoneWith(await attachment('one', 1000));
  await until(() => phone.attachmentsHere.value.has('one'));
  server.change({ type: 'visit', visit: visitId(1), set: { attachments: [await attachment('two', 1000)] } });
  await phone.sendNow();
  await until(() => phone.attachmentsHere.value.has('two'));
  assert.deepEqual(await keysOf(db), [`attachment/${visitId(1)}/two`]);
});

// Guard: pwa/technician/evidence/attachments.ts:hasRoom
test('a phone with little room keeps it for facts and photographs', async () => {
  const one = await attachment('one', 1000);
  const plain = bundle(1);
  server.change(STANDARD, { type: 'grant', visit: { ...plain, work: { ...plain.work, attachments: [one] } } });
  const made = withFiles();
  made.storage = { estimate: async () => ({ quota: 60_000_000, usage: 20_000_000 }) } as unknown as StorageManager;
  const { phone } = await enrolledPhone(server, made);
  await until(() => phone.firstSyncDone.value);
  await phone.sendNow();
  assert.deepEqual(asked, []);
});

// Guard: pwa/technician/sync/changes.ts:forget
test('they leave with the visit, in the transaction that takes it', async () => {
  const { phone, db } = await phoneWith(await attachment('one', 1000));
  await until(() => phone.attachmentsHere.value.has('one'));
  await until(() => phone.delivery.value.state === 'all_sent');
  server.change({ type: 'evict', visit: visitId(1), reason: 'reassigned' });
  await navigator.locks.request(`${environment.name}:attachments`, async () => {
    await phone.sendNow(); // while nobody tidies up
    assert.deepEqual(await keysOf(db), []);
  });
});
