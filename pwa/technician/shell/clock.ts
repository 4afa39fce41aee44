/** The present moment as a signal, renewed a few times a minute, so that "in 12 min" and days follow by themselves. A phone's clock that is known to
 * be far off is put right here, because a day's visits must not vanish with it. */
import { signal } from '@preact/signals';

export const now = signal(Date.now());
/** Ms that the phone's clock is behind the office's, where that is more than a usual inaccuracy; else 0. */
export const wrongBy = signal(0);
const FAR = 10 * 60_000;
const JUMP = 60_000;
let frozen = false;
let [wall, steady] = [Date.now(), performance.now()];

/** Stops the clock at a moment (pictures and development only); `undefined` lets it run again. */
export function freezeClock(at: number | undefined): void {
  frozen = at !== undefined;
  now.value = at ?? Date.now();
}

/** How far off the phone's clock was when the office was last heard of. */
export function measured(offset: number | undefined): void {
  const far = offset !== undefined && Math.abs(offset) >= FAR ? offset : 0;
  if (far === wrongBy.peek()) return;
  [wall, steady] = [Date.now(), performance.now()];
  wrongBy.value = far;
  renew();
}

/** A moment that this phone's wrong clock wrote down, as the office's clock showed it. */
export const byTheOffice = (at: string): string => new Date(Date.parse(at) + wrongBy.value).toISOString();

function renew(): void {
  if (frozen) return;
  const jumped = Math.abs(Date.now() - wall - (performance.now() - steady)) > JUMP;
  if (jumped && wrongBy.peek() !== 0 && document.visibilityState === 'visible') wrongBy.value = 0; // somebody has set the clock: what was measured says nothing any more
  [wall, steady] = [Date.now(), performance.now()];
  now.value = Date.now() + wrongBy.peek();
}

/** Starts the clock of the app; a page that comes back to the front is right at once. */
export function startClock(): void {
  setInterval(renew, 15_000);
  document.addEventListener('visibilitychange', renew);
  window.addEventListener('pageshow', renew);
}
