/** One tap, one fact: what a double tap, a slow phone or a nervous thumb sends twice is done once. */

/** A click as the browser tells it; `detail` counts the clicks of one multi-click. */
export interface Tap { detail: number; timeStamp: number; clientX: number; clientY: number; pointerType?: string }

/** So close in time and place a second touch is the same tap, even when another button has come under the finger. */
const SAME_MS = 300;
const SAME_PX = 30;

/** A gate that lets one piece of work through per key at a time, and no second half of a double tap. */
export function tapGate(): { (key: string, tap: Tap | undefined, work: () => Promise<unknown>): Promise<'done' | 'ignored'> } {
  const running = new Set<string>();
  let last: Tap | undefined;
  return async (key, tap, work) => {
    if (running.has(key) || (tap && isEcho(tap, last))) return 'ignored';
    last = tap;
    running.add(key);
    try { await work(); } finally { running.delete(key); }
    return 'done';
  };
}

function isEcho(tap: Tap, last: Tap | undefined): boolean {
  if (tap.detail > 1) return true;
  if (!last || tap.pointerType !== 'touch' || tap.timeStamp - last.timeStamp > SAME_MS) return false;
  return Math.hypot(tap.clientX - last.clientX, tap.clientY - last.clientY) < SAME_PX;
}
