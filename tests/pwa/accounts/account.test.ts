/** Who works with this phone: enrolled once, opened offline without a password, never mixed with somebody else (faults 13, 14). */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { OpenPhone } from '../../../pwa/technician/phone/open.ts';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import { codeOf } from '../../../pwa/technician/storage/unlock.ts';
import type { Account } from '../../../pwa/technician/storage/schema.ts';
import {
  enrolledPhone,
  everything,
  newEnvironment,
  opened,
  restarted,
  until,
  type TestEnvironment,
} from '../cast/environment.ts';
import { FakeServer, PERSON, problem } from '../cast/server.ts';
import { grant, STANDARD, visitId } from '../cast/visits.ts';

let [server, phone, environment, db] = [] as unknown as [FakeServer, OpenPhone, TestEnvironment, Database];
const subject = { type: 'visit' as const, id: visitId(1) };

beforeEach(async () => {
  server = new FakeServer();
  server.change(STANDARD, grant(1));
  ({ phone, environment, db } = await enrolledPhone(server));
});

test('a phone that nobody has set up knows nobody', async () => {
  const fresh = opened(newEnvironment(server));
  await fresh.ready;
  assert.deepEqual(
    [fresh.person.value, fresh.organisation.value, fresh.language.value],
    [undefined, undefined, 'zh-CN'],
  );
});

test('enrolled: person, organisation and visits are there; the first fact says so', async () => {
  assert.equal(phone.person.value!.name, PERSON.name);
  assert.equal(phone.organisation.value!.hotline, '400 000 0000');
  await until(() => server.log.length > 0);
  assert.deepEqual(
    server.log.map(({ kind, seq, subject: { type } }) => [kind, seq, type]),
    [['enrolled', 1, 'device']],
  );
});

test('opens offline without a password', async () => {
  server.offline = true;
  phone = await restarted(phone, environment);
  assert.deepEqual([phone.person.value!.name, phone.visits.value.length], [PERSON.name, 1]);
});

test("a wrong password is the server's problem, worded by it", async () => {
  await assert.rejects(phone.signIn('zhou', 'wrong'), { name: 'ProblemError', code: 'wrong_password' });
});

test('no network at sign-in says so', async () => {
  server.offline = true;
  await assert.rejects(phone.signIn('zhou', 'right'), { name: 'ProblemError', code: 'no_network' });
});

test('an enrolment that fails leaves nothing behind', async () => {
  const elsewhere = newEnvironment(server);
  const fresh = opened(elsewhere);
  await fresh.signIn('zhou', 'right');
  server.before.push((path) => (path === '/api/v1/devices' ? problem(503, 'passing_fault') : undefined));
  await assert.rejects(fresh.enrol('Second phone', '1111'), { code: 'passing_fault' });
  assert.equal(fresh.person.value, undefined);
  await fresh.enrol('Second phone', '1111');
  assert.equal(fresh.person.value!.id, PERSON.id);
});

test("a certificate that the server's key did not sign is refused", async () => {
  const fresh = opened(newEnvironment(server));
  server.forgeCertificates = true;
  await assert.rejects(fresh.enrol('Second phone', '1111'), { code: 'not_our_server' });
  assert.equal(fresh.person.value, undefined);
});

test("the language is the person's until they choose another, and stays chosen", async () => {
  assert.equal(phone.language.value, 'zh-CN');
  await phone.setLanguage('en');
  phone = await restarted(phone, environment);
  assert.equal(phone.language.value, 'en');
});

// Guard: pwa/technician/phone/lazy.ts:signOut
test('fault 13: sign-out with unsent work is refused, and all is still there', async () => {
  server.offline = true;
  await phone.report(subject, 'departed', {});
  assert.deepEqual(await phone.signOut(), { refused: 'unsent' });
  assert.equal(phone.visit(subject.id).value!.log.length, 1);
});

// Guard: pwa/technician/accounts/session.ts:hasUnsent
test('fault 13: sign-out with bytes that are not home is refused', async () => {
  server.uploads.chunk = () => undefined;
  const kept = await phone.keepEvidence(subject.id, new Uint8Array(9).buffer, 'image/png');
  await phone.report(subject, 'signed', { way: 'drawn', picture: kept });
  await until(() => phone.delivery.value.facts === 0);
  assert.deepEqual(await phone.signOut(), { refused: 'unsent' });
});

test('sign-out with everything home leaves nothing of the person on the phone', async () => {
  phone.draft<string>(`note-${subject.id}`).set('half-typed');
  await until(async () => (await everything(db))['drafts']!.length === 1);
  assert.deepEqual(await phone.signOut(), {});
  const left = await everything(db);
  assert.deepEqual(Object.values(left).flat(), []);
  assert.deepEqual([phone.person.value, phone.visits.value, server.signedIn], [undefined, [], false]);
  assert.equal(server.log.at(-1)!.kind, 'signed_out');
});

// Guard: pwa/technician/storage/drafts.ts:forget
test('fault 13: sign-out right after a letter was typed: it is not written down afterwards, and the next person does not find it', async () => {
  const [soon, writing] = [globalThis.setTimeout, [] as (() => void)[]];
  const typing = (work: () => void, ms?: number) => (ms === 200 ? writing.push(work) : soon(work, ms)); // held, so that it comes too late
  globalThis.setTimeout = typing as unknown as typeof soon;
  try {
    phone.draft<string>('note').set('half-typed');
    assert.deepEqual([await phone.signOut(), writing.length], [{}, 1]);
  } finally {
    globalThis.setTimeout = soon;
  }
  for (const work of writing) work();
  assert.deepEqual([(await everything(db))['drafts'], phone.draft('note').value.value], [[], undefined]);
});

test('sign-out without a network says so and keeps everything', async () => {
  await phone.sendNow();
  server.offline = true;
  await assert.rejects(phone.signOut(), { code: 'no_network' });
  assert.equal(phone.person.value!.id, PERSON.id);
});

// Guard: pwa/technician/accounts/session.ts:signIn
test('fault 13: somebody else signs in on a phone with unsent work: refused, and nothing goes under their name', async () => {
  server.signedIn = false;
  await phone.report(subject, 'departed', {});
  server.person = { ...PERSON, id: visitId(77), name: '李师傅' };
  await assert.rejects(phone.signIn('li', 'right'), { code: 'device_not_yours' });
  await phone.sendNow();
  assert.deepEqual([server.signedIn, phone.delivery.value.facts, phone.person.value!.name], [false, 1, PERSON.name]);
  server.person = PERSON;
  await phone.signIn('zhou', 'right');
  await until(() => phone.delivery.value.facts === 0);
  assert.equal(server.log.at(-1)!.person, PERSON.id);
});

// Guard: pwa/technician/phone/lazy.ts:enrolAgain
test('fault 14: revoked with unsent work, then trusted again: it is signed anew and comes home, once', async () => {
  server.offline = true;
  const id = await phone.report(subject, 'departed', {});
  server.offline = false;
  await db.write(['meta'], async (tx) => {
    await tx
      .objectStore('meta')
      .put({ ...((await tx.objectStore('meta').get('account')) as Account), revoked: true }, 'account');
  });
  phone = await restarted(phone, environment);
  await phone.signIn('zhou', 'right');
  await phone.enrol('The same phone', '1357');
  await until(() => phone.delivery.value.facts === 0);
  assert.deepEqual(
    server.log.filter(({ kind }) => kind === 'departed').map((fact) => fact.id),
    [id],
  );
  assert.deepEqual([phone.delivery.value.state, await phone.checkPin('1357')], ['all_sent', 'right']);
});

test('little room: the office is told once, and the word on the screen says so', async () => {
  environment.storage = {
    estimate: () => Promise.resolve({ quota: 100_000_000, usage: 80_000_000 }),
  } as unknown as StorageManager;
  phone = await restarted(phone, environment);
  await until(() => server.log.at(-1)!.kind === 'storage_warned');
  assert.deepEqual(server.log.at(-1)!.body, { free: 20_000_000, quota: 100_000_000 });
  assert.equal(phone.delivery.value.state, 'space_low');
});

test('the PIN: right, wrong, and never on the disk', async () => {
  const pin = '二五八零'; // because four digits stand by chance in some id or signature, and the page alone asks for digits
  const ours = newEnvironment(server);
  const fresh = opened(ours);
  await fresh.signIn('zhou', 'right');
  await fresh.enrol('Second phone', pin);
  assert.deepEqual([await fresh.checkPin(pin), await fresh.checkPin('0000')], ['right', 'wrong']);
  assert.ok(!JSON.stringify(await everything(database(ours.name))).includes(pin));
});

const waits = async (guess: string) => typeof (await phone.checkPin(guess)) === 'object';

test('the PIN: after too many wrong tries one waits, longer each time, and a restart does not help', async () => {
  for (let i = 0; i < 4; i += 1) assert.equal(await phone.checkPin('0000'), 'wrong');
  assert.deepEqual([await waits('0000'), await waits('2580')], [true, true]);
  phone = await restarted(phone, environment);
  assert.ok(await waits('2580'));
  environment.shift += 31_000;
  assert.ok(await waits('0000'));
  environment.shift += 31_000;
  assert.ok(await waits('2580'));
  environment.shift += 31_000;
  assert.equal(await phone.checkPin('2580'), 'right');
  assert.equal(await phone.checkPin('0000'), 'wrong');
});

test('the PIN: many guesses at once count one by one', async () => {
  const guesses = await Promise.all(Array.from({ length: 12 }, (_, i) => phone.checkPin(String(1000 + i))));
  assert.equal(guesses.filter((each) => each === 'wrong').length, 4);
});

test('P-2: the wait is told as a moment, and a clock that was set back by a day does not make a day of it', async () => {
  for (let i = 0; i < 4; i += 1) await phone.checkPin('0000');
  const told = await phone.checkPin('0000');
  assert.ok(typeof told === 'object' && Math.abs(told.until - environment.now() - 30_000) < 5_000);
  environment.shift -= 86_400_000;
  assert.ok(await waits('2580'));
  environment.shift += 31 * 60_000;
  assert.equal(await phone.checkPin('2580'), 'right');
});

test('P-2: a forgotten PIN is replaced offline by a code from the office, good once; nothing unsent is lost', async () => {
  await until(() => server.unlock.size > 0);
  server.offline = true;
  await phone.report(subject, 'departed', {});
  const { device } = ((await db.read(['meta'], (tx) => tx.objectStore('meta').get('account'))) as Account).enrolment;
  const code = await codeOf(server.unlock.get(device)!, device, await phone.challenge());
  assert.equal(await phone.changePin({ code: '00000000' }, '7391'), 'wrong');
  assert.equal(await phone.checkPin('7391'), 'wrong');
  assert.equal(await phone.changePin({ code: `${code.slice(0, 4)} ${code.slice(4)}` }, '7391'), 'right');
  assert.deepEqual([await phone.checkPin('7391'), await phone.checkPin('2580')], ['right', 'wrong']);
  assert.equal(await phone.changePin({ code }, '1470'), 'wrong');
  assert.deepEqual([phone.visit(subject.id).value!.log.length, phone.delivery.value.facts], [1, 2]);
  server.offline = false;
  await phone.sendNow();
  assert.deepEqual(
    server.log.slice(-2).map(({ kind, body }) => [kind, body]),
    [
      ['departed', {}],
      ['pin_changed', { by: 'code' }],
    ],
  );
});

test('P-2: guesses of the code wait as those of the PIN do', async () => {
  for (let i = 0; i < 4; i += 1) assert.equal(await phone.changePin({ code: `1234567${i}` }, '7391'), 'wrong');
  assert.equal(typeof (await phone.changePin({ code: '12345678' }, '7391')), 'object');
  assert.equal(await phone.checkPin('2580'), 'right');
});

test("P-2: online, one's own password replaces the PIN, nobody else's; the old PIN does, too", async () => {
  await assert.rejects(phone.changePin({ login: 'zhou', password: 'wrong' }, '7391'), { code: 'wrong_password' });
  server.person = { ...PERSON, id: 'somebody-else' };
  await assert.rejects(phone.changePin({ login: 'li', password: 'right' }, '7391'), { code: 'device_not_yours' });
  assert.equal(await phone.checkPin('2580'), 'right');
  server.person = PERSON;
  assert.equal(await phone.changePin({ login: 'zhou', password: 'right' }, '7391'), 'right');
  assert.equal(await phone.changePin({ pin: '2580' }, '1470'), 'wrong');
  assert.equal(await phone.changePin({ pin: '7391' }, '1470'), 'right');
  assert.equal(await phone.checkPin('1470'), 'right');
});

test('P-2: the code is the one that the office works out (tests/server/devices/console/test_unlocking.py)', async () => {
  assert.equal(
    await codeOf('AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8', '01980000-0000-7000-8000-000000000101', '482913'),
    '11153791',
  );
});
