/** The technician's PIN: never stored, slow to guess, and each try is counted on the disk before it is looked at. */
import type { Database } from '../storage/database.ts';
import { utf8 } from '../storage/hashes.ts';
import { exclusive } from '../storage/locks.ts';
import type { Pin } from '../storage/schema.ts';
import type { Surroundings } from '../storage/surroundings.ts';

const ROUNDS = 210_000;
const FREE_TRIES = 4;
const FIRST_WAIT = 30_000; // ms, doubled with every further wrong try
const LONGEST_WAIT = 30 * 60_000;

/** The record of a new PIN. */
export async function makePin(pin: string): Promise<Pin> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, rounds: ROUNDS, hash: await stretched(pin, salt, ROUNDS), wrong: 0, until: 0 };
}

/** `wait` after too many wrong tries, longer each time; a restart does not shorten it. */
export function checkPin(ground: Surroundings, db: Database, pin: string): Promise<'right' | 'wrong' | 'wait'> {
  return exclusive(ground, 'pin', async () => {
    const stored = await db.read(['meta'], (tx) => tx.objectStore('meta').get('pin')) as Pin | undefined;
    if (!stored) return 'wrong';
    if (ground.now() < stored.until) return 'wait';
    const wrong = stored.wrong + 1;
    await keep(db, { ...stored, wrong, until: wrong > FREE_TRIES ? ground.now() + waitAfter(wrong) : 0 });
    if (await stretched(pin, stored.salt, stored.rounds) !== stored.hash) return 'wrong';
    await keep(db, { ...stored, wrong: 0, until: 0 });
    return 'right';
  });
}

function waitAfter(wrong: number): number {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (wrong - FREE_TRIES - 1));
}

function keep(db: Database, pin: Pin): Promise<unknown> {
  return db.write(['meta'], (tx) => tx.objectStore('meta').put(pin, 'pin'));
}

async function stretched(pin: string, salt: Uint8Array, iterations: number): Promise<string> {
  const key = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: salt.slice(), iterations }, key, 256);
  return [...new Uint8Array(bits)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
