/** P-9: the day is counted by the office's clock where the phone's own is known to be far off. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byTheOffice, measured, now, wrongBy } from '../../../pwa/technician/shell/clock.ts';
import { early } from '../../../pwa/technician/standard/limits.ts';

const HOUR = 3_600_000;
const isNow = (offset: number) => Math.abs(now.value - Date.now() - offset) < 5_000;

test('P-9: a clock that is a day fast does not make tomorrow of today; a small difference changes nothing', () => {
  measured(-26 * HOUR);
  assert.ok(isNow(-26 * HOUR) && wrongBy.value === -26 * HOUR);
  measured(90_000);
  assert.ok(isNow(0) && wrongBy.value === 0);
  measured(undefined);
  assert.equal(wrongBy.value, 0);
});
test("P-9: an arrival that was noted by a fast clock is held against the promise by the office's", () => {
  measured(-26 * HOUR);
  assert.equal(early(byTheOffice('2026-12-01T09:50:00.000Z'), '2026-11-30T07:55:00.000Z'), 5);
  measured(0);
});
