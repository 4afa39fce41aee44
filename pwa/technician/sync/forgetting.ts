/** What a revoked phone gives up (S-13): customers and visits at once, sent work and pictures as soon as a backup has them. */
import { forgetAttachments } from '../storage/attachmentKeys.ts';
import type { Writing } from '../storage/database.ts';

/** Every visit with its log, what was half-typed and what waits of a feed; unsent work stays. False where there was none of it. */
export async function forgetVisits(tx: Writing): Promise<boolean> {
  const stores = (['visits', 'logs', 'drafts', 'shadow'] as const).map((name) => tx.objectStore(name));
  const counts = await Promise.all(stores.map((store) => store.count()));
  await Promise.all([...stores.map((store) => store.clear()), forgetAttachments(tx)]);
  return counts.some((count) => count > 0);
}

/** Acknowledged facts up to `seq` and the bytes that only they name, because no restored server will ask for them. */
export async function forgetBackedUp(tx: Writing, device: string, seq: number): Promise<void> {
  const [journal, evidence, bytes] = [tx.objectStore('journal'), tx.objectStore('evidence'), tx.objectStore('bytes')];
  const kept = await journal.getAll();
  const gone = new Set(kept.filter((each) => each.device === device && each.seq <= seq).map(({ id }) => id));
  if (gone.size === 0) return;
  const waiting = new Set((await tx.objectStore('outbox').getAll()).map(({ id }) => id)); // signed again, perhaps
  const copies = (await evidence.getAll()).filter(
    ({ state, fact = '' }) => state === 'home' && gone.has(fact) && !waiting.has(fact),
  );
  await Promise.all([
    ...kept.filter(({ id }) => gone.has(id)).map((each) => journal.delete([each.device, each.seq])), // also as a former key signed it
    ...copies.flatMap(({ sha256 }) => [evidence.delete(sha256), bytes.delete(sha256)]),
  ]);
}
