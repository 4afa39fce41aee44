/** Fault 18: a server restored from an older backup is shown certificate and grants, and gets again what it has forgotten. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { OpenPhone } from '../../../pwa/technician/phone/open.ts';
import type { Database } from '../../../pwa/technician/storage/database.ts';
import type { SyncState } from '../../../pwa/technician/storage/schema.ts';
import type { Bundle, Presented } from '../../../pwa/technician/storage/wire.ts';
import { enrolledPhone, networkBack, until } from '../cast/environment.ts';
import { FakeServer, problem } from '../cast/server.ts';
import { bundle, grant, othersFact, STANDARD, visitId } from '../cast/visits.ts';

let [server, phone, db] = [] as unknown as [FakeServer, OpenPhone, Database];
const subject = { type: 'visit' as const, id: visitId(1) };
const unsent = () => phone.delivery.value.facts;
const meta = async () => (await db.read(['meta'], (tx) => tx.objectStore('meta').get('sync'))) as SyncState;
const shown = () => server.pushes.filter(({ grants }) => grants).flatMap(({ grants }) => grants!);

beforeEach(async () => {
  server = new FakeServer();
  server.change(STANDARD, grant(1));
  ({ phone, db } = await enrolledPhone(server));
});

/** The server as it was before phone and visits: they come into the feed again once a phone has shown them. */
function restored(): void {
  const known = new Set<string>();
  server.feed.length = 0;
  server.change(STANDARD);
  server.log.length = 0;
  for (const device of server.devices.values()) {
    server.forgotten.set(device.id, { ...device, received: new Map(), lastSeq: 0 });
  }
  server.devices.clear();
  server.epoch = 'epoch-2';
  server.shown = (grants: Presented[]) => {
    for (const { grant: held, number } of grants.filter(({ grant: { visit } }) => !known.has(visit))) {
      known.add(held.visit);
      server.change({
        type: 'grant',
        visit: { ...bundle(1), id: held.visit, number, grant: { ...held, version: 900 }, log: [] } as Bundle,
      });
    }
  };
  server.judge = ({ subject: { type, id } }) =>
    type !== 'visit' || known.has(id) ? 'applied' : { outcome: 'quarantined', code: 'never_granted' };
}

// Guard: pwa/technician/sync/applyResponse.ts:forgot
test('fault 18: phone and visit are newer than the backup: certificate and grants are shown, and everything is sent again', async () => {
  await phone.report(subject, 'departed', {});
  await phone.report(subject, 'arrived', {});
  await until(() => unsent() === 0);
  restored();
  await phone.report(subject, 'knocked', {});
  await until(() => unsent() === 0 && server.log.length === 4);
  assert.deepEqual(
    server.log.map(({ kind }) => kind),
    ['enrolled', 'departed', 'arrived', 'knocked'],
  );
  const [first] = shown();
  assert.equal(first!.grant.visit, subject.id);
  assert.equal(first!.customer.name, '王女士');
  assert.equal(first!.contact!.phone, '13800001234');
  await until(async () => (await meta()).present === undefined);
  assert.equal((await meta()).epoch, 'epoch-2');
  assert.deepEqual(
    phone.visit(subject.id).value!.log.map(({ kind }) => kind),
    ['departed', 'arrived', 'knocked'],
  );
  assert.deepEqual(phone.visit(subject.id).value!.trouble, []);
});

// Guard: pwa/technician/sync/presentVisits.ts:startAnew
test('fault 18: the feed says that its cursor is of before the restore: the bytes are offered again, too', async () => {
  const { sha256, size, type } = await phone.keepEvidence(
    subject.id,
    new Uint8Array([1, 2, 3]).buffer,
    'application/json',
  );
  await phone.report(subject, 'signed', {
    way: 'drawn',
    relation: 'self',
    strokes: { sha256, size, type },
    shown: { text: 'x', sha256, language: 'zh-CN' },
  });
  await until(() => phone.delivery.value.state === 'all_sent' && server.uploads.stored.size === 1);
  server.uploads.stored.clear();
  server.uploads.forget();
  const device = [...server.devices.values()][0]!;
  server.before.push((path) =>
    path === '/api/v1/sync'
      ? problem(410, 'cursor_too_old', {
          restored: true,
          epoch: server.epoch,
          results: [],
          countersignatures: [],
          last_seq: device.lastSeq,
        })
      : undefined,
  );
  await phone.sendNow();
  await until(() => server.uploads.stored.size === 1 && phone.delivery.value.state === 'all_sent');
  assert.equal(shown()[0]!.grant.visit, subject.id);
});

// Guard: pwa/technician/sync/applyResponse.ts:presenting
test('fault 18: a fact that came before its visit was known is shown the grant of, once', async () => {
  restored();
  server.devices.set([...server.forgotten.keys()][0]!, [...server.forgotten.values()][0]!);
  server.epoch = 'epoch-1';
  server.devices.forEach((device) => {
    device.lastSeq = 1;
  });
  await phone.report(subject, 'departed', {});
  await until(() => unsent() === 0 && shown().length > 0);
  assert.equal(shown().length, 1);
  assert.equal(server.pushes.filter(({ facts }) => facts.some(({ kind }) => kind === 'departed')).length, 1);
});

// Guard: pwa/technician/sync/applyResponse.ts:revoke
test('fault 18: a revoked phone learns of a restore, too, and hands in again what was forgotten', async () => {
  await phone.report(subject, 'departed', {});
  server.revoked = true;
  await phone.report(subject, 'arrived', {});
  await until(() => unsent() === 0 && phone.delivery.value.state === 'revoked');
  const device = [...server.devices.values()][0]!;
  [device.lastSeq, server.epoch] = [1, 'epoch-2'];
  device.received.delete(2);
  device.received.delete(3);
  server.log.length = 1;
  await phone.sendNow();
  await until(() => unsent() === 0 && server.log.length === 3);
  assert.deepEqual(
    server.log.map(({ kind }) => kind),
    ['enrolled', 'departed', 'arrived'],
  );
  assert.equal(phone.delivery.value.state, 'revoked');
});

// Guard: pwa/technician/sync/recovery.ts:signFormer
test('fault 18: what a phone sent under a key that it had before is signed again for a server that has forgotten it, once', async () => {
  const id = await phone.report(subject, 'departed', {});
  server.revoked = true;
  await phone.sendNow();
  await until(() => unsent() === 0 && phone.delivery.value.state === 'revoked');
  server.revoked = false;
  await phone.signIn('zhou', 'right');
  await phone.enrol('The same phone', '1357');
  await until(() => unsent() === 0 && phone.delivery.value.state === 'all_sent');
  for (let times = 1; times <= 2; times += 1) {
    restored();
    server.epoch = `epoch-${times + 1}`;
    await phone.sendNow();
    await until(
      async () => unsent() === 0 && (await meta()).former === undefined && server.log.some((fact) => fact.id === id),
    );
    assert.deepEqual(server.log.map(({ kind }) => kind).sort(), ['departed', 'enrolled', 'enrolled']);
  }
});

test('more visits than fit into one request are shown in parts, and no fact goes before the last of them', async () => {
  server.change(...Array.from({ length: 89 }, (_, index) => grant(index + 2)));
  await phone.sendNow();
  assert.equal(phone.visits.value.length, 90);
  server.offline = true;
  await phone.report(subject, 'departed', {});
  restored();
  const from = server.pushes.length;
  await networkBack(server, phone);
  await phone.sendNow();
  await until(() => unsent() === 0 && phone.visits.value.length === 90);
  const parts = server.pushes.slice(from).filter(({ grants }) => grants);
  assert.equal(new Set(parts.flatMap(({ grants }) => grants!.map(({ grant: { visit } }) => visit))).size, 90);
  assert.ok(parts.every(({ grants, facts }) => grants!.length <= 40 && (facts.length === 0 || grants!.length < 40)));
  assert.deepEqual(
    server.log.map(({ kind }) => kind),
    ['enrolled', 'departed'],
  );
});

test("a grant that was renewed is shown beside the one in force, and the office's facts with both", async () => {
  server.change(
    othersFact(1, 'rescheduled', {}),
    grant(1, {
      log: [
        JSON.stringify({ v: 1, id: visitId(77), kind: 'ordered', device: 'office', body: {} }, [
          'body',
          'device',
          'id',
          'kind',
          'v',
        ]),
      ],
    }),
  );
  server.change({ type: 'grant', visit: { ...bundle(1), grant: { ...bundle(1).grant, version: 5 } } });
  await phone.sendNow();
  restored();
  await phone.sendNow();
  await until(() => shown().length > 0);
  assert.deepEqual(
    shown()[0]!.earlier!.map(({ version }) => version),
    [1],
  );
  assert.equal(shown()[0]!.grant.version, 5);
});

test('from the beginning: the later pages are asked for as of when the first one was read, and afterwards nothing is left out', async () => {
  server = new FakeServer();
  server.page = 1;
  server.change(STANDARD, grant(1), grant(2));
  ({ phone, db } = await enrolledPhone(server));
  await until(() => phone.visits.value.length === 2);
  server.change(grant(3));
  await phone.sendNow();
  const asked = server.pushes.map(({ cursor, as_of }) => [cursor, as_of]);
  assert.deepEqual(
    asked.filter(([cursor]) => cursor! < 3),
    [
      [0, undefined],
      [1, 3],
      [2, 3],
    ],
  );
  assert.deepEqual(
    asked.filter(([cursor, asOf]) => cursor! >= 3 && asOf !== undefined),
    [],
  );
});
