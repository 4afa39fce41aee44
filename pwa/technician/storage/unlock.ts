/** What a code for a forgotten PIN is made from: a secret of this phone, which the office is told, and six digits that the phone shows. */
import type { Database } from './database.ts';
import { decode, encode, utf8 } from './hashes.ts';
import type { Unlock } from './schema.ts';

/** Made once, and told to the office with the first exchange of each start. */
export async function unlockOf(db: Database): Promise<Unlock> {
  const stored = (await db.read(['meta'], (tx) => tx.objectStore('meta').get('unlock'))) as Unlock | undefined;
  return (
    stored ??
    keepUnlock(db, {
      secret: encode(crypto.getRandomValues(new Uint8Array(32))),
      challenge: newChallenge(),
      wrong: 0,
      until: 0,
    })
  );
}

export async function keepUnlock(db: Database, unlock: Unlock): Promise<Unlock> {
  await db.write(['meta'], (tx) => tx.objectStore('meta').put(unlock, 'unlock'));
  return unlock;
}

export function newChallenge(): string {
  return String(crypto.getRandomValues(new Uint32Array(1))[0]! % 1_000_000).padStart(6, '0');
}

/** The eight digits that the office works out as well (server/accounts/unlocking.py). */
export async function codeOf(secret: string, device: string, challenge: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', decode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const digest = new DataView(
    await crypto.subtle.sign('HMAC', key, utf8(`doorstep-unlock-v1\n${device}\n${challenge}`)),
  );
  const figure = digest.getUint16(0) * 2 ** 32 + digest.getUint32(2); // 48 bits, which a number holds exactly
  return String(figure % 100_000_000).padStart(8, '0');
}
