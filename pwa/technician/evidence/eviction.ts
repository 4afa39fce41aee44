/** Room on a full phone: copies of what the office has verified go before anything is refused. */
import { allAttachments, forgetAttachments } from '../storage/attachmentKeys.ts';
import type { Database } from '../storage/database.ts';

const GIVEN_UP = 20 * 1024 * 1024; // bytes at once: some 60 photographs

/** Where nothing more fits, attachments go, and the next time copies of evidence that the office has verified, oldest first; false where there are none. */
export function evictCopies(db: Database): Promise<boolean> {
  return db.write(['evidence', 'bytes', 'outbox'], async (tx) => {
    const attached = await tx.objectStore('bytes').count(allAttachments());
    if (attached > 0) {
      await forgetAttachments(tx); // because the office has them for as long as they count
      return true;
    }
    const unsent = new Set((await tx.objectStore('outbox').getAll()).map(({ id }) => id)); // what no fact has named there yet may be forgotten there
    const all = await tx.objectStore('evidence').getAll();
    const home = all
      .filter(({ state, fact }) => state === 'home' && !unsent.has(fact ?? ''))
      .sort((one, two) => (one.homeSince ?? 0) - (two.homeSince ?? 0));
    let freed = 0;
    for (const { sha256: hash, size } of home) {
      if (freed >= GIVEN_UP) break;
      freed += size;
      await Promise.all([tx.objectStore('evidence').delete(hash), tx.objectStore('bytes').delete(hash)]);
    }
    return freed > 0;
  });
}
