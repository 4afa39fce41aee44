/** What the finger drew: strokes as vectors of integers, when they count as a signature, and how they fit another size of pad. */

/** x and y in px of the pad, milliseconds since the first touch, pressure 0 to 1000. */
export type Point = [x: number, y: number, t: number, p: number];
export interface Strokes {
  v: 1;
  width: number;
  height: number;
  strokes: Point[][];
}

/** What signature_pad tells of a stroke: fractions of px, the wall clock, pressure 0 to 1. */
export interface PadPoint {
  x: number;
  y: number;
  time: number;
  pressure: number;
}

/** Below this a drawing is a touch by accident, not somebody's name: px that the finger travelled, px that it spans. */
export const LEAST_TRAVEL = 60;
export const LEAST_SPAN = 32;
const RESTING = 16; // px that a resting palm may slide

/** Strokes as they are kept: whole numbers only, because canonical JSON knows no fractions. */
export function strokesOf(groups: { points: PadPoint[] }[], width: number, height: number): Strokes {
  const first = groups[0]?.points[0]?.time ?? 0;
  const whole = (p: PadPoint): Point => [
    Math.round(p.x),
    Math.round(p.y),
    Math.max(0, Math.round(p.time - first)),
    Math.round(Math.min(1, Math.max(0, p.pressure)) * 1000),
  ];
  return {
    v: 1,
    width: Math.round(width),
    height: Math.round(height),
    strokes: groups.map((g) => g.points.map(whole)),
  };
}

/** The same strokes for the pad to draw again; `start` is the wall clock of the first touch. */
export function padPoints(ink: Strokes, start: number): PadPoint[][] {
  return ink.strokes.map((stroke) => stroke.map(([x, y, t, p]) => ({ x, y, time: start + t, pressure: p / 1000 })));
}

/** Whether this is ink that a person would call a signature; a blank pad, one dot or a twitch is not (enough). */
export function isSignature(ink: Strokes | undefined): boolean {
  if (!ink) return false;
  const points = ink.strokes.flat();
  const xs = points.map((p) => p[0]),
    ys = points.map((p) => p[1]);
  const span = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  return points.length > 3 && span >= LEAST_SPAN && travelled(ink) >= LEAST_TRAVEL;
}

function travelled(ink: Strokes): number {
  return ink.strokes.reduce((px, stroke) => px + lengthOf(stroke), 0);
}

function lengthOf(stroke: Point[]): number {
  return stroke.slice(1).reduce((px, [x, y], i) => px + Math.hypot(x - stroke[i]![0], y - stroke[i]![1]), 0);
}

/** Whether this stroke has hardly moved, as that of a palm which lies on the pad. */
export function rests(stroke: Point[] | undefined): boolean {
  return !stroke || lengthOf(stroke) < RESTING;
}

/** The strokes on a pad of another size (the phone was turned, the form unfolded): same shape, never stretched. */
export function fitted(ink: Strokes, width: number, height: number): Strokes {
  const scale = Math.min(width / ink.width, height / ink.height);
  if (!Number.isFinite(scale) || scale === 1) return { ...ink, width, height };
  const left = (width - ink.width * scale) / 2,
    top = (height - ink.height * scale) / 2;
  const place = ([x, y, t, p]: Point): Point => [Math.round(left + x * scale), Math.round(top + y * scale), t, p];
  return { v: 1, width, height, strokes: ink.strokes.map((s) => s.map(place)) };
}

/** One stroke less: the last one goes. */
export function withoutLast(ink: Strokes): Strokes {
  return { ...ink, strokes: ink.strokes.slice(0, -1) };
}
