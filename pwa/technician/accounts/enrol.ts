/** Setting up this phone: a key that never leaves it, and the certificate that the server signs for it. */
import { ask } from '../sync/exchange.ts';
import type { Database } from '../storage/database.ts';
import { decode, documentBytes } from '../storage/hashes.ts';
import { makeKey, serverSigned, signed, storedKey, type MadeKey } from '../storage/keys.ts';
import { ProblemError } from '../storage/problem.ts';
import { NOTHING_SYNCED, type Account, type Pin } from '../storage/schema.ts';
import type { Environment } from '../storage/environment.ts';
import type { Enrolment } from '../storage/wire.ts';

/** Makes a key that this browser can keep, and has the server certify it. Nothing is stored but a probe. */
export async function certified(environment: Environment, db: Database, label: string): Promise<Account> {
  const made = await keepableKey(db);
  const { person } = await ask<{ person: { id: string } }>(environment, 'GET', '/api/v1/session');
  const mine = `doorstep-enrolment-v1\n${person.id}\n${made.publicKey}`;
  const enrolment = await ask<Enrolment>(environment, 'POST', '/api/v1/devices', {
    public_key: made.publicKey,
    proof: await signed(made.key, new TextEncoder().encode(mine)),
    label,
    platform: platform(),
    app_version: environment.appVersion,
  });
  if (enrolment.key !== made.id || (await certificateHolds(enrolment)) === false)
    throw new ProblemError({ code: 'not_our_server' });
  return { enrolment, key: made.exported ?? made.key, label };
}

/** Everything of a person begins here: account, PIN, counter and an empty feed, in one transaction. */
export async function storeAccount(db: Database, account: Account, pin: Pin): Promise<void> {
  await db.write(['meta', 'heads'], async (tx) => {
    const meta = tx.objectStore('meta');
    await Promise.all([
      meta.put(account, 'account'),
      meta.put(pin, 'pin'),
      meta.put({ device: account.enrolment.device, seq: 0 }, 'counter'),
      meta.put(NOTHING_SYNCED, 'sync'),
      tx.objectStore('heads').clear(),
    ]);
  });
}

/** WebKitGTK cannot store a key that may not be read out: there the bytes are stored instead. */
async function keepableKey(db: Database): Promise<MadeKey> {
  const made = await makeKey(false);
  try {
    await db.write(['shadow'], (tx) => tx.objectStore('shadow').put(made.key as unknown as string, -1));
    const back = (await db.read(['shadow'], (tx) => tx.objectStore('shadow').get(-1))) as unknown as CryptoKey;
    await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, await storedKey(back), new Uint8Array(1));
    return made;
  } catch {
    return makeKey(true);
  } finally {
    await db.write(['shadow'], (tx) => tx.objectStore('shadow').delete(-1));
  }
}

/** False where the certificate is not of the server's key; undefined where this browser cannot verify Ed25519. */
async function certificateHolds({ certificate, server_keys }: Enrolment): Promise<boolean | undefined> {
  const issuer = server_keys.find(({ id }) => id === certificate['issuer']);
  if (!issuer) return false;
  return serverSigned(decode(issuer.public_key), decode(String(certificate['signature'])), documentBytes(certificate));
}

/** Browser and system, for the office's list of devices. */
function platform(): string {
  return navigator.userAgent.slice(0, 200);
}
