/** The technician's PIN: never stored, slow to guess, and each try is counted on the disk before it is looked at; and the code for a forgotten one. */
import type { Database } from '../storage/database.ts';
import { utf8 } from '../storage/hashes.ts';
import { exclusive } from '../storage/locks.ts';
import type { Pin } from '../storage/schema.ts';
import type { Environment } from '../storage/environment.ts';
import { codeOf, keepUnlock, newChallenge, unlockOf } from '../storage/unlock.ts';

const ROUNDS = 210_000;
const FREE_TRIES = 4;
const FIRST_WAIT = 30_000; // ms, doubled with every further wrong try
const LONGEST_WAIT = 30 * 60_000;

/** After too many wrong tries the moment (ms of the phone's clock) from which one may try again. */
export type Checked = 'right' | 'wrong' | { until: number };
interface Tried {
  wrong: number;
  until: number;
}

/** The record of a new PIN. */
export async function makePin(pin: string): Promise<Pin> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, rounds: ROUNDS, hash: await stretched(pin, salt, ROUNDS), wrong: 0, until: 0 };
}

/** Waits grow with each wrong try; a restart does not shorten them. */
export function checkPin(environment: Environment, db: Database, pin: string): Promise<Checked> {
  return exclusive(environment, 'pin', async () => {
    const stored = (await db.read(['meta'], (tx) => tx.objectStore('meta').get('pin'))) as Pin | undefined;
    if (!stored) return 'wrong';
    const is = async () => (await stretched(pin, stored.salt, stored.rounds)) === stored.hash;
    return tried(environment.now(), stored, (next) => keepPin(db, { ...stored, ...next }), is);
  });
}

/** The office's code for what this phone shows; a right one is good once. */
export function checkCode(environment: Environment, db: Database, device: string, code: string): Promise<Checked> {
  return exclusive(environment, 'pin', async () => {
    const stored = await unlockOf(db);
    const typed = code.normalize('NFKC').replace(/\D/g, '');
    const is = async () => typed === (await codeOf(stored.secret, device, stored.challenge));
    const found = await tried(environment.now(), stored, (next) => keepUnlock(db, { ...stored, ...next }), is);
    if (found === 'right')
      await keepUnlock(db, { secret: stored.secret, challenge: newChallenge(), wrong: 0, until: 0 });
    return found;
  });
}

export function keepPin(db: Database, pin: Pin): Promise<unknown> {
  return db.write(['meta'], (tx) => tx.objectStore('meta').put(pin, 'pin'));
}

/** One try against a count that is on the disk before anybody knows whether the try was right. */
async function tried(
  now: number,
  before: Tried,
  keep: (next: Tried) => Promise<unknown>,
  isRight: () => Promise<boolean>,
): Promise<Checked> {
  if (now < before.until) {
    const until = Math.min(before.until, now + LONGEST_WAIT); // because a clock that was set back must not lock the phone for days
    if (until < before.until) await keep({ wrong: before.wrong, until });
    return { until };
  }
  const wrong = before.wrong + 1;
  const until = wrong > FREE_TRIES ? now + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (wrong - FREE_TRIES - 1)) : 0;
  await keep({ wrong, until });
  if (await isRight()) {
    await keep({ wrong: 0, until: 0 });
    return 'right';
  }
  return until > 0 ? { until } : 'wrong';
}

async function stretched(pin: string, salt: Uint8Array, iterations: number): Promise<string> {
  const key = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt: salt.slice(), iterations },
    key,
    256,
  );
  return [...new Uint8Array(bits)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
