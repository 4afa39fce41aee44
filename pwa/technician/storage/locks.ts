/** One at a time across all tabs of this phone; where Web Locks are missing, at least within this tab. */
import type { Environment } from './environment.ts';

const waiting = new Map<string, Promise<unknown>>();

/** Runs `work` while nobody else holds the lock of this name. The database asserts again what the lock promises. */
export async function exclusive<T>(environment: Environment, name: string, work: () => Promise<T>): Promise<T> {
  const full = `${environment.name}:${name}`;
  if (environment.locks) return (await environment.locks.request(full, work)) as T;
  const before = waiting.get(full) ?? Promise.resolve();
  const mine = before.then(work, work);
  waiting.set(
    full,
    mine.catch(() => undefined),
  );
  return mine;
}

/** The same, but gives up at once where another tab is at it: undefined means somebody else does the work. */
export async function ifFree<T>(
  environment: Environment,
  name: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (!environment.locks) return exclusive(environment, name, work);
  const options = { ifAvailable: true };
  return (await environment.locks.request(`${environment.name}:${name}`, options, (lock) =>
    lock ? work() : undefined,
  )) as T | undefined;
}
