/** Beginning the feed anew, page by page into a shadow, without touching what the phone shows until all is here. */
import type { Writing } from '../storage/database.ts';
import type { SyncState } from '../storage/schema.ts';
import type { Change, SyncResponse } from '../storage/wire.ts';
import type { VisitBatch } from './visitBatch.ts';

/** Visits of one request: their signatures do not pack, and a request has its limit. Until the last of them no facts go along. */
export const AT_ONCE = 40;

/** Every visit of this phone is to be shown, because any may be unknown there. */
export async function everyVisit(tx: Writing): Promise<string[]> {
  return tx.objectStore('visits').getAllKeys();
}

/** The next requests read the feed from its start. */
export async function begin(tx: Writing, sync: SyncState): Promise<void> {
  await tx.objectStore('shadow').clear();
  await tx.objectStore('meta').put({ ...sync, resync: { cursor: 0, page: 0 } }, 'sync');
}

/** A page that is not the last one waits. */
export async function keepPage(tx: Writing, sync: SyncState, answer: SyncResponse): Promise<void> {
  const page = sync.resync?.page ?? 0;
  await tx.objectStore('shadow').put(JSON.stringify(answer.changes), page);
  await tx.objectStore('meta').put({ ...sync, resync: { cursor: answer.cursor, page: page + 1 } }, 'sync');
}

/** All pages are here: what they do not grant any more was taken away, and goes once its work is home. Returns those visits. */
export async function swap(tx: Writing, batch: VisitBatch, changes: readonly Change[]): Promise<string[]> {
  const granted = new Set(changes.flatMap((change) => (change.type === 'grant' ? [change.visit.id] : [])));
  const gone = (await everyVisit(tx)).filter((id) => !granted.has(id));
  await batch.read(gone);
  for (const id of gone) {
    const visit = batch.visit(id)!;
    batch.put({ ...visit, evicted: visit.evicted ?? { reason: 'out_of_days' } });
  }
  await Promise.all([
    tx.objectStore('shadow').clear(),
    tx.objectStore('meta').delete('asked'),
    tx.objectStore('meta').delete('duty'),
  ]); // which the pages say anew
  return gone;
}

/** The server has forgotten everything after `lastSeq`: the journal goes back into the outbox, and all bytes are offered again. */
export async function sendAgain(tx: Writing, device: string, lastSeq: number): Promise<void> {
  const journal = tx.objectStore('journal');
  const forgotten = await journal.getAll(IDBKeyRange.bound([device, lastSeq + 1], [device, Number.MAX_SAFE_INTEGER]));
  for (const { outcome: _, acknowledged: __, ...saved } of forgotten) {
    await Promise.all([
      tx.objectStore('outbox').put(saved),
      journal.delete([device, saved.seq]),
      tx.objectStore('trouble').delete([device, saved.seq]),
    ]);
  }
  const evidence = tx.objectStore('evidence');
  for (const { url: _, homeSince: __, ...kept } of await evidence.getAll()) {
    if (kept.state === 'home') await evidence.put({ ...kept, state: 'waiting' });
  }
}
