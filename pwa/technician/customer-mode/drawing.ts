/** How ink is drawn, on the pad and in the picture alike. */
import type { PointGroup } from 'signature_pad';
import { padPoints, type Strokes } from './ink.ts';

export const SHAPE = {
  dotSize: 2.2,
  minWidth: 1.2,
  maxWidth: 3.8,
  velocityFilterWeight: 0.7,
  compositeOperation: 'source-over' as const,
};

/** Kept strokes as signature_pad draws them. */
export function groupsOf(ink: Strokes, penColor: string): PointGroup[] {
  return padPoints(ink, Date.now()).map((points) => ({ ...SHAPE, penColor, points }));
}
