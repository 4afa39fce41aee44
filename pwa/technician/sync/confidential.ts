/** What the customer says to the company alone: kept whole only until it is home and in a backup, and shown by no page (ruling 12). */
import type { Writing } from '../storage/database.ts';
import type { Saved, SyncState } from '../storage/schema.ts';
import type { Fact, SyncResponse } from '../storage/wire.ts';
import { understood } from './visit.ts';

/** A comment, unless it says what is wrong on the pages that are signed: that the technician puts right. */
export function isConfidential({ kind, text }: Pick<Saved, 'kind' | 'text'>): boolean {
  return kind === 'commented' && (JSON.parse(text) as Fact).body?.['objects'] !== true;
}

/** As it may stand in the log that pages read: everything but the words, which an open page forgets, too. */
export function wordless({ text }: Pick<Saved, 'text'>): string {
  const { body: _, salt: __, ...rest } = JSON.parse(text) as Fact;
  const told = JSON.stringify(rest);
  understood(told);
  return told;
}

/** Up to where confidential words lie in the journal and wait for a backup, once this answer has been taken. */
export function stillKept(
  { confidential: before = 0 }: SyncState,
  sent: readonly Saved[],
  { last_seq: lastSeq, backed_up_seq: backedUp = 0 }: SyncResponse,
): Pick<SyncState, 'confidential'> {
  const taken = sent.filter((fact) => fact.seq <= lastSeq && isConfidential(fact)).map(({ seq }) => seq);
  const highest = Math.max(before, ...taken);
  return highest > backedUp ? { confidential: highest } : {};
}

/** What a backup has goes from the journal whole, because no restored server will ask for it; also as a former key signed it. */
export async function forgetConfidential(tx: Writing, device: string, seq: number): Promise<void> {
  const journal = tx.objectStore('journal');
  const kept = (await journal.getAll()).filter(isConfidential);
  const gone = new Set(kept.filter((each) => each.device === device && each.seq <= seq).map(({ id }) => id));
  await Promise.all(kept.filter(({ id }) => gone.has(id)).map((each) => journal.delete([each.device, each.seq])));
}
