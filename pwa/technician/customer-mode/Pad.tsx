/** The pad: ink under the finger, kept as vectors after every stroke and during a long one, drawn again after a kill, never under a finger. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import SignaturePad from 'signature_pad';
import { groupsOf, SHAPE } from './drawing.ts';
import { fitted, rests, strokesOf, withoutLast, type Strokes } from './ink.ts';

const KEEP = 250; // ms between two keepings of a stroke that is still being drawn

export function Pad({
  ink,
  label,
  onInk,
  children,
}: {
  ink: Strokes | undefined;
  label: string;
  onInk: (ink: Strokes) => void;
  children?: ComponentChildren;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | undefined>(undefined);
  const drawn = useRef<Strokes | undefined>(undefined);
  const told = useRef(new WeakSet<Strokes>());
  const hand = useRef<Hand>({});
  useEffect(() => {
    const paper = canvas.current!;
    const made = (pad.current = new SignaturePad(paper, {
      ...SHAPE,
      penColor: getComputedStyle(paper).color,
      throttle: 8,
    }));
    let soon: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      clearTimeout(soon);
      soon = undefined;
      const box = paper.getBoundingClientRect();
      told.current.add((drawn.current = strokesOf(made.toData(), box.width, box.height)));
      onInk(drawn.current);
    };
    made.addEventListener('beginStroke', (begun) => {
      hand.current.down = (begun as CustomEvent<{ event: Partial<PointerEvent> }>).detail.event.pointerId ?? 0;
    });
    made.addEventListener('endStroke', () => {
      hand.current.down = undefined;
      keep();
      calmly(hand.current, hand.current.due);
    });
    made.addEventListener('afterUpdateStroke', () => {
      soon ??= setTimeout(keep, KEEP);
    });
    const again = () => {
      made.penColor = getComputedStyle(paper).color;
      fit(paper);
      redraw(made, paper, drawn.current);
    };
    const whenCalm = () => calmly(hand.current, again);
    const touched = (event: PointerEvent) =>
      fingerFirst(made, paper, hand.current, event, (ink) => {
        drawn.current = ink;
        redraw(made, paper, ink);
      });
    paper.addEventListener('pointerdown', touched, { capture: true }); // before the pad hears of it
    const watch = new ResizeObserver(whenCalm);
    watch.observe(paper);
    const dusk = matchMedia('(prefers-color-scheme: dark)'); // ink that is black on white must not stay black when the phone turns dark
    dusk.addEventListener('change', whenCalm);
    return () => {
      if (soon) keep();
      watch.disconnect();
      dusk.removeEventListener('change', whenCalm);
      paper.removeEventListener('pointerdown', touched, { capture: true });
      made.off();
    };
  }, []);
  useEffect(() => {
    // undo, clear and what was found after a kill come from outside
    if (ink === drawn.current || !pad.current || (ink && told.current.has(ink))) return; // on a slow phone its own ink comes back when more is drawn
    drawn.current = ink;
    calmly(hand.current, () => redraw(pad.current!, canvas.current!, drawn.current));
  }, [ink]);
  return (
    <div class="pad">
      <canvas ref={canvas} role="img" aria-label={label} />
      {children}
    </div>
  );
}

/** Which pointer draws, and what must wait until it is lifted. */
interface Hand {
  down?: number | undefined;
  due?: (() => void) | undefined;
}

/** Runs now, or after the stroke: a pad that is redrawn in the middle of one hears no finger any more. */
function calmly(hand: Hand, work: (() => void) | undefined): void {
  hand.due = hand.down === undefined ? undefined : work;
  if (hand.down === undefined) work?.();
}

/** A palm that came first and rests gives way to the finger that writes; a finger that writes already is not disturbed. */
function fingerFirst(
  pad: SignaturePad,
  paper: HTMLCanvasElement,
  { down }: Hand,
  { pointerId }: PointerEvent,
  without: (ink: Strokes) => void,
): void {
  if (down === undefined || down === pointerId) return;
  const { width, height } = paper.getBoundingClientRect();
  const ink = strokesOf(pad.toData(), width, height);
  if (!rests(ink.strokes.at(-1))) return;
  window.dispatchEvent(new PointerEvent('pointercancel', { pointerId: down }));
  without(withoutLast(ink));
}

function fit(paper: HTMLCanvasElement): void {
  const sharp = Math.max(window.devicePixelRatio || 1, 1);
  const { width, height } = paper.getBoundingClientRect();
  paper.width = Math.round(width * sharp);
  paper.height = Math.round(height * sharp);
  paper.getContext('2d')!.scale(sharp, sharp);
}

function redraw(pad: SignaturePad, paper: HTMLCanvasElement, ink: Strokes | undefined): void {
  const { width, height } = paper.getBoundingClientRect();
  if (width > 0) pad.fromData(ink ? groupsOf(fitted(ink, width, height), getComputedStyle(paper).color) : []);
}
