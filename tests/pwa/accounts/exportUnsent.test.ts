/** The export file: only its passphrase opens it, a changed or shortened one says so, and it holds what was signed, byte for byte. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passphraseGap, strength } from '../../../pwa/technician/accounts/passphrase.ts';
import { type SealProblem, sealer, unsealed } from '../../../pwa/technician/storage/sealed.ts';
import { contents } from '../../../pwa/console/importing/contents.ts';
import { enrolledPhone, until } from '../cast/environment.ts';
import { FakeServer } from '../cast/server.ts';
import { grant, STANDARD, visitId } from '../cast/visits.ts';

const WORDS = 'three words and a door';
const QUICK = 1_000; // rounds: what is tried here is the format, not the guesser's patience
const FIRST = 44 + 16; // head and check
const bytes = (size: number) => Uint8Array.from({ length: size }, (_, i) => i % 251);

async function sealedFile(size: number): Promise<Blob> {
  const file = await sealer(WORDS, QUICK);
  const all = bytes(size);
  for (let from = 0; from < size; from += 300_001) await file.put(all.subarray(from, from + 300_001));
  return file.end();
}

async function read(file: Blob, passphrase = WORDS): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of unsealed(file, passphrase)) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

const fails = (file: Blob, code: SealProblem['code'], passphrase = WORDS) =>
  assert.rejects(read(file, passphrase), { name: 'SealProblem', code });

test('what is sealed comes back, however it falls into chunks', async () => {
  for (const size of [0, 1, 512 * 1024 - 1, 512 * 1024, 512 * 1024 + 1, 1_300_000]) {
    assert.ok(Buffer.from(await read(await sealedFile(size))).equals(Buffer.from(bytes(size))), String(size));
  }
});

test('another passphrase does not open it; the same one from a full-width keyboard does', async () => {
  await fails(await sealedFile(10), 'passphrase', 'three words and a Door');
  const file = await sealer('ａｂｃ１２３', QUICK);
  await file.put(bytes(3));
  const sealed = await file.end();
  assert.deepEqual([(await read(sealed, 'abc123')).length, sealed.type], [3, 'application/octet-stream']);
});

test('a file that was cut off anywhere says so, also between two chunks', async () => {
  const file = await sealedFile(1_300_000);
  for (const end of [FIRST - 1, FIRST, FIRST + 1, FIRST + 512 * 1024 + 16, file.size - 1])
    await fails(file.slice(0, end), 'cut_off');
});

test('a file that another program wrote, as docs/PROTOCOL.md says, opens, and ours begins as it does', async () => {
  const written = Buffer.from(
    'RE9PUlNURVAtRVhQT1JUCgEAAAPoAQIDBAUGBwgJCgsMDQ4PEGVmZ2hpamu/vRW6wp1ZI68f/mOi8TM1ypFZFZeyHa3zRqaNiynWfwmnH1uSyLSm0g==',
    'base64',
  );
  assert.equal(new TextDecoder().decode(await read(new Blob([written]))), '门开了');
  assert.ok(Buffer.from(await (await sealedFile(3)).slice(0, 21).arrayBuffer()).equals(written.subarray(0, 21)));
});

test('a changed byte, or two chunks in another order, do not go unnoticed', async () => {
  const file = await sealedFile(1_300_000);
  const chunk = 512 * 1024 + 16;
  await fails(new Blob([file.slice(0, 700), new Uint8Array([7]), file.slice(701)]), 'cut_off');
  await fails(
    new Blob([
      file.slice(0, FIRST),
      file.slice(FIRST + chunk, FIRST + 2 * chunk),
      file.slice(FIRST, FIRST + chunk),
      file.slice(FIRST + 2 * chunk),
    ]),
    'cut_off',
  );
  await fails(new Blob([file.slice(0, 40), new Uint8Array([1]), file.slice(41)]), 'passphrase');
});

test('what is no such file is told apart from a wrong passphrase', async () => {
  for (const other of [
    '',
    'DOORSTEP',
    'a photograph, say, of some length, and nothing that we have ever written'.repeat(3),
  ])
    await fails(new Blob([other]), 'not_sealed');
  const file = await sealedFile(3);
  for (const end of [16, 21, 43]) await fails(file.slice(0, end), 'not_sealed');
  const rounds = (asked: number) => {
    const four = new DataView(new ArrayBuffer(4));
    four.setUint32(0, asked);
    return four.buffer;
  };
  const changed = (at: number, bytes: BlobPart, length: number) =>
    new Blob([file.slice(0, at), bytes, file.slice(at + length)]);
  for (const at of [0, 8, 15]) await fails(changed(at, '?', 1), 'not_sealed');
  await fails(changed(16, new Uint8Array([2]), 1), 'not_sealed'); // another version
  for (const asked of [0, 10_000_001, 0xffffffff]) await fails(changed(17, rounds(asked), 4), 'not_sealed');
});

test("the phone's file holds every unsent fact as it was signed and every piece of evidence, and leaves the outbox as it is", async () => {
  const server = new FakeServer();
  server.change(STANDARD, grant(1));
  const { phone, db } = await enrolledPhone(server);
  await phone.sendNow();
  server.offline = true;
  const subject = { type: 'visit' as const, id: visitId(1) };
  await phone.report(subject, 'departed', {});
  const picture = await phone.keepEvidence(subject.id, bytes(700_000).buffer, 'image/png');
  await phone.report(subject, 'signed', { way: 'drawn', picture });
  const outbox = await db.read(['outbox'], (tx) => tx.objectStore('outbox').getAll());
  let told = 0;
  const { file, name, facts, photographs } = await phone.exportUnsent(WORDS, (part) => {
    told = part;
  });
  const found = await contents(file, WORDS, () => undefined);
  assert.deepEqual([facts, photographs, told, found.about.facts, found.about.evidence], [2, 1, 1, 2, 1]);
  assert.deepEqual(
    found.facts.map(({ text }) => text),
    outbox.map(({ text }) => text),
  );
  assert.deepEqual(found.grants.length, 1);
  assert.deepEqual(
    found.evidence.map(({ sha256, media, bytes: blob }) => [sha256, media, blob.size]),
    [[picture.sha256, 'image/png', 700_000]],
  );
  assert.match(name, /^doorstep-20260714-\d{4}\.unsent$/);
  assert.equal(phone.delivery.value.facts, 2);
  assert.ok(
    !Buffer.from(await file.arrayBuffer()).includes('departed'),
    'nothing of it can be read without the passphrase',
  );
});

test('S-13: what a revoked phone has not sent stays sealed in no page, and goes into the file with its bytes', async () => {
  const server = new FakeServer();
  server.change(STANDARD, grant(1));
  const { phone, db } = await enrolledPhone(server);
  await phone.sendNow();
  const subject = { type: 'visit' as const, id: visitId(1) };
  server.offline = true;
  const picture = await phone.keepEvidence(subject.id, bytes(1_000).buffer, 'image/png');
  await phone.report(subject, 'signed', { way: 'drawn', picture });
  await phone.report(subject, 'noted', { text: 'the key is under the mat' });
  server.offline = false;
  const { lastSeq } = [...server.devices.values()][0]!;
  const empty = { results: [], changes: [], countersignatures: [], more: false, cursor: 0, minimum_app: '0.1.0' };
  const switchedOff = { ...empty, revoked: true, last_seq: lastSeq, epoch: server.epoch };
  server.before.push((path) => {
    if (path !== '/api/v1/sync') return undefined;
    server.offline = true; // it hears so once, and has no network since
    return Response.json({ ...switchedOff, server_time: '2026-07-14T01:00:00.000Z' });
  });
  await phone.sendNow();
  await until(() => phone.delivery.value.state === 'revoked');
  assert.deepEqual([phone.visits.value.length, phone.visit(subject.id).value], [0, undefined]);
  const stored = await db.read(['visits', 'logs', 'drafts'], async (tx) =>
    JSON.stringify(
      await Promise.all((['visits', 'logs', 'drafts'] as const).map((each) => tx.objectStore(each).getAll())),
    ),
  );
  assert.ok(!stored.includes('under the mat'), 'it stands in the outbox alone');
  const { file, facts, photographs } = await phone.exportUnsent(WORDS, () => undefined);
  const found = await contents(file, WORDS, () => undefined);
  assert.deepEqual([facts, photographs], [found.facts.length, found.evidence.length]);
  assert.ok(found.facts.some(({ text }) => text.includes('under the mat')));
  assert.equal(found.evidence[0]?.sha256, picture.sha256);
});

test('a passphrase that everybody tries first is not taken, and both must be the same', () => {
  for (const weak of ['', 'short', 'kitten829', '门口见', '1234567890', 'aaaaaaaaaaaa', 'password12'])
    assert.notEqual(passphraseGap(weak, weak), undefined, weak);
  assert.equal(passphraseGap(WORDS, `${WORDS}.`), 'passDiffers');
  assert.equal(passphraseGap('翠湖花园门口见', '翠湖花园门口见'), undefined);
  assert.deepEqual([strength('kitten'), strength('kitten8291x'), strength(WORDS)], ['weak', 'strong', 'strong']);
});
