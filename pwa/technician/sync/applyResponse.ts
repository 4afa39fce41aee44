/** Taking an answer of the server: outcomes, changes and cursor in ONE transaction, or nothing of it. */
import type { Database, Writing } from '../storage/database.ts';
import { documentBytes, sha256 } from '../storage/hashes.ts';
import { NOTHING_SYNCED, type Account, type Counter, type Saved, STORES, type SyncState } from '../storage/schema.ts';
import type { Environment } from '../storage/environment.ts';
import type { Body, Change, SyncResponse } from '../storage/wire.ts';
import { applyChanges, settleVisits, type GrantHashes } from './changes.ts';
import { forgetConfidential, stillKept } from './confidential.ts';
import { forgetBackedUp, forgetVisits } from './forgetting.ts';
import { settle } from './outcomes.ts';
import type { Found } from './queries.ts';
import { begin, everyVisit, keepPage, sendAgain, swap } from './resync.ts';
import { VisitBatch } from './visitBatch.ts';

/** `presented`: the visits that the request showed (see presenting.ts). */
export interface Asked {
  account: Account;
  sync: SyncState;
  sent: Saved[];
  cursor: number;
  clockOffset: number;
  presented?: string[];
}
/** The outbox as this page shows it. */
type Shown = readonly Saved[];
/** `cloned`: another phone has this one's key; `missing`: what the server waits for and this phone has not any more; `found`: how what was touched stands now. */
export interface Applied {
  touched: string[];
  all: boolean;
  more: boolean;
  cloned: boolean;
  missing?: { from: number; to: number };
  found?: Found;
}

const EVERYTHING = STORES.filter((each) => each !== 'heads'); // which only what is written here moves
const NOTHING_APPLIED: Applied = { touched: [], all: false, more: false, cloned: false };

export async function applyResponse(
  environment: Environment,
  db: Database,
  asked: Asked,
  answer: SyncResponse,
  shown: Shown = [],
): Promise<Applied> {
  const changes = await wholeChanges(db, asked, answer);
  const grants = await grantHashes(changes);
  return db.write(EVERYTHING, async (tx) => {
    const [account, counter, first] = await Promise.all([
      tx.objectStore('meta').get('account') as Promise<Account | undefined>,
      tx.objectStore('meta').get('counter') as Promise<Counter | undefined>,
      firstUnsent(tx),
    ]);
    const device = asked.account.enrolment.device;
    if (account?.enrolment.device !== device || counter?.device !== device) return NOTHING_APPLIED;
    if (answer.last_seq > counter.seq && !answer.revoked) return { ...NOTHING_APPLIED, cloned: true };
    const batch = new VisitBatch(tx);
    const touched = await settle(tx, batch, answer, asked.sent, environment.now());
    const taken = { ...NOTHING_APPLIED, touched, more: answer.more };
    const acknowledged = (first ?? counter.seq + 1) - 1;
    if (answer.revoked) return revoke(tx, account, taken, asked.sync, answer, forgot(asked, answer, acknowledged));
    if (answer.backed_up_seq !== undefined) await forgetConfidential(tx, device, answer.backed_up_seq);
    const sync = await presenting(tx, asked, answer, contact(asked, answer));
    const page = {
      sync,
      batch,
      answer,
      changes,
      grants,
      device,
      known: shown.filter((fact) => fact.device === device),
    };
    const done = forgot(asked, answer, acknowledged)
      ? await startOver(tx, page, touched)
      : await takeChanges(tx, page, touched);
    const waits = done.found ? done.found.outbox[0]?.seq : await firstUnsent(tx);
    return { ...taken, ...done, ...(sync.present && { more: true }), ...hole(waits, answer.last_seq, counter.seq) };
  });
}

/** What is still to be shown: the rest of it, or everything where a fact came before the server knew of its visit. */
async function presenting(
  tx: Writing,
  asked: Asked,
  answer: SyncResponse,
  { present, ...sync }: SyncState,
): Promise<SyncState> {
  const left = asked.presented && present?.slice(asked.presented.length);
  if (left?.length) return { ...sync, present: left };
  const early = !asked.presented && answer.results.some(({ code }) => code === 'never_granted');
  return early ? { ...sync, present: await everyVisit(tx) } : sync;
}

/** What the server waits for must be the first in the outbox; if it is not, nobody has it any more. */
function hole(waits: number | undefined, lastSeq: number, highest: number): Pick<Applied, 'missing'> {
  const to = (waits ?? highest + 1) - 1;
  return to > lastSeq ? { missing: { from: lastSeq + 1, to } } : {};
}

async function firstUnsent(tx: Writing): Promise<number | undefined> {
  return (await tx.objectStore('outbox').getAllKeys(null, 1))[0];
}

/** A restored backup carries another epoch; a clock or sequence that runs backwards is one, too (a file copied by hand). */
function forgot({ sync, cursor }: Asked, answer: SyncResponse, acknowledged: number): boolean {
  return (
    (sync.epoch !== undefined && sync.epoch !== answer.epoch) ||
    answer.last_seq < acknowledged ||
    answer.cursor < cursor
  );
}

async function startOver(
  tx: Writing,
  { sync, batch, answer, device }: Page,
  settled: string[],
): Promise<Changed & Pick<Applied, 'more'>> {
  await sendAgain(tx, device, answer.last_seq);
  await begin(tx, { ...sync, present: await everyVisit(tx), former: true });
  await settleVisits(tx, settled, batch);
  return { touched: settled, all: true, more: true };
}

type Changed = Pick<Applied, 'touched' | 'all' | 'found'>;
interface Page {
  sync: SyncState;
  batch: VisitBatch;
  answer: SyncResponse;
  changes: readonly Change[];
  grants: GrantHashes;
  device: string;
  known: Shown;
}

/** Nothing waits for what is only written, because whoever saves meanwhile waits for all of it. */
async function takeChanges(tx: Writing, page: Page, settled: string[]): Promise<Changed> {
  const { sync, batch, answer, known } = page;
  if (sync.present) {
    // until all is shown, what the server grants is not all that it will
    await tx.objectStore('meta').put(sync, 'sync');
    return { touched: settled, all: false, found: await settleVisits(tx, settled, batch, known) };
  }
  if (sync.resync && answer.more) {
    await keepPage(tx, sync, answer);
    return { touched: settled, all: false, found: await settleVisits(tx, settled, batch, known) };
  }
  const { resync, ...rest } = sync;
  const stands = tx
    .objectStore('meta')
    .put({ ...rest, cursor: answer.cursor, firstDone: rest.firstDone || !answer.more }, 'sync');
  const [changed] = await Promise.all([applied(tx, page, settled, resync !== undefined), stands]);
  return changed;
}

async function applied(
  tx: Writing,
  { batch, changes, grants, device, known }: Page,
  settled: string[],
  all: boolean,
): Promise<Changed> {
  const gone = all ? await swap(tx, batch, changes) : [];
  const touched = [...new Set([...settled, ...gone, ...(await applyChanges(tx, batch, changes, grants, device))])];
  return { touched, all, found: await settleVisits(tx, touched, batch, known) };
}

/** What every answer teaches, whatever else is in it. */
function contact({ sync: known, cursor, clockOffset, sent }: Asked, answer: SyncResponse): SyncState {
  const { asOf: before, confidential: _, ...sync } = known;
  const asOf = cursor === 0 ? answer.as_of : before; // from the beginning on every bundle is read anew
  const about = { lastContact: answer.server_time, minimumApp: answer.minimum_app, clockOffset };
  return {
    ...NOTHING_SYNCED,
    ...sync,
    ...about,
    ...stillKept(known, sent, answer),
    ...(answer.epoch && { epoch: answer.epoch }),
    ...(asOf !== undefined && { asOf }),
  }; // a refused pull may not tell it
}

/** A revoked phone may hand in its work, again after a restore, learns nothing more and forgets whom it visited (S-13). Should it be trusted again,
 * its feed begins anew: `sync` says whether for a server that was restored. */
async function revoke(
  tx: Writing,
  account: Account,
  taken: Applied,
  sync: SyncState,
  { epoch, last_seq: lastSeq, backed_up_seq: backedUp = 0 }: SyncResponse,
  restored: boolean,
): Promise<Applied> {
  const { device } = account.enrolment;
  await tx.objectStore('meta').put({ ...account, revoked: true }, 'account');
  if (restored) await sendAgain(tx, device, lastSeq);
  else await forgetBackedUp(tx, device, backedUp);
  const held = await forgetVisits(tx);
  if (held || restored) await begin(tx, restored ? { ...sync, epoch, former: true } : sync);
  return { ...taken, ...((held || restored) && { all: true }), ...(restored && { more: true }) };
}

/** The last page of a resync is applied together with those that wait in the shadow. */
async function wholeChanges(db: Database, { sync }: Asked, answer: SyncResponse): Promise<readonly Change[]> {
  if (!sync.resync || answer.more) return answer.changes;
  const pages = await db.read(['shadow'], (tx) => tx.objectStore('shadow').getAll());
  return [...pages.flatMap((page) => JSON.parse(page) as Change[]), ...answer.changes];
}

async function grantHashes(changes: readonly Change[]): Promise<GrantHashes> {
  const bundles = changes.flatMap((change) => (change.type === 'grant' ? [change.visit] : []));
  return new Map(
    await Promise.all(
      bundles.map(async (bundle) => [bundle, await sha256(documentBytes(bundle.grant as unknown as Body))] as const),
    ),
  );
}
