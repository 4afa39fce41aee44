/** What the phone's engine takes from the browser, in one place, so that tests can stand in for it. */

export interface Environment {
  fetch: typeof fetch;
  /** Wall clock in ms: may be wrong, may jump. */
  now(): number;
  /** Ms since some moment of this start: never jumps. */
  monotonic(): number;
  /** Between 0 and 1, for jitter. */
  chance(): number;
  locks: LockManager | undefined;
  storage: StorageManager | undefined;
  /** Name of the database; also of the channel between tabs. */
  name: string;
  appVersion: string;
}

/** Written into `enrolled` and into every sync; raise it with each release that changes what the phone sends. */
export const APP_VERSION = '0.1.0';

export function browserEnvironment(): Environment {
  return {
    fetch: (input, init) => globalThis.fetch(input, init),
    now: () => Date.now(),
    monotonic: () => performance.now(),
    chance: () => Math.random(),
    locks: navigator.locks as LockManager | undefined,
    storage: navigator.storage as StorageManager | undefined,
    name: 'doorstep',
    appVersion: APP_VERSION,
  };
}

/** The wall clock as a moment of the protocol. */
export function momentOf(ms: number): string {
  return new Date(ms).toISOString();
}
