/** The phone's own clock, where it shows the organisation's zone, and the zone's own rules say the same of every moment. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

process.env.TZ = 'Europe/Berlin';
const kept = new Map<string, string>();
Object.defineProperty(globalThis, 'localStorage', {
  value: { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => { kept.set(name, value); } },
});
const { inZone, learnOwnZone } = await import('../../../pwa/technician/shell/inZone.ts');
const TWIN = 'Europe/Vienna'; // the same clock under another name, which is never the phone's own
const HOUR = 3_600_000;
const moments = Array.from({ length: 2_000 }, (_, i) => Date.UTC(2024, 0, 1) + i * 9.37 * HOUR);

test('own clock and formatter agree on two years of moments, days of changed clocks among them', () => {
  learnOwnZone();
  for (const at of moments) assert.deepEqual(inZone(at, 'Europe/Berlin'), inZone(at, TWIN), new Date(at).toISOString());
});
test('another zone than the phone\'s own is never read from its clock', () => {
  assert.deepEqual(inZone('2026-07-14T20:30:00.000Z', 'Asia/Shanghai'), { year: 2026, month: 7, day: 15, hour: 4, minute: 30 });
});
test('what was found out is remembered with the offsets it is true for', () => {
  assert.match(kept.get('doorstep-zone')!, /^Europe\/Berlin -60,-120,-60,-120$/);
});
