/** What lies on the disk counts when an answer is taken in, whatever this page remembers of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packed } from '../../../pwa/technician/storage/bundles.ts';
import { STORES, type Saved } from '../../../pwa/technician/storage/schema.ts';
import { settleVisits } from '../../../pwa/technician/sync/changes.ts';
import { VisitBatch } from '../../../pwa/technician/sync/visitBatch.ts';
import { enrolledPhone } from '../cast/environment.ts';
import { FakeServer } from '../cast/server.ts';
import { bundle, grant, STANDARD, visitId } from '../cast/visits.ts';

const held = (number: number) => ({
  id: visitId(number),
  ...packed(bundle(number)),
  grantHash: 'g',
  state: 'planned',
  underWay: false,
  conflicts: [],
});

test('what another tab has saved or sent meanwhile counts', async () => {
  const [server, id] = [new FakeServer(), visitId(1)];
  server.change(STANDARD, grant(1));
  const { phone, db } = await enrolledPhone(server);
  server.offline = true;
  await phone.report({ type: 'visit', id }, 'departed', {});
  const [fact] = (await db.read(['outbox'], (tx) => tx.objectStore('outbox').getAll())) as [Saved];
  const settled = (known: Saved[]) => db.write([...STORES], (tx) => settleVisits(tx, [id], undefined, known));
  for (const known of [[], [fact], [fact, { ...fact, seq: fact.seq + 1, id: 'sent long ago' }]]) {
    const { outbox, visits } = await settled(known);
    assert.deepEqual([outbox, visits.map(({ underWay }) => underWay)], [[fact], [true]]);
  }
  await db.write(['outbox'], (tx) => tx.objectStore('outbox').clear());
  assert.deepEqual(
    (await settled([fact])).visits.map(({ underWay }) => underWay),
    [false],
  );
});

test('of many visits those that are not here are found missing, and no other in their place', async () => {
  const { db } = await enrolledPhone(new FakeServer());
  await db.write(['visits', 'logs'], (tx) =>
    Promise.all(
      [2, 30].flatMap((number) => [
        tx.objectStore('visits').put(held(number)),
        tx.objectStore('logs').put({ visit: visitId(number), lines: [] }),
      ]),
    ),
  );
  for (const most of [10, 40]) {
    await db.write([...STORES], async (tx) => {
      const batch = new VisitBatch(tx);
      await batch.read(Array.from({ length: most }, (_, i) => visitId(i + 1)));
      const there = Array.from({ length: 40 }, (_, i) => i + 1).filter(
        (number) =>
          batch.visit(visitId(number))?.id === visitId(number) && batch.log(visitId(number))?.visit === visitId(number),
      );
      assert.deepEqual(
        [there, batch.visit(visitId(1)), batch.log(visitId(3))],
        [most > 30 ? [2, 30] : [2], undefined, undefined],
      );
      const { visits, logs } = batch.found([1, 2, 3].map(visitId));
      assert.deepEqual([visits.map(({ id }) => id), logs.map(({ visit }) => visit)], [[visitId(2)], [visitId(2)]]);
    });
  }
});

test('a visit that is taken off the phone stays off it, whatever was changed in it before', async () => {
  const { db } = await enrolledPhone(new FakeServer());
  await db.write([...STORES], async (tx) => {
    const batch = new VisitBatch(tx);
    await batch.read([visitId(1)]);
    batch.put(held(1));
    batch.putLog({ visit: visitId(1), lines: [] });
    await batch.store();
    batch.put({ ...held(1), state: 'done' });
    batch.putLog({ visit: visitId(1), lines: [{ id: 'a', text: '', mine: true }] });
    await batch.drop(visitId(1));
    assert.deepEqual(
      [batch.visit(visitId(1)), batch.log(visitId(1)), batch.found([visitId(1)])],
      [undefined, undefined, { visits: [], logs: [] }],
    );
    await batch.store();
  });
  assert.deepEqual(
    await db.read(['visits', 'logs'], (tx) =>
      Promise.all([tx.objectStore('visits').count(), tx.objectStore('logs').count()]),
    ),
    [0, 0],
  );
});
