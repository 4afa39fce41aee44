/** A touch is meant for what was on the screen when it began: what a slow phone draws under a nervous finger afterwards is not pressed. */

/** So near to the touch before, in px, it is the same finger at the same place. */
const SAME_PX = 30;
/** Nobody has read what came under the finger before it has stood this long, in ms. */
const READ_MS = 400;
/** A finger that comes back to the same place later than this, in ms, has looked first. */
const NERVOUS_MS = 3_000;

export interface Touch {
  at: number;
  x: number;
  y: number;
}

/** What each touch is judged by: the touch before it, and when something else came to stand at that place. */
export interface TouchGuard {
  /** The page was drawn anew at this moment (ms, the clock of events); `there` is what stands under the last touch now. */
  drawn(at: number, there: string | undefined): void;
  /** Whether this touch, on a page where `there` stands under it, is an echo of the one before; else it is the new one before. */
  isEcho(touch: Touch, there: string | undefined): boolean;
  /** The place that is worth watching at this moment. */
  watched(at: number): Touch | undefined;
}

export function touchGuard(): TouchGuard {
  let last: Touch | undefined, under: string | undefined, came: number | undefined;
  const recent = (at: number) => last && at - last.at < NERVOUS_MS;
  return {
    watched: (at) => (recent(at) ? last : undefined),
    drawn(at, there) {
      if (there !== under) {
        under = there;
        came = at;
      }
    },
    isEcho(touch, there) {
      const near = last && recent(touch.at) && Math.hypot(touch.x - last.x, touch.y - last.y) < SAME_PX;
      if (near && came !== undefined && touch.at < came + READ_MS) {
        last = { ...last!, at: touch.at };
        return true;
      }
      [last, under, came] = [touch, there, undefined];
      return false;
    },
  };
}

/** Watches every touch of the page, before anything on it hears of it. */
export function startTouchGuard(): void {
  const guard = touchGuard();
  let touch: Touch | undefined; // absent for a mouse, which does not echo
  let judged: { touch: Touch; echo: boolean } | undefined; // once, because a label passes its click on to its field
  const names = new WeakMap<Element, number>();
  let known = 0;
  const at = ({ x, y }: Touch): string | undefined => {
    const control = document.elementFromPoint(x, y)?.closest('a, button, label, input, textarea');
    if (!control) return undefined;
    if (!names.has(control)) names.set(control, ++known);
    return `${names.get(control)} ${control.textContent}`;
  };
  window.addEventListener(
    'pointerdown',
    (event) => {
      touch = event.pointerType === 'touch' ? { at: event.timeStamp, x: event.clientX, y: event.clientY } : undefined;
    },
    true,
  );
  window.addEventListener(
    'click',
    (event) => {
      if (!touch) return;
      if (judged?.touch !== touch) judged = { touch, echo: guard.isEcho(touch, at(touch)) };
      if (!judged.echo) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  new MutationObserver(() => {
    const moment = performance.now(),
      place = guard.watched(moment);
    if (place) guard.drawn(moment, at(place));
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}
