/** The connection under everything: all of a transaction or nothing, on the disk before it is called saved, and never a failure that nobody hears. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';

let count = 0;
let db: Database;
beforeEach(() => {
  db = database(`database-${(count += 1)}`);
});
after(() => db.close());

const notes = () => db.read(['drafts'], (tx) => tx.objectStore('drafts').getAll());
const later = () =>
  new Promise((passed) => {
    setTimeout(passed);
  }); // a breath of the event loop, in which a rejection that nobody took ends the process

// Guard: pwa/technician/storage/database.ts:abort
test('what was written before the work failed is not kept either', async () => {
  await assert.rejects(
    db.write(['drafts'], async (tx) => {
      await tx.objectStore('drafts').put({ name: 'note', value: 'half' });
      throw new RangeError('a mistake of ours');
    }),
    RangeError,
  );
  assert.deepEqual(await notes(), []);
});

test('saved means on the disk: every transaction that writes asks for it', async () => {
  const [asked, begin] = [[] as (string | undefined)[][], IDBDatabase.prototype.transaction];
  IDBDatabase.prototype.transaction = function transaction(this: IDBDatabase, stores, mode, options) {
    asked.push([mode, options?.durability]);
    return begin.call(this, stores, mode, options);
  } as typeof begin;
  try {
    await db.write(['drafts'], (tx) => tx.objectStore('drafts').put({ name: 'note', value: 'whole' }));
  } finally {
    IDBDatabase.prototype.transaction = begin;
  }
  assert.deepEqual(
    asked.filter(([mode]) => mode === 'readwrite'),
    [['readwrite', 'strict']],
  );
});

test("a transaction that the browser gives up is told once, and as the storage's doing", async () => {
  await assert.rejects(
    db.write(['drafts'], async (tx) => {
      tx.abort();
    }),
    { name: 'StorageProblem', code: 'storage_gone' },
  );
  await assert.rejects(
    db.write(['drafts'], async (tx) => {
      tx.abort();
      await later();
      throw new RangeError('ours, later');
    }),
    RangeError,
  );
  await db.read(['drafts'], async (tx) => {
    tx.abort();
  });
  await later();
  assert.deepEqual(await notes(), []);
});
