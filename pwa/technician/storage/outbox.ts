/** Saving a fact: sign first, then one transaction that asserts that nothing came in between (sync.md's order, P1). */
import type { Database, Writing } from './database.ts';
import { factText, normalised } from './canonical.ts';
import type { Clock } from './clock.ts';
import { kindsWith } from './factKinds.ts';
import { encode, factBytes, genesis, sha256 } from './hashes.ts';
import { newId } from './ids.ts';
import { signed, storedKey } from './keys.ts';
import { exclusive } from './locks.ts';
import { holds, readChainPosition, type ChainPosition, type ChainPositions } from './chainPosition.ts';
import { StorageProblem } from './problem.ts';
import { chainOf, type Account, type Counter, type Saved, type StoreName, type StoredVisit } from './schema.ts';
import { momentOf, type Environment } from './environment.ts';
import type { Body, Fact, Subject } from './wire.ts';

export interface Report {
  subject: Subject;
  kind: string;
  body: { [key: string]: unknown };
  /** What the visit's record says once this fact counts; computed before, because nothing may be awaited inside. */
  effect?: (saved: Saved) => Effect | undefined;
}
type Effect = Pick<StoredVisit, 'state' | 'underWay'>;

const TOUCHED: StoreName[] = ['meta', 'heads', 'outbox', 'visits', 'evidence'];
/** Kinds that write a field, so that the server can tell a correction from a collision. */
const WRITES_A_FIELD = kindsWith('field');
const ATTEMPTS = 5;

/** Resolves when the fact lies on the disk; StorageProblem means that nothing of it was kept. `places`: what the page remembers. */
export function saveFact(
  environment: Environment,
  db: Database,
  clock: Clock,
  report: Report,
  places?: ChainPositions,
): Promise<Saved> {
  const body = normalised(report.body);
  const id = newId(environment.now());
  const at = momentOf(environment.now());
  const signed = async (remembered?: ChainPosition) => {
    const place = remembered ?? (await readChainPosition(db, report.subject));
    return { place, saved: await frozen(place, { ...report, body }, { id, at, clock_run: clock.run() }) };
  };
  const early = signed(places?.of(report.subject)); // while the lock is on its way; what comes in between is found out when it is stored
  early.catch(() => undefined);
  return exclusive(environment, 'outbox', async () => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { place, saved } = await (attempt === 0 ? early : signed());
      const effect = report.effect?.(saved);
      if (!(await db.write(TOUCHED, (tx) => store(tx, place, saved, body, effect)))) continue;
      places?.grew(place, saved);
      return saved;
    }
    throw new StorageProblem('storage_gone');
  });
}

/** The fact as it will travel for ever: canonicalised, hashed, signed. */
async function frozen(
  place: ChainPosition,
  report: Report,
  stamp: Pick<Fact, 'id' | 'at' | 'clock_run'>,
): Promise<Saved> {
  const {
    account: {
      enrolment: { organisation, device, key, person },
    },
    counter,
    grant,
    sync,
    seen,
  } = place;
  const { subject, kind } = report;
  const fact: Body = {
    v: 1,
    organisation: organisation.id,
    device,
    key,
    seq: counter.seq + 1,
    kind,
    subject: { ...subject },
    person: person.id,
    ...stamp,
    clock_offset: sync?.clockOffset ?? 0,
    body: report.body as Body,
    salt: encode(crypto.getRandomValues(new Uint8Array(16))),
    prev: place.head ?? grant ?? (await genesis(organisation.id, device, subject)),
  };
  if (grant !== undefined) fact['grant'] = grant;
  if (WRITES_A_FIELD.has(kind) && seen) fact['base'] = seen;
  return seal(fact, await storedKey(place.account.key));
}

/** Hash and signature of a finished fact, and its envelope. */
export async function seal(fact: Body, key: CryptoKey): Promise<Saved> {
  const covered = await factBytes(fact);
  const [hash, signature] = await Promise.all([sha256(covered), signed(key, covered)]);
  const { device, seq, id, kind, subject, at } = fact as unknown as Fact;
  return { device, seq, id, kind, subject, at, hash, ...factText({ ...fact, signature }) };
}

/** False where another tab was quicker, enrolled anew, or put the work away, or the visit was given anew or taken away: start over. */
async function store(
  tx: Writing,
  place: ChainPosition,
  saved: Saved,
  body: Body,
  effect: Effect | undefined,
): Promise<boolean> {
  const { subject } = saved;
  const chain = chainOf(subject, place.grant);
  const [account, counter, head, visit] = await Promise.all([
    tx.objectStore('meta').get('account') as Promise<Account | undefined>,
    tx.objectStore('meta').get('counter') as Promise<Counter | undefined>,
    tx.objectStore('heads').get(chain),
    subject.type === 'visit' ? tx.objectStore('visits').get(subject.id) : undefined,
  ]);
  if (
    account?.locked ||
    counter?.device !== saved.device ||
    counter.seq !== place.counter.seq ||
    head !== place.head ||
    !holds(place, subject, visit)
  ) {
    return (await tx.objectStore('outbox').get(saved.seq))?.hash === saved.hash; // stored before the connection died
  }
  await Promise.all([
    tx.objectStore('outbox').add(saved),
    tx.objectStore('heads').put(saved.hash, chain),
    tx.objectStore('meta').put({ device: saved.device, seq: saved.seq }, 'counter'),
    ...(visit && effect ? [tx.objectStore('visits').put({ ...visit, ...effect })] : []),
    ...hashesIn(body).map((sha256) => nameFact(tx, sha256, saved.id)),
  ]);
  return true;
}

/** From now on a fact names these bytes, so they must not be cleaned away. */
async function nameFact(tx: Writing, sha256: string, fact: string): Promise<void> {
  const evidence = await tx.objectStore('evidence').get(sha256);
  if (evidence && evidence.fact === undefined) await tx.objectStore('evidence').put({ ...evidence, fact });
}

/** Evidence that a body names: a photograph, strokes, the picture of a signature. */
export function hashesIn(body: { [key: string]: unknown }): string[] {
  const places = [body, body['strokes'], body['picture']] as ({ sha256?: unknown } | undefined)[];
  return places.map((place) => place?.sha256).filter((hash): hash is string => typeof hash === 'string');
}
