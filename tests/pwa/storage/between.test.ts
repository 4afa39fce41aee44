/** What may come in between the signing of a fact and its storing: another tab, another enrolment, a connection that dies after it has stored. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { startClock } from '../../../pwa/technician/storage/clock.ts';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import { Drafts } from '../../../pwa/technician/storage/drafts.ts';
import { makeKey } from '../../../pwa/technician/storage/keys.ts';
import { exclusive } from '../../../pwa/technician/storage/locks.ts';
import { saveFact } from '../../../pwa/technician/storage/outbox.ts';
import { chainOf, STORES, type Account, type Saved } from '../../../pwa/technician/storage/schema.ts';
import type { Environment } from '../../../pwa/technician/storage/environment.ts';
import type { Fact } from '../../../pwa/technician/storage/wire.ts';

const environment = {
  name: 'between',
  locks: undefined,
  now: () => Date.parse('2026-07-14T01:00:00.000Z'),
  monotonic: () => 0,
} as unknown as Environment;
const SHIFT = { type: 'shift', id: '2026-07-14' } as const;
const key = await makeKey(false);
let count = 0;
let db: Database;
beforeEach(async () => {
  db?.close();
  db = database(`between-${(count += 1)}`);
  await enrolled('d');
});
after(() => db.close());

async function enrolled(device: string): Promise<void> {
  const account = {
    enrolment: { organisation: { id: 'o' }, person: { id: 'p' }, device, key: key.id },
    key: key.key,
    label: '',
  } as unknown as Account;
  await db.write([...STORES], (tx) =>
    Promise.all([
      tx.objectStore('meta').put(account, 'account'),
      tx.objectStore('meta').put({ device, seq: 0 }, 'counter'),
    ]),
  );
}

type Write = Database['write'];
type Writes = (...given: Parameters<Write>) => Promise<unknown>;
const save = (write: Writes = db.write, kind = 'noted') =>
  saveFact(environment, { ...db, write: write as Write }, startClock(environment), { subject: SHIFT, kind, body: {} });
/** A tab that shares the storage and no lock. */
const elsewhere = () =>
  saveFact({ ...environment, name: 'elsewhere' }, db, startClock(environment), {
    subject: { type: 'shift', id: '2026-07-15' },
    kind: 'noted',
    body: {},
  });
const outbox = () => db.read(['outbox'], (tx) => tx.objectStore('outbox').getAll()) as Promise<Saved[]>;

/** Writes as ever, but `what` comes first, once. */
function first(what: () => Promise<unknown>): Writes {
  let came = false;
  return async (...given) => {
    if (!came) {
      came = true;
      await what();
    }
    return db.write(...given);
  };
}

test('a fact of another tab in another chain: the number is taken, the next one is used', async () => {
  const saved = await save(first(elsewhere));
  assert.deepEqual([saved.seq, (await outbox()).map(({ seq }) => seq)], [2, [1, 2]]);
});

test('a chain that has grown meanwhile is continued from where it ends, whatever the number says', async () => {
  const head = 'a'.repeat(64);
  const saved = await save(
    first(() => db.write(['heads'], (tx) => tx.objectStore('heads').put(head, chainOf(SHIFT, undefined)))),
  );
  assert.equal((JSON.parse(saved.text) as Fact).prev, head);
});

test('enrolled anew meanwhile: it is signed as the new device, under the old one nothing is stored', async () => {
  const saved = await save(first(() => enrolled('another')));
  assert.deepEqual([saved.device, (await outbox()).map(({ device }) => device)], ['another', ['another']]);
});

test('cleared meanwhile: nothing is stored, and the phone says that nobody has set it up', async () => {
  const cleared = first(() =>
    db.write(['meta'], (tx) =>
      Promise.all([tx.objectStore('meta').delete('account'), tx.objectStore('meta').delete('counter')]),
    ),
  );
  await assert.rejects(save(cleared), { code: 'not_enrolled' });
  assert.deepEqual(await outbox(), []);
});

test('stored just before the connection died: opened again, it finds itself there and is not stored twice', async () => {
  await save(async (...given) => {
    await db.write(...given);
    return db.write(...given);
  });
  assert.deepEqual(
    (await outbox()).map(({ seq }) => seq),
    [1],
  );
});

test('where somebody else is always quicker it gives up after five tries and says so', async () => {
  let tries = 0;
  await assert.rejects(
    save(() => {
      tries += 1;
      return Promise.resolve(false);
    }),
    { code: 'storage_gone' },
  );
  assert.equal(tries, 5);
});

test('a refusal that comes before its turn is told when the turn comes, and nobody stumbles over it before', async () => {
  await db.write(['meta'], (tx) => tx.objectStore('meta').delete('counter'));
  let free = (): void => undefined;
  const turn = exclusive(
    environment,
    'outbox',
    () =>
      new Promise<void>((done) => {
        free = done;
      }),
  );
  const tap = save();
  for (let breath = 0; breath < 20; breath += 1) await new Promise(setImmediate);
  free();
  await Promise.all([turn, assert.rejects(tap, { code: 'not_enrolled' })]);
});

test('before the first fetch a fact that writes a field has seen nothing', async () => {
  assert.ok(!('base' in JSON.parse((await save(db.write, 'answered')).text)));
});

test("what is half-typed stays when the disk is looked at again, and once it is written another tab's word counts", async () => {
  const [ours, theirs] = [new Drafts(db), new Drafts(db)];
  ours.draft('note').set('half a sentence');
  await ours.load();
  assert.equal(ours.draft('note').value.value, 'half a sentence');
  await ours.flush();
  theirs.draft('note').set('the other half');
  await theirs.flush();
  await ours.load();
  assert.equal(ours.draft('note').value.value, 'the other half');
});
