/** Full storage: what the office has verified makes room for what it has not; nothing that is unsent ever does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enrolledPhone, everything, until } from '../cast/environment.ts';
import { FakeServer } from '../cast/server.ts';
import { refusing } from '../cast/refusing.ts';
import { grant, STANDARD, visitId } from '../cast/visits.ts';

const subject = { type: 'visit' as const, id: visitId(1) };

async function signedPhone() {
  const server = new FakeServer();
  server.change(STANDARD, grant(1));
  const { phone, environment, db } = await enrolledPhone(server);
  const sign = async (byte: number) => {
    const picture = await phone.keepEvidence(subject.id, new Uint8Array(9).fill(byte).buffer, 'image/png');
    await phone.report(subject, 'signed', { way: 'drawn', picture });
    return picture.sha256;
  };
  return { server, phone, environment, db, sign };
}

// Guard: pwa/technician/evidence/eviction.ts:evictCopies
test('fault 11: a full phone gives up copies of what is home, then saves; what is unsent stays', async () => {
  const { server, phone, db, sign } = await signedPhone();
  const home = await sign(1);
  await until(() => phone.delivery.value.state === 'all_sent');
  server.offline = true;
  const unsent = await sign(2);
  await fullUntilGivenUp(() => phone.report(subject, 'departed', {}));
  const kept = (await everything(db))['evidence'] as { sha256: string }[];
  assert.deepEqual(
    kept.map(({ sha256 }) => sha256),
    [unsent],
  );
  assert.notEqual(home, unsent);
  assert.equal(phone.delivery.value.facts, 2);
  await until(() => phone.delivery.value.state === 'saved'); // once it has tried to send
});

// Guard: pwa/technician/evidence/eviction.ts:evictCopies
test('fault 11: a full phone keeps a copy that is home while its fact is not: what no fact names may be forgotten there', async () => {
  const { server, phone, db, sign } = await signedPhone();
  await sign(1);
  await until(() => phone.delivery.value.state === 'all_sent');
  server.cutOff = '/api/v1/sync';
  const unnamed = await sign(2);
  await until(() => phone.delivery.value.photographs === 0);
  await fullUntilGivenUp(() => phone.report(subject, 'departed', {}));
  const kept = (await everything(db))['evidence'] as { sha256: string; state: string }[];
  assert.deepEqual(
    kept.map(({ sha256, state }) => [sha256, state]),
    [[unnamed, 'home']],
  );
});

// Guard: pwa/technician/storage/database.ts:asProblem
test('fault 11: with nothing to give up the phone says that it is full, and nothing is half-written', async () => {
  const { server, phone, db } = await signedPhone();
  await until(() => phone.delivery.value.state === 'all_sent');
  server.offline = true;
  const before = await everything(db);
  await refusing('commit', () => assert.rejects(phone.report(subject, 'departed', {}), { code: 'no_space' }));
  assert.deepEqual([await everything(db), phone.delivery.value.state], [before, 'space_low']);
});

/** A disk that takes nothing new until something was deleted. */
async function fullUntilGivenUp(work: () => Promise<unknown>): Promise<void> {
  const { add, delete: remove } = IDBObjectStore.prototype;
  let full = true;
  IDBObjectStore.prototype.delete = function freed(this: IDBObjectStore, ...given: Parameters<typeof remove>) {
    if (this.name === 'bytes') full = false;
    return remove.apply(this, given);
  };
  IDBObjectStore.prototype.add = function refused(this: IDBObjectStore, ...given: Parameters<typeof add>) {
    const request = add.apply(this, given);
    if (full && this.name === 'outbox')
      request.addEventListener('success', () =>
        (this.transaction as unknown as { _abort(name: string): void })._abort('QuotaExceededError'),
      );
    return request;
  };
  try {
    await work();
  } finally {
    Object.assign(IDBObjectStore.prototype, { add, delete: remove });
  }
}
