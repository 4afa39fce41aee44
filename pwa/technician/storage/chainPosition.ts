/** Where the next fact of a subject stands: read from the disk, or as this page remembers it, because asking the disk is half of what saving takes. */
import { bundleOf } from './bundles.ts';
import type { Database, Reading } from './database.ts';
import { StorageProblem } from './problem.ts';
import { chainOf, type Account, type Counter, type Saved, type StoredVisit, type SyncState } from './schema.ts';
import type { Subject } from './wire.ts';

/** Whose fact it is, after which number, at the end of which chain, and what the phone has seen by then. */
export interface ChainPosition {
  account: Account;
  counter: Counter;
  head: string | undefined;
  grant: string | undefined;
  sync: SyncState | undefined;
  seen: number | undefined;
}

/** What stands in `meta` of everybody's facts. */
export interface ChainMeta {
  account?: Account | undefined;
  counter?: Counter | undefined;
  sync?: SyncState | undefined;
}

/** As the disk has it. */
export function readChainPosition(db: Database, subject: Subject): Promise<ChainPosition> {
  return db.read(['meta', 'heads', 'visits'], async (tx) => {
    const [visit, stored, heads] = await Promise.all([
      subject.type === 'visit' ? tx.objectStore('visits').get(subject.id) : undefined,
      readChainMeta(tx),
      headsOf(tx, chainsOf(subject)),
    ]);
    if (!stored.account || stored.account.locked || !stored.counter) throw new StorageProblem('not_enrolled');
    if (!takesFacts(subject, visit)) throw new StorageProblem('read_only');
    return placed(stored.account, stored.counter, stored.sync, heads.get(chainOf(subject, visit?.grantHash)), visit);
  });
}

/** As this page last knew it. Any of it may have passed; `store` in outbox.ts finds that out before it stores, and then the disk is asked. */
export class ChainPositions {
  private readonly visit: (id: string) => StoredVisit | undefined;
  private stored: ChainMeta = {};
  private heads: Map<string, string> | undefined;

  constructor(visit: (id: string) => StoredVisit | undefined) {
    this.visit = visit;
  }

  /** After everything else was read: from now on saving need not ask. */
  async readHeads(db: Database): Promise<void> {
    this.heads = await db.read(['heads'], (tx) => headsOf(tx));
  }

  /** Another person's work may be in use now. */
  forget(): void {
    [this.stored, this.heads] = [{}, undefined];
  }

  /** What was read of it; a number that was used meanwhile stays used. */
  stands(read: ChainMeta): void {
    const { counter } = this.stored;
    const used = counter && counter.device === read.counter?.device && counter.seq > read.counter.seq;
    this.stored = used ? { ...read, counter } : read;
  }

  /** Undefined where the disk has to be asked, or has to say no. */
  of(subject: Subject): ChainPosition | undefined {
    const {
      heads,
      stored: { account, counter, sync },
    } = this;
    const visit = subject.type === 'visit' ? this.visit(subject.id) : undefined;
    if (!heads || !account || account.locked || !counter || !takesFacts(subject, visit)) return undefined;
    return placed(account, counter, sync, heads.get(chainOf(subject, visit?.grantHash)), visit);
  }

  /** A fact that lies on the disk now is the end of its chain. */
  grew({ grant }: ChainPosition, { device, seq, subject, hash }: Saved): void {
    this.heads?.set(chainOf(subject, grant), hash);
    this.stored = { ...this.stored, counter: { device, seq } };
  }
}

export async function readChainMeta(tx: Reading): Promise<ChainMeta> {
  const [account, counter, sync] = await Promise.all([
    tx.objectStore('meta').get('account') as Promise<Account | undefined>,
    tx.objectStore('meta').get('counter') as Promise<Counter | undefined>,
    tx.objectStore('meta').get('sync') as Promise<SyncState | undefined>,
  ]);
  return { account, counter, sync };
}

/** Whether the visit, as the disk has it now, is still the one that the fact was made for. */
export function holds({ grant, seen, sync }: ChainPosition, subject: Subject, visit: StoredVisit | undefined): boolean {
  return visit?.grantHash === grant && takesFacts(subject, visit) && seenOf(visit, sync) === seen;
}

/** A visit is kept only until its work is home, or has gone already while the finger was on its way. */
function takesFacts({ type }: Subject, visit: StoredVisit | undefined): boolean {
  return type !== 'visit' || (visit !== undefined && (!visit.evicted || visit.underWay));
}

function placed(
  account: Account,
  counter: Counter,
  sync: SyncState | undefined,
  head: string | undefined,
  visit: StoredVisit | undefined,
): ChainPosition {
  return { account, counter, sync, head, grant: visit?.grantHash, seen: seenOf(visit, sync) };
}

/** Up to its cursor the phone has applied every change; of a visit that was taken away it hears no more, so there it is what the bundle says. */
function seenOf(visit: StoredVisit | undefined, sync: SyncState | undefined): number | undefined {
  return visit?.evicted ? bundleOf(visit).version : sync?.cursor;
}

/** All chains of a subject, because which of them counts is known only when its visit has been read, too. */
function chainsOf(subject: Subject): IDBKeyRange {
  return IDBKeyRange.bound(chainOf(subject, ''), chainOf(subject, '\uffff'));
}

async function headsOf(tx: Reading, chains?: IDBKeyRange): Promise<Map<string, string>> {
  const [names, heads] = await Promise.all([
    tx.objectStore('heads').getAllKeys(chains),
    tx.objectStore('heads').getAll(chains),
  ]);
  return new Map(names.map((name, i) => [name, heads[i]!]));
}
