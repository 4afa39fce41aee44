/** What the phone need not keep any longer: acknowledged facts and bytes after 30 days, bytes that no fact came to name. */
import type { Database } from '../storage/database.ts';

const DAY = 86_400_000;
const KEPT = 30 * DAY; // a server restored from an older backup may ask for them again

/** Once a start, after the first answer of the server. */
export async function cleanUp(db: Database, now: number): Promise<void> {
  await db.write(['journal', 'evidence', 'bytes'], async (tx) => {
    const old = await tx
      .objectStore('journal')
      .index('acknowledged')
      .getAllKeys(IDBKeyRange.upperBound(now - KEPT));
    await Promise.all(old.map((key) => tx.objectStore('journal').delete(key)));
    for (const { sha256, fact, at, state, homeSince = now } of await tx.objectStore('evidence').getAll()) {
      const unnamed = fact === undefined && Date.parse(at) < now - DAY; // the app was killed between bytes and fact
      if (unnamed || (state === 'home' && homeSince < now - KEPT)) {
        await Promise.all([tx.objectStore('evidence').delete(sha256), tx.objectStore('bytes').delete(sha256)]);
      }
    }
  });
}
