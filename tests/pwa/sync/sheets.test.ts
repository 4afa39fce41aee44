/** What lies on the disk counts when an answer is taken in, whatever this page remembers of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STORES, type Saved } from '../../../pwa/technician/storage/schema.ts';
import { settleVisits } from '../../../pwa/technician/sync/changes.ts';
import { enrolledPhone } from '../cast/ground.ts';
import { FakeServer } from '../cast/server.ts';
import { grant, STANDARD, visitId } from '../cast/visits.ts';

test('what another tab has saved or sent meanwhile counts', async () => {
  const [server, id] = [new FakeServer(), visitId(1)];
  server.change(STANDARD, grant(1));
  const { phone, db } = await enrolledPhone(server);
  server.offline = true;
  await phone.report({ type: 'visit', id }, 'departed', {});
  const [fact] = await db.read(['outbox'], (tx) => tx.objectStore('outbox').getAll()) as [Saved];
  const settled = (known: Saved[]) => db.write([...STORES], (tx) => settleVisits(tx, [id], undefined, known));
  for (const known of [[], [fact], [fact, { ...fact, seq: fact.seq + 1, id: 'sent long ago' }]]) {
    const { outbox, visits } = await settled(known);
    assert.deepEqual([outbox, visits.map(({ underWay }) => underWay)], [[fact], [true]]);
  }
  await db.write(['outbox'], (tx) => tx.objectStore('outbox').clear());
  assert.deepEqual((await settled([fact])).visits.map(({ underWay }) => underWay), [false]);
});
