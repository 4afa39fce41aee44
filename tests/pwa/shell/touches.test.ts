/** A nervous finger presses what it saw, not what came under it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { touchGuard, type Touch } from '../../../pwa/technician/shell/touches.ts';

const touch = (at: number, y = 800): Touch => ({ at, x: 200, y });

test('a touch that follows at once is not for the button that came under the finger', () => {
  const guard = touchGuard();
  assert.equal(guard.isEcho(touch(0), 'arrived'), false);
  guard.drawn(150, 'enter');
  assert.equal(guard.isEcho(touch(400, 805), 'enter'), true);
});
test('on a slow phone a touch from before the new page was drawn is not for the new page', () => {
  const guard = touchGuard();
  guard.isEcho(touch(0), 'end');
  guard.drawn(1_900, 'home');
  assert.equal(guard.isEcho(touch(700), 'home'), true);
  assert.equal(guard.isEcho(touch(1_300), 'home'), true);
});
test('who has read the new page presses it', () => {
  const guard = touchGuard();
  guard.isEcho(touch(0), 'arrived');
  guard.drawn(150, 'enter');
  assert.equal(guard.isEcho(touch(700), 'enter'), false);
});
test('the same button counts up as fast as one can press', () => {
  const guard = touchGuard();
  for (const at of [0, 90, 180]) {
    assert.equal(guard.isEcho(touch(at), 'plus'), false);
    guard.drawn(at + 10, 'plus');
  }
});
test('another place is another wish, however soon', () => {
  const guard = touchGuard();
  guard.isEcho(touch(0), 'arrived');
  guard.drawn(50, 'enter');
  assert.equal(guard.isEcho(touch(100, 400), 'answer'), false);
});
test('what is drawn anew long after the touch takes nothing away from the next one', () => {
  const guard = touchGuard();
  guard.isEcho(touch(0), 'arrived');
  assert.equal(guard.watched(5_000), undefined);
  assert.equal(guard.isEcho(touch(5_100), 'enter'), false);
});
