/** What is signed again under another key, and what is declared lost: every link of the new chains, and what is kept of the old. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { decode, factBytes, genesis, sha256 } from '../../../pwa/technician/storage/hashes.ts';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import { makeKey, type MadeKey } from '../../../pwa/technician/storage/keys.ts';
import { exclusive } from '../../../pwa/technician/storage/locks.ts';
import { seal } from '../../../pwa/technician/storage/outbox.ts';
import { ProblemError } from '../../../pwa/technician/storage/problem.ts';
import { STORES, type Account, type Journalled, type Saved } from '../../../pwa/technician/storage/schema.ts';
import type { Environment } from '../../../pwa/technician/storage/environment.ts';
import type { Body, Fact } from '../../../pwa/technician/storage/wire.ts';
import { declareLost, renewed, signAgain, signFormer, trustedAgain } from '../../../pwa/technician/sync/recovery.ts';

const NOW = Date.parse('2026-07-14T01:00:00.000Z');
const environment = { name: 'recovery', locks: undefined, now: () => NOW } as unknown as Environment;
const [organisation, person] = [{ id: 'o' }, { id: 'p' }];
const [old, fresh] = [await makeKey(false), await makeKey(false)];
const accountOf = (device: string, made: MadeKey, more: object = {}) =>
  ({
    enrolment: { organisation, person, device, key: made.id },
    key: made.key,
    label: 'My phone',
    ...more,
  }) as unknown as Account;
let count = 0;
let db: Database;
beforeEach(() => {
  db?.close();
  db = database(`recovery-${(count += 1)}`);
});
after(() => db.close());

const all = <T>(store: (typeof STORES)[number]) =>
  db.read([store], (tx) => tx.objectStore(store).getAll() as Promise<unknown[]>) as Promise<T[]>;
const meta = async (name: 'account' | 'counter' | 'sync') =>
  (await db.read(['meta'], (tx) => tx.objectStore('meta').get(name))) as unknown as Record<string, unknown>;
const heads = async () =>
  db.read(['heads'], async (tx) =>
    Object.fromEntries((await tx.objectStore('heads').getAllKeys()).map((name, i) => [name, i])),
  );
const fact = (device: string, made: MadeKey, seq: number, subject: Fact['subject'], more: object = {}) =>
  seal(
    {
      v: 1,
      organisation: 'o',
      device,
      key: made.id,
      seq,
      id: `${device}${seq}`,
      kind: 'noted',
      subject: { ...subject },
      person: 'p',
      at: '',
      prev: 'x',
      body: {},
      salt: 'AAAAAAAAAAAAAAAAAAAAAA',
      ...more,
    } as Body,
    made.key,
  );
const [VISIT, PHONE] = [
  { type: 'visit', id: 'v' },
  { type: 'device', id: 'one' },
] as const;

async function signedBy(saved: Saved, made: MadeKey): Promise<Fact> {
  const read = JSON.parse(saved.text) as Fact;
  const key = await crypto.subtle.importKey(
    'raw',
    decode(made.publicKey),
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['verify'],
  );
  const covered = await factBytes(read as unknown as Body);
  assert.ok(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, decode(read.signature), covered));
  assert.equal(saved.hash, await sha256(covered));
  return read;
}

test('a cloned phone signs its unsent work again: numbered from one, chain by chain, each naming the one that it stands for', async () => {
  const originals = [
    await fact('one', old, 5, VISIT, { grant: 'g' }),
    await fact('one', old, 6, PHONE),
    await fact('one', old, 7, VISIT, { grant: 'g' }),
  ];
  await db.write([...STORES], async (tx) => {
    await Promise.all(originals.map((each) => tx.objectStore('outbox').put(each)));
    await tx.objectStore('heads').put('forgotten', 'visit/w/g');
    await tx.objectStore('meta').put(accountOf('one', old), 'account');
  });
  const labels: string[] = [];
  await signAgain(environment, db, (label) => {
    labels.push(label);
    return Promise.resolve(accountOf('two', fresh));
  });
  const outbox = await all<Saved>('outbox');
  const read = await Promise.all(outbox.map((each) => signedBy(each, fresh)));
  assert.deepEqual(labels, ['My phone']);
  assert.deepEqual(
    read.map(({ seq, device, key, id }) => [seq, device, key, id]),
    [
      [1, 'two', fresh.id, 'one5'],
      [2, 'two', fresh.id, 'one6'],
      [3, 'two', fresh.id, 'one7'],
    ],
  );
  assert.deepEqual(
    read.map(({ subject }) => subject),
    [VISIT, { type: 'device', id: 'two' }, VISIT],
  );
  assert.deepEqual(
    read.map(({ prev }) => prev),
    ['g', await genesis('o', 'two', { type: 'device', id: 'two' }), outbox[0]!.hash],
  );
  assert.deepEqual(
    read.map(({ replaces }) => replaces),
    originals.map(({ seq, hash }) => ({ device: 'one', seq, hash })),
  );
  assert.deepEqual(
    (await all<Journalled>('journal')).map(({ seq, outcome, acknowledged, text }) => [
      seq,
      outcome,
      acknowledged,
      text,
    ]),
    originals.map(({ seq, text }) => [seq, 'replaced', NOW, text]),
  );
  assert.deepEqual(await heads(), { 'device/two/': 0, 'visit/v/g': 1 });
  assert.deepEqual(
    [await meta('counter'), ((await meta('account'))['enrolment'] as { device: string }).device],
    [{ device: 'two', seq: 3 }, 'two'],
  );
});

test('without an account there is nothing to sign again', async () => {
  await assert.rejects(
    signAgain(environment, db, () => Promise.reject(new Error('not asked'))),
    { code: 'not_enrolled' },
  );
  await assert.rejects(
    renewed(environment, db, () => Promise.reject(new Error('not asked'))),
    { code: 'not_enrolled' },
  );
  await declareLost(environment, db, { from: 1, to: 1 });
  assert.deepEqual(await all('outbox'), []);
});

test('nothing is signed again while a fact is being saved', async () => {
  await db.write(['meta'], (tx) =>
    Promise.all([
      tx.objectStore('meta').put(accountOf('one', old), 'account'),
      tx.objectStore('meta').put({ device: 'one', seq: 0 }, 'counter'),
      tx.objectStore('meta').put({ cursor: 0, clockOffset: 0, firstDone: true }, 'sync'),
    ]),
  );
  for (const again of [
    () => signAgain(environment, db, () => Promise.resolve(accountOf('two', fresh))),
    () => signFormer(environment, db),
  ]) {
    const order: string[] = [];
    let free = (): void => undefined;
    const saving = exclusive(
      environment,
      'outbox',
      () =>
        new Promise<void>((done) => {
          free = () => {
            order.push('saved');
            done();
          };
        }),
    );
    const signing = again().then(() => order.push('signed again'));
    for (let breath = 0; breath < 100; breath += 1) await all('outbox');
    free();
    await Promise.all([saving, signing]);
    assert.deepEqual(order, ['saved', 'signed again']);
  }
});

test('a clone becomes a phone of its own, unless it was revoked: here already, or as the server says', async () => {
  const stands = (more: object) =>
    db.write(['meta'], (tx) => tx.objectStore('meta').put(accountOf('one', old, more), 'account'));
  const refused = (code: string) => () => Promise.reject(new ProblemError({ code }));
  await stands({});
  assert.equal(await renewed(environment, db, () => Promise.resolve(accountOf('two', fresh))), true);
  await stands({ revoked: true });
  assert.equal(await renewed(environment, db, () => Promise.reject(new Error('not asked'))), false);
  await stands({});
  await assert.rejects(renewed(environment, db, refused('no_network')), { code: 'no_network' });
  assert.equal((await meta('account'))['revoked'], undefined);
  await assert.rejects(
    renewed(environment, db, () => Promise.reject(Object.assign(new Error('x'), { code: 'device_revoked' }))),
    /x/,
  );
  assert.equal(await renewed(environment, db, refused('device_revoked')), false);
  assert.deepEqual([(await meta('account'))['revoked'], (await meta('account'))['label']], [true, 'My phone']);
  await trustedAgain(db);
  assert.deepEqual(['revoked' in (await meta('account')), (await meta('account'))['label']], [false, 'My phone']);
});

test('what went out under a key of before goes out under the present one, behind what its chains have; what is replaced already does not', async () => {
  const former = await fact('one', old, 3, VISIT, { grant: 'g' });
  const journal = [
    former,
    await fact('one', old, 4, VISIT, { grant: 'g' }),
    await fact('two', fresh, 1, VISIT, { grant: 'g' }),
  ];
  await db.write([...STORES], async (tx) => {
    await Promise.all(
      journal.map((each, i) =>
        tx.objectStore('journal').put({ ...each, outcome: i === 1 ? 'replaced' : 'rejected', acknowledged: 7 }),
      ),
    );
    await Promise.all(
      ['one', 'two'].map((device) =>
        tx
          .objectStore('trouble')
          .put({ device, seq: device === 'one' ? 3 : 1, result: { seq: 3, outcome: 'rejected' } }),
      ),
    );
    await tx.objectStore('heads').put('head', 'visit/v/g');
    await tx.objectStore('meta').put(accountOf('two', fresh), 'account');
    await tx.objectStore('meta').put({ device: 'two', seq: 8 }, 'counter');
    await tx.objectStore('meta').put({ cursor: 5, clockOffset: 0, firstDone: true, former: true }, 'sync');
  });
  await signFormer(environment, db);
  const [resigned, ...more] = await all<Saved>('outbox');
  const read = await signedBy(resigned!, fresh);
  assert.deepEqual(
    [read.seq, read.prev, read.replaces, more],
    [9, 'head', { device: 'one', seq: 3, hash: former.hash }, []],
  );
  assert.deepEqual(
    (await all<Journalled>('journal')).map(({ device, seq, outcome, acknowledged }) => [
      device,
      seq,
      outcome,
      acknowledged,
    ]),
    [
      ['one', 3, 'replaced', 7],
      ['one', 4, 'replaced', 7],
      ['two', 1, 'rejected', 7],
    ],
  );
  assert.deepEqual(
    (await all<{ device: string }>('trouble')).map(({ device }) => device),
    ['two'],
  );
  assert.deepEqual(
    [await meta('counter'), await meta('sync')],
    [
      { device: 'two', seq: 9 },
      { cursor: 5, clockOffset: 0, firstDone: true },
    ],
  );
  assert.equal(await db.read(['heads'], (tx) => tx.objectStore('heads').get('visit/v/g')), resigned!.hash);
});

test("each hole is declared at its place, one after the other in the phone's own chain", async () => {
  await db.write(['meta'], (tx) => tx.objectStore('meta').put(accountOf('one', old), 'account'));
  await declareLost(environment, db, { from: 4, to: 6 });
  const outbox = await all<Saved>('outbox');
  const read = await Promise.all(outbox.map((each) => signedBy(each, old)));
  assert.deepEqual(
    read.map(({ seq, kind, body, subject }) => [seq, kind, body, subject]),
    [4, 5, 6].map((seq) => [seq, 'fact_lost', { seq, reason: 'unreadable' }, PHONE]),
  );
  assert.deepEqual(
    read.map(({ prev }) => prev),
    [await genesis('o', 'one', PHONE), outbox[0]!.hash, outbox[1]!.hash],
  );
  const { v, organisation: whose, device, key, person: who, at, clock_offset, salt } = read[0]!;
  assert.deepEqual(
    [v, whose, device, key, who, at, clock_offset, decode(salt).length],
    [1, 'o', 'one', old.id, 'p', '2026-07-14T01:00:00.000Z', 0, 16],
  );
  assert.equal(new Set(read.flatMap(({ id, clock_run, salt: each }) => [id, clock_run, each])).size, 9);
});
