/** Unsent work put away (fault 13): it stays, shows to nobody else, goes under nobody else's sign-in, and comes home with its person's. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { OpenPhone } from '../../../pwa/technician/phone/open.ts';
import { databaseAt } from '../../../pwa/technician/storage/database.ts';
import type { Account } from '../../../pwa/technician/storage/schema.ts';
import { enrolledPhone, opened, restarted, until, type TestEnvironment } from '../cast/environment.ts';
import { FakeServer, PERSON } from '../cast/server.ts';
import { grant, STANDARD, visitId } from '../cast/visits.ts';

const ANOTHER = { ...PERSON, id: visitId(77), name: '李师傅' };
const subject = { type: 'visit' as const, id: visitId(1) };
let [server, phone, environment] = [] as unknown as [FakeServer, OpenPhone, TestEnvironment];

/** Away from the network, with a step and a signature that nobody has yet. */
async function work(): Promise<void> {
  server.offline = true;
  await phone.report(subject, 'departed', {});
  const picture = await phone.keepEvidence(subject.id, new Uint8Array([1, 2, 3]).buffer, 'image/png');
  await phone.report(subject, 'signed', { way: 'drawn', picture });
  await phone.sendNow(); // in vain; what is under way when work is put away may still go home under its own person's sign-in
}

async function another(): Promise<void> {
  server.person = ANOTHER;
  await phone.signIn('li', 'right');
  await phone.enrol('The same phone', '1357');
  await phone.sendNow();
}

beforeEach(async () => {
  server = new FakeServer();
  server.change(STANDARD, grant(1));
  ({ phone, environment } = await enrolledPhone(server));
  await until(() => server.log.length > 0);
});

test('put away without a network: the phone knows nobody, shows nothing, and says whose work it keeps', async () => {
  await work();
  await phone.putAway();
  assert.deepEqual([phone.person.value, phone.visits.value, phone.delivery.value.items], [undefined, [], []]);
  assert.deepEqual(
    (await phone.kept()).map(({ name, items }) => [name, items]),
    [[PERSON.name, 3]],
  );
  phone = await restarted(phone, environment);
  assert.deepEqual([phone.person.value, phone.visits.value, (await phone.kept()).length], [undefined, [], 1]);
});

test('another person works and signs out on the same phone: nothing of the first one is sent, shown or lost', async () => {
  await work();
  await phone.putAway();
  server.offline = false;
  await another();
  assert.deepEqual(
    [phone.person.value!.name, phone.delivery.value.facts, phone.delivery.value.photographs],
    [ANOTHER.name, 0, 0],
  );
  await until(() => server.log.length === 2);
  assert.deepEqual(
    server.log.map(({ kind, person }) => [kind, person]),
    [
      ['enrolled', PERSON.id],
      ['enrolled', ANOTHER.id],
    ],
  );
  assert.deepEqual(server.uploads.stored.size, 0);
  assert.deepEqual(await phone.signOut(), {});
  assert.deepEqual(
    (await phone.kept()).map(({ name }) => name),
    [PERSON.name],
  );
});

test('its person signs in again and everything goes, once, by the phone that it was', async () => {
  await work();
  const device = server.pushes.at(-1)!.device;
  await phone.putAway();
  server.offline = false;
  await another();
  assert.deepEqual(await phone.signOut(), {});
  server.person = PERSON;
  await phone.signIn('zhou', 'right');
  await until(() => phone.delivery.value.state === 'all_sent');
  assert.deepEqual(
    [phone.person.value!.name, phone.visits.value.length, await phone.checkPin('2580')],
    [PERSON.name, 1, 'right'],
  );
  assert.deepEqual(
    server.log
      .filter(({ person, kind }) => person === PERSON.id && kind !== 'enrolled')
      .map((fact) => [fact.kind, fact.device]),
    [
      ['departed', device],
      ['signed', device],
    ],
  );
  assert.deepEqual([server.uploads.stored.size, await phone.kept()], [1, []]);
});

test("two people's work is kept apart on one phone", async () => {
  await work();
  await phone.putAway();
  server.offline = false;
  await another();
  server.offline = true;
  await phone.report({ type: 'shift', id: '2026-07-14' }, 'shift_started', {});
  await phone.sendNow();
  await phone.putAway();
  assert.deepEqual(
    (await phone.kept()).map(({ name, items }) => [name, items]),
    [
      [PERSON.name, 3],
      [ANOTHER.name, 1],
    ],
  );
  server.offline = false;
  server.person = PERSON;
  await phone.signIn('zhou', 'right');
  await until(() => phone.delivery.value.state === 'all_sent');
  assert.ok(!server.log.some(({ kind }) => kind === 'shift_started'));
  assert.deepEqual(
    (await phone.kept()).map(({ name }) => name),
    [ANOTHER.name],
  );
});

test('a tab that has not heard of it neither saves nor sends', async () => {
  const asleep = deafTab();
  await asleep.whole;
  await work();
  await phone.putAway();
  const [{ database }] = (await seat()).kept as [{ database: string }];
  const theirs = databaseAt(database);
  const account = (await theirs.read(['meta'], (tx) => tx.objectStore('meta').get('account'))) as Account;
  assert.equal(account.locked, true);
  theirs.close();
  server.offline = false;
  await asleep.sendNow();
  await asleep.sendNow();
  assert.deepEqual([server.log.length, server.uploads.stored.size], [1, 0]);
  await assert.rejects(asleep.report(subject, 'arrived', {}), { code: 'not_enrolled' });
});

test('the browser has cleared the storage, but the sign-in is still there: the phone can tell whose it was', async () => {
  const cleared = opened({ ...environment, name: `${environment.name}-cleared` });
  await cleared.whole;
  server.sessionDevice = server.pushes.at(-1)!.device;
  assert.equal(await cleared.clearedOf(), PERSON.name);
  await cleared.enrol('Set up anew', '2580');
  assert.equal(cleared.person.value!.name, PERSON.name);
});

test('a phone that was signed out in order was not cleared', async () => {
  assert.equal(await phone.signOut().then(() => phone.clearedOf()), undefined);
});

/** Another tab that no message reaches. */
function deafTab(): OpenPhone {
  const channel = globalThis.BroadcastChannel;
  Object.assign(globalThis, { BroadcastChannel: undefined });
  try {
    return opened({ ...environment });
  } finally {
    Object.assign(globalThis, { BroadcastChannel: channel });
  }
}

async function seat(): Promise<{ kept: { database: string }[] }> {
  const first = databaseAt(environment.name);
  const found = (await first.read(['meta'], (tx) => tx.objectStore('meta').get('seat'))) as unknown as {
    kept: { database: string }[];
  };
  first.close();
  return found;
}
