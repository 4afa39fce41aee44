/** The present moment as a signal, renewed a few times a minute, so that "in 12 min" and days follow by themselves. */
import { signal } from '@preact/signals';

export const now = signal(Date.now());
let frozen = false;

/** Stops the clock at a moment (pictures and development only); `undefined` lets it run again. */
export function freezeClock(at: number | undefined): void {
  frozen = at !== undefined;
  now.value = at ?? Date.now();
}

/** Starts the clock of the app; a page that comes back to the front is right at once. */
export function startClock(): void {
  const renew = () => { if (!frozen) now.value = Date.now(); };
  setInterval(renew, 15_000);
  document.addEventListener('visibilitychange', renew);
  window.addEventListener('pageshow', renew);
}
