/** What counts as ink: a customer's drawing is kept whole, an accident is not taken for a signature. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  fitted,
  isSignature,
  padPoints,
  strokesOf,
  withoutLast,
  type Strokes,
} from '../../../pwa/technician/customer-mode/ink.ts';

const line = (length: number, y = 50) => ({
  points: Array.from({ length: 10 }, (_, i) => ({
    x: 10.4 + (length * i) / 9,
    y,
    time: 1_000_000 + i * 16,
    pressure: 0.5,
  })),
});
const pad = (...lines: { points: { x: number; y: number; time: number; pressure: number }[] }[]): Strokes =>
  strokesOf(lines, 358, 220);

// Guard: pwa/technician/customer-mode/ink.ts:isSignature
test('fault 25: a blank pad is not a signature', () => {
  assert.equal(isSignature(undefined), false);
  assert.equal(isSignature(pad()), false);
});
test('one dot is not a signature, however long the finger rests', () => {
  const dot = { points: Array.from({ length: 200 }, (_, i) => ({ x: 40 + (i % 2), y: 40, time: i, pressure: 1 })) };
  assert.equal(isSignature(pad(dot)), false);
});
test('a twitch is not a signature', () => assert.equal(isSignature(pad(line(20))), false));
test('one long line is a signature: nobody judges handwriting', () => assert.equal(isSignature(pad(line(120))), true));
test('a small name of several strokes is a signature', () => {
  assert.equal(isSignature(pad(line(30, 40), line(34, 50), line(36, 60))), true);
});
test('strokes are whole numbers, time counts from the first touch, so that they can be signed as canonical text', () => {
  const ink = pad(line(120), line(80, 90));
  assert.ok(ink.strokes.flat().flat().every(Number.isSafeInteger));
  assert.equal(ink.strokes[0]![0]![2], 0);
  assert.equal(ink.strokes[0]![0]![3], 500);
});
test('a stroke can be taken back, the ones before stay', () => {
  const ink = withoutLast(pad(line(120), line(80, 90)));
  assert.equal(ink.strokes.length, 1);
  assert.equal(isSignature(ink), true);
});
test('turning the phone keeps the drawing whole and its shape', () => {
  const ink = pad(line(300));
  const wide = fitted(ink, 600, 200);
  const [first, last] = [wide.strokes[0]![0]!, wide.strokes[0]!.at(-1)!];
  assert.ok(last[0] <= 600 && first[0] >= 0);
  assert.equal(Math.round((last[0] - first[0]) / (200 / 220)), 300);
});
test('what was kept is drawn again as it was', () => {
  const ink = pad(line(120));
  assert.deepEqual(
    strokesOf(
      padPoints(ink, 5_000).map((points) => ({ points })),
      358,
      220,
    ),
    ink,
  );
});
