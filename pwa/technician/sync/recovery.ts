/** When the chain broke: a phone that was cloned signs its unsent work again, a lost row is declared lost. */
import type { Database } from '../storage/database.ts';
import { newId } from '../storage/ids.ts';
import { encode, genesis } from '../storage/hashes.ts';
import { storedKey } from '../storage/keys.ts';
import { exclusive } from '../storage/locks.ts';
import { seal } from '../storage/outbox.ts';
import { StorageProblem } from '../storage/problem.ts';
import { chainOf, type Account, type Saved } from '../storage/schema.ts';
import { momentOf, type Surroundings } from '../storage/surroundings.ts';
import type { Body, Fact } from '../storage/wire.ts';

/** Another phone carries this one's key: enrol anew and sign what is not acknowledged again; the originals are kept in the journal. */
export function signAgain(ground: Surroundings, db: Database, anew: (label: string) => Promise<Account>): Promise<void> {
  return exclusive(ground, 'outbox', async () => {
    const [old, originals] = await db.read(['meta', 'outbox'], (tx) => Promise.all([
      tx.objectStore('meta').get('account') as Promise<Account | undefined>, tx.objectStore('outbox').getAll(),
    ]));
    if (!old) throw new StorageProblem('not_enrolled');
    const account = await anew(old.label);
    const { heads, resigned } = await underNewKey(account, originals);
    await db.write(['meta', 'heads', 'outbox', 'journal'], async (tx) => {
      await Promise.all([tx.objectStore('heads').clear(), tx.objectStore('outbox').clear()]);
      await Promise.all([
        ...originals.map((each) => tx.objectStore('journal').put({ ...each, outcome: 'replaced', acknowledged: ground.now() })),
        ...resigned.map((each) => tx.objectStore('outbox').put(each)),
        ...[...heads].map(([chain, hash]) => tx.objectStore('heads').put(hash, chain)),
        tx.objectStore('meta').put(account, 'account'),
        tx.objectStore('meta').put({ device: account.enrolment.device, seq: resigned.length }, 'counter'),
      ]);
    });
  });
}

async function underNewKey(account: Account, originals: readonly Saved[]): Promise<{ heads: Map<string, string>; resigned: Saved[] }> {
  const { organisation, device, key } = account.enrolment;
  const [heads, resigned, signing] = [new Map<string, string>(), [] as Saved[], await storedKey(account.key)];
  for (const original of originals) {
    const { signature: _, ...before } = JSON.parse(original.text) as Fact;
    const subject = before.subject.type === 'device' ? { type: 'device' as const, id: device } : before.subject;
    const chain = chainOf(subject, before.grant);
    const prev = heads.get(chain) ?? before.grant ?? await genesis(organisation.id, device, subject);
    const replaces = { device: original.device, seq: original.seq, hash: original.hash };
    const saved = await seal({ ...before, device, key, subject, prev, replaces, seq: resigned.length + 1 } as unknown as Body, signing);
    heads.set(chain, saved.hash);
    resigned.push(saved);
  }
  return { heads, resigned };
}

/** A signed hole at each seq that the server waits for and that no row holds any more, so that the rest can go on. */
export async function declareLost(ground: Surroundings, db: Database, missing: { from: number; to: number }): Promise<void> {
  const account = await db.read(['meta'], (tx) => tx.objectStore('meta').get('account')) as Account | undefined;
  if (!account) return;
  const { organisation, device, key, person } = account.enrolment;
  const [signing, subject] = [await storedKey(account.key), { type: 'device', id: device } as const];
  let prev = await genesis(organisation.id, device, subject);
  const lost: Saved[] = [];
  for (let seq = missing.from; seq <= missing.to; seq += 1) {
    const fact: Body = {
      v: 1, organisation: organisation.id, device, key, seq, id: newId(ground.now()), kind: 'fact_lost', subject: { ...subject }, person: person.id,
      at: momentOf(ground.now()), clock_run: crypto.randomUUID(), clock_offset: 0, prev, body: { seq, reason: 'unreadable' },
      salt: encode(crypto.getRandomValues(new Uint8Array(16))),
    };
    const saved = await seal(fact, signing);
    prev = saved.hash;
    lost.push(saved);
  }
  await db.write(['outbox'], (tx) => Promise.all(lost.map((each) => tx.objectStore('outbox').put(each))));
}
