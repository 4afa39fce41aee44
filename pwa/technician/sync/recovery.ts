/** When the chain broke: a phone that was cloned signs its unsent work again, a lost row is declared lost. */
import type { Database } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { encode, genesis } from '../storage/hashes.ts';
import { storedKey } from '../storage/keys.ts';
import { exclusive } from '../storage/locks.ts';
import { seal } from '../storage/outbox.ts';
import { ProblemError, StorageProblem } from '../storage/problem.ts';
import { chainOf, type Account, type Counter, type Saved, type SyncState } from '../storage/schema.ts';
import { momentOf, type Environment } from '../storage/environment.ts';
import type { Body, Fact } from '../storage/wire.ts';

/** Another phone carries this one's key: enrol anew and sign what is not acknowledged again; the originals are kept in the journal. */
export function signAgain(
  environment: Environment,
  db: Database,
  anew: (label: string) => Promise<Account>,
): Promise<void> {
  return exclusive(environment, 'outbox', async () => {
    const [old, originals] = await db.read(['meta', 'outbox'], (tx) =>
      Promise.all([
        tx.objectStore('meta').get('account') as Promise<Account | undefined>,
        tx.objectStore('outbox').getAll(),
      ]),
    );
    if (!old) throw new StorageProblem('not_enrolled');
    const account = await anew(old.label);
    const { heads, resigned } = await underNewKey(account, originals, new Map(), 0);
    await db.write(['meta', 'heads', 'outbox', 'journal'], async (tx) => {
      await Promise.all([tx.objectStore('heads').clear(), tx.objectStore('outbox').clear()]);
      await Promise.all([
        ...originals.map((each) =>
          tx.objectStore('journal').put({ ...each, outcome: 'replaced', acknowledged: environment.now() }),
        ),
        ...resigned.map((each) => tx.objectStore('outbox').put(each)),
        ...[...heads].map(([chain, hash]) => tx.objectStore('heads').put(hash, chain)),
        tx.objectStore('meta').put(account, 'account'),
        tx.objectStore('meta').put({ device: account.enrolment.device, seq: resigned.length }, 'counter'),
      ]);
    });
  });
}

/** A clone becomes a device of its own. False where it may not by itself: it was revoked, and its person must set it up again. */
export async function renewed(
  environment: Environment,
  db: Database,
  anew: (label: string) => Promise<Account>,
): Promise<boolean> {
  const account = (await db.read(['meta'], (tx) => tx.objectStore('meta').get('account'))) as Account | undefined;
  if (account?.revoked) return false;
  try {
    await signAgain(environment, db, anew);
    return true;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'device_revoked') throw error;
    await standsAs(db, { revoked: true });
    return false;
  }
}

/** A restored server has forgotten that this phone was revoked: it wants a sign-in like any other. */
export function trustedAgain(db: Database): Promise<void> {
  return standsAs(db, {});
}

function standsAs(db: Database, marks: { revoked?: true }): Promise<void> {
  return db.write(['meta'], async (tx) => {
    const { revoked: _, ...account } = (await tx.objectStore('meta').get('account')) as Account;
    await tx.objectStore('meta').put({ ...account, ...marks }, 'account');
  });
}

/** What was acknowledged under keys that this phone had before goes out under its present one: a restored server may have forgotten it, else it is `merged`. */
export function signFormer(environment: Environment, db: Database): Promise<void> {
  return exclusive(environment, 'outbox', async () => {
    const [account, counter, chains, hashes, journal] = await db.read(['meta', 'heads', 'journal'], (tx) =>
      Promise.all([
        tx.objectStore('meta').get('account') as Promise<Account>,
        tx.objectStore('meta').get('counter') as Promise<Counter>,
        tx.objectStore('heads').getAllKeys(),
        tx.objectStore('heads').getAll(),
        tx.objectStore('journal').getAll(),
      ]),
    );
    const former = journal.filter(({ device, outcome }) => device !== counter.device && outcome !== 'replaced');
    const before = new Map(chains.map((chain, i) => [chain, hashes[i]!]));
    const { heads, resigned } = await underNewKey(account, former, before, counter.seq);
    await db.write(['meta', 'heads', 'outbox', 'journal', 'trouble'], async (tx) => {
      const { former: _, ...sync } = (await tx.objectStore('meta').get('sync')) as SyncState;
      await Promise.all([
        ...former.map((each) => tx.objectStore('journal').put({ ...each, outcome: 'replaced' })),
        ...former.map(({ device, seq }) => tx.objectStore('trouble').delete([device, seq])),
        ...resigned.map((each) => tx.objectStore('outbox').put(each)),
        ...[...heads].map(([chain, hash]) => tx.objectStore('heads').put(hash, chain)),
        tx.objectStore('meta').put({ ...counter, seq: counter.seq + resigned.length }, 'counter'),
        tx.objectStore('meta').put(sync, 'sync'),
      ]);
    });
  });
}

interface Signed {
  heads: Map<string, string>;
  resigned: Saved[];
}

/** Their order stays; the chains go on from `before`, the numbers from `seq`. */
async function underNewKey(
  account: Account,
  originals: readonly Saved[],
  before: ReadonlyMap<string, string>,
  seq: number,
): Promise<Signed> {
  const { organisation, device, key } = account.enrolment;
  const [heads, resigned, signing] = [new Map(before), [] as Saved[], await storedKey(account.key)];
  for (const original of originals) {
    const { signature: _, ...fact } = JSON.parse(original.text) as Fact;
    const subject = fact.subject.type === 'device' ? { type: 'device' as const, id: device } : fact.subject;
    const chain = chainOf(subject, fact.grant);
    const prev = heads.get(chain) ?? fact.grant ?? (await genesis(organisation.id, device, subject));
    const replaces = { device: original.device, seq: original.seq, hash: original.hash };
    const saved = await seal(
      { ...fact, device, key, subject, prev, replaces, seq: seq + resigned.length + 1 } as unknown as Body,
      signing,
    );
    heads.set(chain, saved.hash);
    resigned.push(saved);
  }
  return { heads, resigned };
}

/** A signed hole at each seq that the server waits for and that no row holds any more, so that the rest can go on. */
export async function declareLost(
  environment: Environment,
  db: Database,
  missing: { from: number; to: number },
): Promise<void> {
  const account = (await db.read(['meta'], (tx) => tx.objectStore('meta').get('account'))) as Account | undefined;
  if (!account) return;
  const { organisation, device, key, person } = account.enrolment;
  const [signing, subject] = [await storedKey(account.key), { type: 'device', id: device } as const];
  let prev = await genesis(organisation.id, device, subject);
  const lost: Saved[] = [];
  for (let seq = missing.from; seq <= missing.to; seq += 1) {
    const fact: Body = {
      v: 1,
      organisation: organisation.id,
      device,
      key,
      seq,
      id: newId(environment.now()),
      kind: 'fact_lost',
      subject: { ...subject },
      person: person.id,
      at: momentOf(environment.now()),
      clock_run: newId(environment.now()),
      clock_offset: 0,
      prev,
      body: { seq, reason: 'unreadable' },
      salt: encode(crypto.getRandomValues(new Uint8Array(16))),
    };
    const saved = await seal(fact, signing);
    prev = saved.hash;
    lost.push(saved);
  }
  await db.write(['outbox'], (tx) => Promise.all(lost.map((each) => tx.objectStore('outbox').put(each))));
}
