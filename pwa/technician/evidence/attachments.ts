/** Attachments of the office, fetched ahead while nobody waits for anything else: in parts, checked by their hash, and gone as soon as no visit
 * that this person still has to do names them. */
import { allAttachments, below, idOf, isWhole, partKey, wholeKey } from '../storage/attachmentKeys.ts';
import { bundleOf } from '../storage/bundles.ts';
import type { Database, Reading, Writing } from '../storage/database.ts';
import type { Environment } from '../storage/environment.ts';
import { sha256 } from '../storage/hashes.ts';
import { ifFree } from '../storage/locks.ts';
import type { Account, StoredVisit } from '../storage/schema.ts';
import type { AttachmentOfVisit } from '../storage/attachmentKeys.ts';
import { FINISHED } from '../standard/states.ts';

const PART = 512 * 1024; // bytes of one request: what a cut costs
const SPARE = 50 * 1024 * 1024; // bytes that stay free: facts and photographs come first
const REST_OTHER_TAB = 5_000;
const PATIENCE = 60_000; // ms for one part
const TRIES = 3; // in one start: what comes damaged each time is not fetched for ever
const spoiled = new Map<string, number>();
const TYPES = new Set(['application/pdf', 'image/jpeg']); // others are never shown, whatever a server says

export interface AttachmentParts {
  environment: Environment;
  db: Database;
  /** False while nobody is signed in, or something of this person's own waits to be sent. */
  allowed(): boolean;
  /** Ids of the attachments that are here. */
  here(ids: ReadonlySet<string>): void;
}

interface Wanted extends AttachmentOfVisit {
  visit: string;
  key: string;
}

/** One turn: drops what nobody needs, then fetches what is missing, the next visit's first. Rejects where the line broke; undefined until woken. */
export async function fetchAttachments(parts: AttachmentParts): Promise<number | undefined> {
  let damaged = false;
  const done = await ifFree(parts.environment, 'attachments', async () => {
    const wanted = await tidy(parts.db);
    const here = await keysHere(parts.db);
    parts.here(idsOf(here));
    for (const each of wanted) {
      if (here.has(each.key)) continue;
      if (!parts.allowed()) return true;
      if (!(await hasRoom(parts.environment, each.size))) continue;
      const end = await fetchWhole(parts, each);
      damaged ||= end === 'damaged';
      if (end !== 'here') continue;
      here.add(each.key);
      parts.here(idsOf(here));
    }
    return true;
  });
  if (damaged) throw new Error('damaged'); // comes again, later and later
  return done ? undefined : REST_OTHER_TAB;
}

/** An attachment to be shown; nothing where it is not here. Bytes that are not what the office gave are dropped, and `damaged` fetches them anew. */
export async function attachmentOf(
  { db, here }: Pick<AttachmentParts, 'db' | 'here'>,
  visit: string,
  id: string,
  damaged: () => void,
): Promise<Blob | undefined> {
  const key = wholeKey(visit, id);
  const [stored, bytes] = await db.read(['visits', 'bytes'], (tx) =>
    Promise.all([tx.objectStore('visits').get(visit), tx.objectStore('bytes').get(key)]),
  );
  const about = stored && wantedOf(stored).find((each) => each.id === id);
  if (!about || !bytes) {
    here(idsOf(await keysHere(db))); // room may have been made since: it comes again
    if (about) damaged();
    return undefined;
  }
  if ((await sha256(bytes)) === about.sha256) return new Blob([bytes], { type: about.type });
  await db.write(['bytes'], (tx) => tx.objectStore('bytes').delete(key));
  here(idsOf(await keysHere(db)));
  damaged();
  return undefined;
}

/** What is to be here, in the order of the visits; everything else of attachments goes. Nothing is written where nothing goes. */
async function tidy(db: Database): Promise<Wanted[]> {
  const [wanted, strangers] = await db.read(['meta', 'visits', 'bytes'], (tx) => looked(tx));
  if (strangers.length === 0) return wanted;
  return db.write(['meta', 'visits', 'bytes'], async (tx) => {
    const [now, gone] = await looked(tx);
    await Promise.all(gone.map((key) => tx.objectStore('bytes').delete(key)));
    return now;
  });
}

/** What is to be here, and the keys of what is not. */
async function looked(tx: Reading | Writing): Promise<[Wanted[], string[]]> {
  const [account, visits, keys] = await Promise.all([
    tx.objectStore('meta').get('account') as Promise<Account | undefined>,
    tx.objectStore('visits').getAll(),
    tx.objectStore('bytes').getAllKeys(allAttachments()),
  ]);
  if (account?.locked) return [[], []]; // put away: what lies here is that person's, and waits for them
  const wanted = visits
    .sort((one, other) => (one.slot.due < other.slot.due ? -1 : 1))
    .flatMap((visit) => wantedOf(visit));
  const known = new Set(wanted.map(({ key }) => key));
  return [wanted, keys.filter((key) => !known.has(key.split('/').slice(0, 3).join('/')))];
}

/** Of a visit that was taken away or is over nobody needs them any more. */
function wantedOf(visit: StoredVisit): Wanted[] {
  if (visit.evicted || FINISHED.has(visit.state) || !visit.text.includes('"attachments":[{')) return [];
  const { attachments = [] } = bundleOf(visit).work;
  return attachments
    .filter(({ type }) => TYPES.has(type))
    .map((each) => ({ ...each, visit: visit.id, key: wholeKey(visit.id, each.id) }));
}

async function keysHere(db: Database): Promise<Set<string>> {
  const keys = await db.read(['bytes'], (tx) => tx.objectStore('bytes').getAllKeys(allAttachments()));
  return new Set(keys.filter(isWhole));
}

const idsOf = (keys: ReadonlySet<string>): ReadonlySet<string> => new Set([...keys].map(idOf));

async function hasRoom(environment: Environment, size: number): Promise<boolean> {
  const { quota, usage } = (await environment.storage?.estimate?.().catch(() => undefined)) ?? {};
  return quota === undefined || usage === undefined || quota - usage > 2 * size + SPARE;
}

/** Whether all of it is here and is what the office gave; goes on where it was cut. */
async function fetchWhole(
  { environment, db, allowed }: AttachmentParts,
  wanted: Wanted,
): Promise<'here' | 'damaged' | 'not now'> {
  if ((spoiled.get(wanted.key) ?? 0) >= TRIES) return 'not now';
  for (let from = await sizeOfParts(db, wanted.key); from < wanted.size; ) {
    if (!allowed()) return 'not now';
    const { part, broken } = await partFrom(environment, wanted, from);
    if (part && !(await keepPart(db, wanted, from, part))) return 'not now';
    if (broken !== undefined) throw broken;
    if (!part) return 'not now';
    from += part.byteLength;
  }
  return joined(db, wanted);
}

interface Part {
  part?: ArrayBuffer;
  /** Why the line broke: what came before it did counts, because a slow line never brings a whole part in time. */
  broken?: unknown;
}

/** Nothing where the server does not give it (any more): then it will say why in the feed. */
async function partFrom(environment: Environment, { id, size }: Wanted, from: number): Promise<Part> {
  const to = Math.min(from + PART, size);
  const answer = await environment.fetch(`/api/v1/attachments/${id}`, {
    headers: { Range: `bytes=${from}-${to - 1}` },
    priority: 'low',
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.status >= 500) throw new Error(String(answer.status));
  const begins =
    answer.status === 200 ? 0 : Number(/^bytes (\d+)-/.exec(answer.headers.get('Content-Range') ?? '')?.[1]);
  if (!answer.ok || begins !== from) return {};
  const { bytes, broken } = await received(answer);
  return bytes.byteLength > 0 && from + bytes.byteLength <= size ? { part: bytes, broken } : { broken };
}

async function received(answer: Response): Promise<{ bytes: ArrayBuffer; broken?: unknown }> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let broken: unknown;
  try {
    const reader = answer.body!.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) pieces.push(next.value);
  } catch (error) {
    broken = error;
  }
  return { bytes: await new Blob(pieces).arrayBuffer(), broken };
}

/** False where the visit went while this part was on its way. */
function keepPart(db: Database, { visit, id, key }: Wanted, from: number, part: ArrayBuffer): Promise<boolean> {
  return db.write(['visits', 'bytes'], async (tx) => {
    const stored = await tx.objectStore('visits').get(visit);
    if (!stored || !wantedOf(stored).some((each) => each.id === id)) return false;
    await tx.objectStore('bytes').put(part, partKey(key, from));
    return true;
  });
}

async function sizeOfParts(db: Database, key: string): Promise<number> {
  const parts = await db.read(['bytes'], (tx) => tx.objectStore('bytes').getAll(below(`${key}/`)));
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}

/** The parts become one, or go where their hash is another: the next turn begins anew. */
async function joined(
  db: Database,
  { id, key, sha256: expected, visit }: Wanted,
): Promise<'here' | 'damaged' | 'not now'> {
  const parts = await db.read(['bytes'], (tx) => tx.objectStore('bytes').getAll(below(`${key}/`)));
  const whole = await new Blob(parts).arrayBuffer();
  const right = (await sha256(whole)) === expected;
  if (!right) spoiled.set(key, (spoiled.get(key) ?? 0) + 1);
  return db.write(['visits', 'bytes'], async (tx) => {
    const stored = await tx.objectStore('visits').get(visit);
    const there = stored && wantedOf(stored).some((each) => each.id === id); // it may have been removed meanwhile
    await tx.objectStore('bytes').delete(below(`${key}/`));
    if (right && there) await tx.objectStore('bytes').put(whole, key);
    return !right ? 'damaged' : there ? 'here' : 'not now';
  });
}
