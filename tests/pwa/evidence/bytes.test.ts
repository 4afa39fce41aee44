/** Bytes home: kept before they count, resumed wherever they were cut, discarded when they changed (faults 9, 10, 11, 25). */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { OpenPhone } from '../../../pwa/technician/phone/open.ts';
import { CHUNK } from '../../../pwa/technician/evidence/upload.ts';
import type { Database } from '../../../pwa/technician/storage/database.ts';
import {
  allHome,
  enrolledPhone,
  everything,
  networkBack,
  restarted,
  until,
  type TestEnvironment,
} from '../cast/environment.ts';
import { refusing } from '../cast/refusing.ts';
import { FakeServer, problem } from '../cast/server.ts';
import { grant, STANDARD, visitId } from '../cast/visits.ts';

let [server, phone, environment, db] = [] as unknown as [FakeServer, OpenPhone, TestEnvironment, Database];
const subject = { type: 'visit' as const, id: visitId(1) };
const noise = (size: number) => {
  const bytes = new Uint8Array(size);
  for (let from = 0; from < size; from += 65_536) crypto.getRandomValues(bytes.subarray(from, from + 65_536));
  return bytes.buffer;
};
/** What `photograph` does after encoding, which only a browser can. */
async function photographed(size = 5_000): Promise<string> {
  const kept = await phone.keepEvidence(subject.id, noise(size), 'image/jpeg');
  await phone.report(subject, 'photographed', { step: 'a', purpose: 'before', ...kept, width: 4, height: 3 });
  return kept.sha256;
}
async function signed(): Promise<string> {
  const strokes = await phone.keepEvidence(
    subject.id,
    new TextEncoder().encode(`{"v":1,"n":${Math.random()}}`).buffer,
    'application/json',
  );
  await phone.report(subject, 'signed', { way: 'drawn', strokes });
  return strokes.sha256;
}
const home = () => phone.delivery.value.photographs === 0;

beforeEach(async () => {
  server = new FakeServer();
  server.change(STANDARD, grant(1));
  ({ phone, environment, db } = await enrolledPhone(server));
});

test('bytes follow their fact by themselves, and the word says all sent', async () => {
  const hash = await photographed();
  await until(() => phone.delivery.value.state === 'all_sent');
  assert.ok(server.uploads.stored.has(hash));
  assert.deepEqual(server.uploads.requests, ['POST']);
});

test('signatures go first', async () => {
  server.offline = true;
  const [one, two, signature] = [await photographed(), await photographed(), await signed()];
  await networkBack(server, phone);
  await phone.sendNow();
  await until(home);
  const [first, ...sideBySide] = server.uploads.order; // of two small photographs either may be there first
  assert.deepEqual([first, sideBySide.sort()], [signature, [one, two].sort()]);
});

// Guard: pwa/technician/evidence/uploads.ts:next
test('a signature that is drawn while photographs are on their way goes before those that have not begun', async () => {
  server.offline = true;
  const photographs = [await photographed(100_000), await photographed(101_000), await photographed(102_000)];
  await networkBack(server, phone);
  let signature = '';
  const fetch = environment.fetch;
  environment.fetch = async (path, init) => {
    if (signature === '' && String(path).startsWith('/api/v1/uploads')) signature = await signed();
    return fetch(path, init);
  };
  await phone.sendNow();
  await until(home);
  assert.deepEqual(server.uploads.order, [photographs[0], signature, ...photographs.slice(1)]);
});

/** Holds back every upload until so many are under way; what they were, in bytes, each time that they were let go. */
async function letGo(...numbers: number[]): Promise<number[][]> {
  const held: { size: number; go: () => void }[] = [];
  await networkBack(server, phone);
  const fetch = environment.fetch;
  environment.fetch = async (path, init) => {
    if (String(path).startsWith('/api/v1/uploads'))
      await new Promise<void>((go) => held.push({ size: (init!.body as ArrayBuffer).byteLength, go }));
    return fetch(path, init);
  };
  void phone.sendNow();
  const seen: number[][] = [];
  for (const number of numbers) {
    await until(() => held.length >= number);
    for (let reads = 0; reads < 5; reads += 1) await everything(db); // one too many would have read its bytes before these, and come
    seen.push(held.map(({ size }) => size));
    for (const { go } of held.splice(0)) go();
  }
  return seen;
}

test('strokes and picture of a signature go side by side, before any photograph', async () => {
  server.offline = true;
  await photographed(500);
  const [strokes, picture] = [
    await phone.keepEvidence(subject.id, noise(300), 'application/json'),
    await phone.keepEvidence(subject.id, noise(400), 'image/png'),
  ];
  await phone.report(subject, 'signed', { way: 'drawn', strokes, picture });
  assert.deepEqual(
    (await letGo(2, 1)).map((sizes) => sizes.sort()),
    [[300, 400], [500]],
  );
  await until(home);
});

test('at most three small pieces are under way at once, and a large one alone', async () => {
  server.offline = true;
  for (const size of [1_000, 2_000, 3_000, 4_000, 200_000, 201_000]) await photographed(size);
  assert.deepEqual(
    (await letGo(3, 1, 1, 1)).map((sizes) => sizes.length),
    [3, 1, 1, 1],
  );
  await until(home);
});

test('one of two that go side by side is refused: the other one comes home, and so does what follows', async () => {
  server.offline = true;
  const [refused, taken, later] = [await photographed(100), await photographed(200), await photographed(200_000)];
  const fetch = environment.fetch;
  environment.fetch = (path, init) =>
    (init?.body as ArrayBuffer | undefined)?.byteLength === 100
      ? Promise.resolve(problem(422, 'evidence_not_accepted'))
      : fetch(path, init);
  await networkBack(server, phone);
  await phone.sendNow();
  await until(() => phone.delivery.value.photographs === 1);
  assert.deepEqual([server.uploads.order, phone.delivery.value.items.map(({ id }) => id)], [[taken, later], [refused]]);
});

// Guard: pwa/technician/storage/outbox.ts:nameFact
test('fault 25: several pictures at once: every one is kept and comes home', async () => {
  const hashes = await Promise.all(Array.from({ length: 6 }, () => photographed()));
  await until(home);
  assert.deepEqual([...server.uploads.stored.keys()].sort(), hashes.sort());
});

// Guard: pwa/technician/storage/outbox.ts:nameFact
test('fault 25: a signature as the last thing, the app killed at once: its bytes come home after the restart', async () => {
  server.offline = true;
  const hash = await signed();
  phone = await restarted(phone, environment);
  server.offline = false;
  await phone.sendNow();
  await until(home);
  assert.ok(server.uploads.stored.has(hash));
});

// Guard: pwa/technician/evidence/upload.ts:resume
test('fault 9: cut at 60 %, app killed, session expired meanwhile: goes on where it was', async () => {
  let taken = 0;
  server.uploads.chunk = (bytes) => ((taken += 1) > 2 ? undefined : bytes);
  const hash = await photographed(CHUNK * 3 + 100);
  await until(() => taken > 2);
  phone = await restarted(phone, environment);
  server.signedIn = false;
  await phone.sendNow();
  await until(() => phone.delivery.value.state === 'signed_out');
  server.uploads.chunk = (bytes) => bytes;
  server.uploads.requests.length = 0;
  await phone.signIn('zhou', 'right');
  await until(home);
  assert.ok(server.uploads.stored.has(hash));
  assert.deepEqual(server.uploads.requests, ['HEAD', 'PATCH', 'PATCH']);
});

// Guard: pwa/technician/evidence/upload.ts:create
test('fault 10: bytes that changed on the way are sent again from the start', async () => {
  let spoiled = false;
  server.uploads.chunk = (bytes) => {
    if (spoiled) return bytes;
    spoiled = true;
    return Buffer.concat([Buffer.from([bytes[0]! ^ 1]), bytes.subarray(1)]);
  };
  const hash = await photographed();
  await until(async () => {
    await phone.sendNow();
    return home();
  });
  assert.ok(server.uploads.stored.has(hash));
  assert.deepEqual(server.uploads.requests, ['POST', 'POST']);
});

// Guard: pwa/technician/evidence/upload.ts:sendRest
test('fault 10: the last of several chunks changed on the way: all of them go again', async () => {
  let chunks = 0;
  server.uploads.chunk = (bytes) => ((chunks += 1) === 2 ? Buffer.alloc(bytes.length) : bytes);
  const hash = await photographed(CHUNK + 100);
  await until(home);
  assert.ok(server.uploads.stored.has(hash));
  assert.deepEqual(server.uploads.requests, ['POST', 'PATCH', 'POST', 'PATCH']);
});

// Guard: pwa/technician/sync/resync.ts:sendAgain
test('fault 18: a server restored from a backup is offered the bytes again', async () => {
  const hash = await photographed();
  await until(home);
  server.uploads.stored.clear();
  server.epoch = 'epoch-2';
  await phone.sendNow();
  await until(() => server.uploads.stored.has(hash) && home());
});

/** Bytes come home while no fact gets through, which does so a while later. Returns their hash. */
async function homeBeforeItsFact(later: number, meanwhile: () => unknown): Promise<string> {
  server.cutOff = '/api/v1/sync';
  const hash = await photographed();
  await until(home);
  await meanwhile();
  environment.shift = later;
  server.cutOff = undefined;
  await until(async () => {
    await phone.sendNow();
    return phone.delivery.value.facts === 0;
  });
  return hash;
}

// Guard: pwa/technician/sync/outcomes.ts:offerAgain
test('fault 21: bytes that were home long before their fact got through are offered again with it', async () => {
  const forgets = () => server.uploads.stored.clear(); // what no fact has named in a week
  const hash = await homeBeforeItsFact(8 * 86_400_000, forgets);
  await until(() => server.uploads.stored.has(hash) && home());
});

test('bytes that came home a little before their fact are not offered again', async () => {
  let before: unknown;
  await homeBeforeItsFact(30 * 60_000, async () => {
    before = (await everything(db))['evidence'];
  });
  assert.deepEqual((await everything(db))['evidence'], before);
});

// Guard: pwa/technician/evidence/uploads.ts:one
test('fault 10: bytes that changed on the phone are declared lost by a fact, not sent', async () => {
  server.offline = true;
  const hash = await photographed();
  await db.write(['bytes'], (tx) => tx.objectStore('bytes').put(noise(4_999), hash));
  await networkBack(server, phone);
  await phone.sendNow();
  await until(() => server.log.some(({ kind }) => kind === 'evidence_lost'));
  assert.equal(server.log.find(({ kind }) => kind === 'evidence_lost')!.body['sha256'], hash);
  await until(() => phone.delivery.value.state === 'all_sent');
  assert.equal(server.uploads.stored.size, 0);
});

test('an upload that the server has forgotten begins anew', async () => {
  let [taken, cut] = [0, true];
  server.uploads.chunk = (bytes) => ((taken += 1) > 1 && cut ? undefined : bytes); // every try, however many there are until somebody looks
  await photographed(CHUNK * 2);
  await until(() => taken > 1);
  server.uploads.forget();
  cut = false;
  await phone.sendNow();
  await phone.sendNow();
  await until(home);
  assert.deepEqual(server.uploads.requests.filter((method) => method === 'POST').length, 2);
});

test('bytes that the server has already are not sent a second time', async () => {
  const hash = await photographed();
  await until(home);
  await db.write(['evidence'], async (tx) => {
    const stored = (await tx.objectStore('evidence').get(hash))!;
    await tx.objectStore('evidence').put({ ...stored, state: 'waiting' });
  });
  await phone.sendNow();
  assert.deepEqual(server.uploads.requests, ['POST', 'POST']);
});

for (const place of ['bytes', 'commit'] as const) {
  // Guard: pwa/technician/storage/database.ts:asProblem
  test(`fault 11: quota exceeded at a photograph (${place}): neither bytes nor fact, said plainly`, async () => {
    await phone.sendNow();
    const before = await everything(db);
    await refusing(place, () => assert.rejects(photographed(), { code: 'no_space' }));
    assert.deepEqual(await everything(db), before);
    assert.equal(phone.delivery.value.state, 'space_low');
  });
}

// Guard: pwa/technician/evidence/store.ts:roomFor
test('fault 11: the browser says that there is no room: refused before anything is written', async () => {
  environment.storage = {
    estimate: () => Promise.resolve({ quota: 100_000_000, usage: 99_000_000 }),
  } as unknown as StorageManager;
  await assert.rejects(photographed(), { code: 'no_space' });
  assert.deepEqual((await everything(db))['bytes'], []);
});

test('bytes that come back empty do not count as saved (iOS)', async () => {
  const { get } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.get = function empty(this: IDBObjectStore, key: IDBValidKey) {
    return get.call(this, this.name === 'bytes' ? 'nothing' : key);
  };
  try {
    await assert.rejects(photographed(), { code: 'bytes_lost' });
  } finally {
    IDBObjectStore.prototype.get = get;
  }
  assert.deepEqual([(await everything(db))['bytes'], (await everything(db))['evidence']], [[], []]);
});

test('bytes that no fact came to name are cleaned away a day later, named ones 30 days after they are home', async () => {
  await phone.keepEvidence(subject.id, noise(10), 'image/png');
  const hash = await photographed();
  await allHome(phone); // also the fact, or its bytes would be offered again two days later
  environment.shift = 2 * 86_400_000;
  phone = await restarted(phone, environment);
  await phone.sendNow();
  await until(async () => (await everything(db))['bytes']!.length === 1);
  assert.deepEqual(
    (await everything(db))['evidence']!.map((each) => (each as { sha256: string }).sha256),
    [hash],
  );
  await allHome(phone);
  environment.shift = 40 * 86_400_000;
  phone = await restarted(phone, environment);
  await phone.sendNow();
  await until(
    async () => (await everything(db))['bytes']!.length === 0 && (await everything(db))['journal']!.length === 0,
  );
});
