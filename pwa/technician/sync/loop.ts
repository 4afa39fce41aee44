/** Facts up, changes down: one exchange at a time for this phone, whichever tab does it (sync.md). */
import type { Database } from '../storage/database.ts';
import { ifFree } from '../storage/locks.ts';
import { ProblemError, StorageProblem } from '../storage/problem.ts';
import { NOTHING_SYNCED, type Account, type Saved, type SyncState } from '../storage/schema.ts';
import { momentOf, type Environment } from '../storage/environment.ts';
import type { SyncRequest, SyncResponse } from '../storage/wire.ts';
import { applyResponse, type Asked, type Applied } from './applyResponse.ts';
import { exchange, PATIENCE } from './exchange.ts';
import type { presentNext, shown, startAnew, TooOld } from './presentVisits.ts';
import type { declareLost, renewed, signFormer, trustedAgain } from './recovery.ts';
import { AT_ONCE } from './resync.ts';

type Told = SyncRequest['told'];
interface Recovery {
  declareLost: typeof declareLost;
  renewed: typeof renewed;
  signFormer: typeof signFormer;
  trustedAgain: typeof trustedAgain;
  presentNext: typeof presentNext;
  shown: typeof shown;
  startAnew: typeof startAnew;
}

export interface LoopParts {
  environment: Environment;
  db: Database;
  /** Enrols this phone as a new device of the same person. */
  anew(label: string): Promise<Account>;
  /** What mends a broken chain, and what a restored server is shown: rare, so that it comes when it is wanted. */
  recovery(): Promise<Recovery>;
  told(): Promise<Told>;
  /** What waits, as this page shows it. */
  outbox(): readonly Saved[];
  /** What pages and other tabs must hear. */
  heard: {
    busy(busy: boolean): void;
    /** The code by which the last try failed, nothing where it worked. */
    failed(code: string | undefined): void;
    signedOut(out: boolean): void;
    outdated(minimum: string | undefined): void;
    taken(taken: Applied): Promise<void>;
  };
}

const MOST_FACTS = 250; // a day's work in one exchange
const FEW = 20; // what a line may still carry that broke off under more
const LARGEST = 256 * 1024; // bytes of a packed request
const REST_VISIBLE = 30_000;
const REST_HIDDEN = 5 * 60_000;
const REST_REVOKED = 60 * 60_000; // a server that was restored may want its work again
const REST_OTHER_TAB = 1_000;
const NEVER = 2 ** 31 - 1; // the longest that a timer takes: until somebody wakes it
/** Only a person can end these; everything else passes. */
const NEEDS_SIGN_IN = new Set(['signed_out', 'device_not_yours']);

/** One turn of the loop; resolves to the ms until the next one. */
export async function exchangeAll(parts: LoopParts): Promise<number | undefined> {
  const { environment, heard } = parts;
  try {
    const done = await ifFree(environment, 'sync', () => rounds(parts));
    heard.failed(undefined);
    return done ?? REST_OTHER_TAB;
  } catch (error) {
    heard.failed(error instanceof ProblemError ? error.code : undefined);
    if (!(error instanceof ProblemError) || !NEEDS_SIGN_IN.has(error.code)) throw error;
    heard.signedOut(true);
    return undefined; // everything is kept; one sign-in sends all
  } finally {
    heard.busy(false);
  }
}

/** Exchanges until nothing is left to send or to fetch; resolves to the rest until the next look, nothing where nobody is enrolled. */
async function rounds(parts: LoopParts): Promise<number | undefined> {
  let [most, bound] = [MOST_FACTS, MOST_FACTS];
  for (;;) {
    const [asked, about] = await Promise.all([place(parts, most), parts.told()]);
    if (!asked) return NEVER;
    if (asked.sync.former && !asked.account.revoked) {
      await mended(parts, (await parts.recovery()).signFormer(parts.environment, parts.db));
      continue;
    }
    parts.heard.busy(asked.sent.length > 0);
    const answered = await answerTo(parts, asked, about, most);
    if (answered === 'revoked') return REST_REVOKED;
    if (answered === 'halve') most = bound = Math.max(1, Math.floor(asked.sent.length / 2));
    else if (answered === 'fewer') most = FEW;
    else {
      most = Math.min(bound, 2 * most); // the line has carried that
      if (answered && !(await taken(parts, asked, answered)))
        return asked.account.revoked ? REST_REVOKED : isVisible() ? REST_VISIBLE : REST_HIDDEN;
    }
  }
}

/** The answer, `halve` where the batch was too large, `fewer` where nothing came back, `revoked` where only a person can go on, undefined where a
 * recovery made another round necessary. */
async function answerTo(
  parts: LoopParts,
  asked: Asked,
  about: Told,
  most: number,
): Promise<SyncResponse | 'halve' | 'fewer' | 'revoked' | undefined> {
  const { environment, db, heard } = parts;
  const started = environment.monotonic();
  try {
    const answer = await exchange(environment, await request(parts, asked, about), LARGEST);
    if (!answer) return 'halve';
    asked.clockOffset = offsetOf(environment, answer.server_time, environment.monotonic() - started);
    heard.signedOut(false);
    heard.outdated(answer.minimum_app);
    return answer;
  } catch (error) {
    const code = error instanceof ProblemError ? error.code : undefined;
    if (code === 'batch_too_large' && most > 1 && asked.sent.length > 1) return 'halve';
    if (code === 'no_network' && asked.sent.length > FEW) return 'fewer';
    const carried = carriedBy(error, asked, environment);
    if (carried) await taken(parts, asked, carried);
    if (code === 'cloned_device') return (await anew(parts)) ? undefined : 'revoked';
    if (code === 'signed_out' && asked.account.revoked)
      return void (await mended(parts, (await parts.recovery()).trustedAgain(db)));
    if (code === 'cursor_too_old')
      return void (await (
        await parts.recovery()
      ).startAnew(db, asked.account.enrolment.device, (error as ProblemError).problem as TooOld));
    if (isUnknownThere(code, asked))
      return void (await (await parts.recovery()).presentNext(db, code === 'signed_out'));
    if (code === 'app_too_old') heard.outdated((error as ProblemError).problem.next);
    throw error;
  }
}

/** Server minus phone in ms at the middle of the exchange; its length is told by the clock that never jumps, because the other may jump meanwhile. */
function offsetOf(environment: Environment, server: string, took: number): number {
  return Math.round(Date.parse(server) - (environment.now() - Math.min(Math.max(took, 0), PATIENCE) / 2));
}

/** Perhaps the server was restored from a backup that is older than this phone; one try with the certificate tells. */
function isUnknownThere(code: string | undefined, { presented, sent }: Asked): boolean {
  return presented === undefined && (code === 'device_not_yours' || (code === 'signed_out' && sent.length > 0));
}

/** Where the pull was refused after the push had been taken, the problem carries what became of the facts. */
function carriedBy(error: unknown, { sync, cursor }: Asked, environment: Environment): SyncResponse | undefined {
  const answer = (error instanceof ProblemError ? error.problem : {}) as Partial<SyncResponse>;
  if (!Array.isArray(answer.results) || !Number.isSafeInteger(answer.last_seq)) return undefined;
  const told = { server_time: momentOf(environment.now()), minimum_app: environment.appVersion, ...answer };
  return { ...(told as SyncResponse), epoch: sync.epoch ?? answer.epoch ?? '', changes: [], cursor, more: true };
}

/** True where another round should follow at once. */
async function taken(parts: LoopParts, asked: Asked, answer: SyncResponse): Promise<boolean> {
  const { environment, db, heard } = parts;
  const result = await applyResponse(environment, db, asked, answer, parts.outbox());
  if (result.cloned && !(await anew(parts))) return false;
  if (result.missing) await (await parts.recovery()).declareLost(environment, db, result.missing);
  await heard.taken(result);
  const left =
    result.found && !result.missing
      ? result.found.outbox.length
      : await db.read(['outbox'], (tx) => tx.objectStore('outbox').count());
  const moved = answer.results.length > 0 || result.cloned || result.missing !== undefined || result.all;
  if (asked.sent.length > 0 && !moved) throw new StorageProblem('storage_gone'); // nothing moves: wait rather than hammer
  return result.more || result.cloned || left > 0; // a phone under its new key has not heard yet what the other one did
}

/** Under a new key; false where this phone was revoked. */
async function anew(parts: LoopParts): Promise<boolean> {
  const { environment, db } = parts;
  return mended(parts, (await parts.recovery()).renewed(environment, db, parts.anew));
}

/** Whoever this phone is from now on is what its pages say. */
async function mended<T>({ heard }: LoopParts, mending: Promise<T>): Promise<T> {
  const done = await mending;
  await heard.taken({ touched: [], all: false, more: false, cloned: false });
  return done;
}

async function place({ db }: LoopParts, most: number): Promise<Asked | undefined> {
  return db.read(['meta', 'outbox'], async (tx) => {
    const [account, sync, sent] = await Promise.all([
      tx.objectStore('meta').get('account') as Promise<Account | undefined>,
      tx.objectStore('meta').get('sync') as Promise<SyncState | undefined>,
      tx.objectStore('outbox').getAll(null, most),
    ]);
    if (!account || account.locked) return undefined;
    const known = sync ?? NOTHING_SYNCED;
    const { present } = known;
    const facts = present && present.length > AT_ONCE ? [] : unbroken(sent);
    const presented = present && { presented: present.slice(0, AT_ONCE) };
    return {
      account,
      sync: known,
      sent: facts,
      ...presented,
      cursor: known.resync?.cursor ?? known.cursor,
      clockOffset: known.clockOffset,
    };
  });
}

/** Up to the first gap: what comes after it would be refused. */
function unbroken(sent: Saved[]): Saved[] {
  const end = sent.findIndex(({ seq }, i) => seq !== sent[0]!.seq + i);
  return end < 0 ? sent : sent.slice(0, end);
}

async function request(
  { environment, db, recovery }: LoopParts,
  { account, sync, sent, cursor }: Asked,
  about: Told,
): Promise<SyncRequest> {
  return {
    protocol: 1,
    app_version: environment.appVersion,
    device: account.enrolment.device,
    cursor,
    facts: sent.map(({ text }) => text),
    ...(sync.epoch !== undefined && { epoch: sync.epoch }),
    ...(cursor > 0 && sync.asOf !== undefined && sync.asOf > cursor && { as_of: sync.asOf }),
    ...(about && { told: about }),
    ...(sync.confidential !== undefined && { confidential: sync.confidential }),
    ...(sync.present && (await (await recovery()).shown(db, account, sync.present))),
  };
}

function isVisible(): boolean {
  return typeof document === 'undefined' || document.visibilityState === 'visible';
}
