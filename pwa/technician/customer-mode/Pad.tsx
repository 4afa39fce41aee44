/** The pad: ink under the finger, kept as vectors after every stroke and during a long one, drawn again after a kill. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import SignaturePad from 'signature_pad';
import { groupsOf, SHAPE } from './drawing.ts';
import { fitted, strokesOf, type Strokes } from './ink.ts';

const KEEP = 250; // ms between two keepings of a stroke that is still being drawn

export function Pad({ ink, label, onInk, children }: { ink: Strokes | undefined; label: string; onInk: (ink: Strokes) => void; children?: ComponentChildren }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | undefined>(undefined);
  const drawn = useRef<Strokes | undefined>(undefined);
  const told = useRef(new WeakSet<Strokes>());
  useEffect(() => {
    const paper = canvas.current!;
    const made = pad.current = new SignaturePad(paper, { ...SHAPE, penColor: getComputedStyle(paper).color, throttle: 8 });
    let soon: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      clearTimeout(soon);
      soon = undefined;
      const box = paper.getBoundingClientRect();
      told.current.add(drawn.current = strokesOf(made.toData(), box.width, box.height));
      onInk(drawn.current);
    };
    made.addEventListener('endStroke', keep);
    made.addEventListener('afterUpdateStroke', () => { soon ??= setTimeout(keep, KEEP); });
    const watch = new ResizeObserver(() => { fit(paper); redraw(made, paper, drawn.current); });
    watch.observe(paper);
    const dusk = matchMedia('(prefers-color-scheme: dark)'); // ink that is black on white must not stay black when the phone turns dark
    const recolour = () => { made.penColor = getComputedStyle(paper).color; redraw(made, paper, drawn.current); };
    dusk.addEventListener('change', recolour);
    return () => { if (soon) keep(); watch.disconnect(); dusk.removeEventListener('change', recolour); made.off(); };
  }, []);
  useEffect(() => { // undo, clear and what was found after a kill come from outside
    if (ink === drawn.current || !pad.current || (ink && told.current.has(ink))) return; // on a slow phone its own ink comes back when more is drawn
    drawn.current = ink;
    redraw(pad.current, canvas.current!, ink);
  }, [ink]);
  return <div class="pad"><canvas ref={canvas} role="img" aria-label={label} />{children}</div>;
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
