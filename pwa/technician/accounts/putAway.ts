/** Unsent work put away under lock while somebody else uses the phone: each person's in a database of its own, and only that person's sign-in brings it back. */
import { databaseAt, type Database } from '../storage/database.ts';
import { exclusive } from '../storage/locks.ts';
import type { Account, Kept, Seat } from '../storage/schema.ts';
import { momentOf, type Environment } from '../storage/environment.ts';

/** What is put away on this phone. */
export function keptHere(environment: Environment): Promise<Kept[]> {
  return at(environment.name, async (first) => (await seatIn(first, environment)).kept);
}

/** Puts the work of the person who is signed in away and leaves an empty phone; `db` opens that from now on. */
export function putAway(environment: Environment, db: Database, items: number): Promise<void> {
  return exclusive(environment, 'outbox', async () => {
    const account = (await db.read(['meta'], (tx) => tx.objectStore('meta').get('account'))) as Account | undefined;
    if (!account) return;
    const {
      device,
      person: { id, name },
    } = account.enrolment;
    const before = await at(environment.name, async (first) => {
      const { current, kept } = await seatIn(first, environment);
      const away: Kept = { database: current, device, person: { id, name }, items, since: momentOf(environment.now()) };
      const taken = new Set([current, ...kept.map((each) => each.database)]);
      await keepSeat(first, { current: freeName(environment.name, taken), kept: [...kept, away] });
      return current;
    });
    // The seat decides; this stops a tab that has not heard of it.
    await at(before, (theirs) => setLocked(theirs, true));
    db.close();
  });
}

/** Back in use, because its person has signed in. */
export async function bringBack(environment: Environment, db: Database, { database }: Kept): Promise<void> {
  await at(database, (theirs) => setLocked(theirs, false));
  await at(environment.name, async (first) => {
    const { kept } = await seatIn(first, environment);
    await keepSeat(first, { current: database, kept: kept.filter((each) => each.database !== database) });
  });
  db.close();
}

async function at<T>(name: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = databaseAt(name);
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

async function seatIn(first: Database, environment: Environment): Promise<Seat> {
  return (
    ((await first.read(['meta'], (tx) => tx.objectStore('meta').get('seat'))) as Seat | undefined) ?? {
      current: environment.name,
      kept: [],
    }
  );
}

function keepSeat(first: Database, seat: Seat): Promise<unknown> {
  return first.write(['meta'], (tx) => tx.objectStore('meta').put(seat, 'seat'));
}

function setLocked(db: Database, locked: boolean): Promise<unknown> {
  return db.write(['meta'], async (tx) => {
    const { locked: _, ...account } = (await tx.objectStore('meta').get('account')) as Account;
    await tx.objectStore('meta').put({ ...account, ...(locked && { locked }) }, 'account');
  });
}

/** The phone's first database has its own name; further ones are numbered, and those that were left empty are used again. */
function freeName(first: string, taken: ReadonlySet<string>): string {
  let name = first;
  for (let number = 1; taken.has(name); number += 1) name = `${first}~${number}`;
  return name;
}
