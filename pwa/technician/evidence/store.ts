/** Keeping bytes: stored, read back and hashed again before they count as saved (iOS has returned files of size 0). */
import type { Database } from '../storage/database.ts';
import { sha256 } from '../storage/hashes.ts';
import { StorageProblem } from '../storage/problem.ts';
import type { StoredEvidence } from '../storage/schema.ts';
import { momentOf, type Environment } from '../storage/environment.ts';

const SPARE = 5 * 1024 * 1024; // bytes that must stay free for facts, because an answer matters more than a picture

/** Refuses with `no_space` before anything is written where the browser says that the bytes will not fit. */
export async function roomFor(environment: Environment, size: number): Promise<void> {
  const { quota, usage } = (await environment.storage?.estimate?.().catch(() => undefined)) ?? {};
  if (quota !== undefined && usage !== undefined && quota - usage < size + SPARE) throw new StorageProblem('no_space');
}

/** Saves bytes under their hash; the same bytes twice are kept once. `lost` bytes are not in the database afterwards. */
export async function keepBytes(
  environment: Environment,
  db: Database,
  visit: string,
  bytes: ArrayBuffer,
  about: Pick<StoredEvidence, 'type' | 'width' | 'height'>,
): Promise<StoredEvidence> {
  await roomFor(environment, bytes.byteLength);
  const hash = await sha256(bytes);
  const evidence: StoredEvidence = {
    sha256: hash,
    size: bytes.byteLength,
    visit,
    at: momentOf(environment.now()),
    state: 'waiting',
    ...about,
  };
  await db.write(['evidence', 'bytes'], async (tx) => {
    await tx.objectStore('bytes').put(bytes, hash);
    const before = await tx.objectStore('evidence').get(hash);
    if (before?.state !== 'waiting' && before?.state !== 'home') await tx.objectStore('evidence').put(evidence);
  });
  const stored = await bytesOf(db, hash);
  if (stored && (await sha256(stored)) === hash) return evidence;
  await db.write(['evidence', 'bytes'], (tx) =>
    Promise.all([tx.objectStore('bytes').delete(hash), tx.objectStore('evidence').delete(hash)]),
  );
  throw new StorageProblem('bytes_lost');
}

export function bytesOf(db: Database, hash: string): Promise<ArrayBuffer | undefined> {
  return db.read(['bytes'], (tx) => tx.objectStore('bytes').get(hash));
}
