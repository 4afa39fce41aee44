/** Bytes on their way home, beside the facts: signatures first, what is small side by side, by one tab at a time. */
import type { Database } from '../storage/database.ts';
import { sha256 } from '../storage/hashes.ts';
import { ifFree } from '../storage/locks.ts';
import { ProblemError } from '../storage/problem.ts';
import type { Account, StoredEvidence } from '../storage/schema.ts';
import type { Environment } from '../storage/environment.ts';
import { bytesOf } from './store.ts';
import { CHUNK, upload, type Line } from './upload.ts';

export interface UploadParts {
  environment: Environment;
  db: Database;
  /** False while nobody is signed in: then the bytes wait. */
  allowed(): boolean;
  /** A revoked phone whose sign-in has ended may still hand in its bytes, if it says which one it is. */
  device(): string | undefined;
  heard: {
    signedOut(out: boolean): void;
    /** The code by which the last try failed, nothing where it worked. */
    failed(code: string | undefined): void;
    /** A piece is home, or cannot be read any more. */
    settled(evidence: StoredEvidence): Promise<void>;
    lost(evidence: StoredEvidence): Promise<void>;
  };
}

const REST_OTHER_TAB = 2_000;
const SMALL = 64 * 1024; // bytes: strokes and pictures of signatures
const AT_ONCE = 3;
const SIGNED_OUT = new Set(['signed_out', 'device_not_yours']);
const NOBODY_THERE = new Set(['no_network', 'not_our_server', 'server_down']);

/** One turn; resolves to the ms until the next one, or until woken. */
export async function sendBytes(parts: UploadParts): Promise<number | undefined> {
  const line = lines.get(parts) ?? { piece: CHUNK };
  lines.set(parts, line);
  const done = await ifFree(parts.environment, 'uploads', async () => {
    try {
      await all(parts, line);
      parts.heard.failed(undefined);
    } catch (error) {
      parts.heard.failed(codeOf(error) || undefined);
      throw error;
    }
    return true;
  });
  return done ? undefined : REST_OTHER_TAB;
}

const lines = new WeakMap<UploadParts, Line>();

/** Goes through all that waits once; what cannot go now does not keep back the rest, but makes the turn fail. The list is read again before each
 * group, because a signature that is drawn while photographs are on their way must not wait for all of them. */
async function all(parts: UploadParts, line: Line): Promise<void> {
  const tried = new Set<string>();
  let failed: unknown;
  for (let few = await next(parts.db, tried); few.length > 0; few = await next(parts.db, tried)) {
    if (!parts.allowed()) return;
    for (const { sha256: hash } of few) tried.add(hash);
    const errors = (await Promise.allSettled(few.map((evidence) => one(parts, line, evidence)))).flatMap((end) =>
      end.status === 'rejected' ? [end.reason as unknown] : [],
    );
    if (errors.some((error) => SIGNED_OUT.has(codeOf(error)))) return parts.heard.signedOut(true);
    const nobody = errors.find((error) => NOBODY_THERE.has(codeOf(error)));
    if (nobody !== undefined) throw nobody; // the others would fare no better
    failed ??= errors[0];
  }
  if (failed !== undefined) throw failed;
}

/** What goes next. Small ones of one kind go together, because each alone would only wait for the way there and back; a large one fills the line by itself. */
async function next(db: Database, tried: ReadonlySet<string>): Promise<StoredEvidence[]> {
  const [stored, account] = await db.read(['evidence', 'meta'], (tx) =>
    Promise.all([
      tx.objectStore('evidence').getAll(),
      tx.objectStore('meta').get('account') as Promise<Account | undefined>,
    ]),
  );
  if (account?.locked) return []; // another tab has put it away: the sign-in may be somebody else's by now
  const waiting = stored
    .filter(({ state, fact, sha256: hash }) => state === 'waiting' && fact !== undefined && !tried.has(hash))
    .sort(signaturesFirst);
  const end = waiting.findIndex(
    (each) => rank(each) !== rank(waiting[0]!) || Math.max(waiting[0]!.size, each.size) > SMALL,
  );
  return waiting.slice(0, end < 0 ? AT_ONCE : Math.min(Math.max(end, 1), AT_ONCE));
}

async function one(
  { environment, db, heard, device }: UploadParts,
  line: Line,
  evidence: StoredEvidence,
): Promise<void> {
  const bytes = await bytesOf(db, evidence.sha256);
  if (!bytes || (await sha256(bytes)) !== evidence.sha256) {
    await put(db, evidence, { state: 'lost' });
    return heard.lost(evidence);
  }
  await upload({ environment, device: device() ?? '', line }, evidence, bytes, (url) => put(db, evidence, { url }));
  await put(db, evidence, { state: 'home', homeSince: environment.now(), url: undefined });
  await heard.settled(evidence);
}

type UploadState = { state?: StoredEvidence['state']; homeSince?: number; url?: string | undefined };

async function put(db: Database, { sha256: hash }: StoredEvidence, now: UploadState): Promise<void> {
  await db.write(['evidence'], async (tx) => {
    const stored = await tx.objectStore('evidence').get(hash);
    if (!stored) return;
    const { url, ...rest } = { ...stored, ...now };
    await tx.objectStore('evidence').put({ ...rest, ...(url !== undefined && { url }) });
  });
}

function signaturesFirst(one: StoredEvidence, two: StoredEvidence): number {
  return rank(one) - rank(two) || (one.at < two.at ? -1 : 1);
}

function rank({ type }: StoredEvidence): number {
  return type === 'image/jpeg' ? 1 : 0;
}

function codeOf(error: unknown): string {
  return error instanceof ProblemError ? error.code : '';
}
