/** F-2: every time stands in the organisation's zone, whatever the phone's clock is set to, and however often that changes. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

process.env.TZ = 'Asia/Shanghai';
const kept = new Map<string, string>();
Object.defineProperty(globalThis, 'localStorage', {
  value: {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => {
      kept.set(name, value);
    },
  },
});
const { inZone, learnZone } = await import('../../../pwa/technician/shell/timeZone.ts');
const HOUR = 3_600_000;
const NOW = Date.UTC(2025, 5, 1);
const moments = Array.from({ length: 3_000 }, (_, i) => Date.UTC(2023, 0, 1) + i * 17.37 * HOUR);
const TWINS = {
  'Europe/Berlin': 'Europe/Vienna',
  'Asia/Shanghai': 'Asia/Taipei',
  'Australia/Lord_Howe': '',
  'Asia/Kathmandu': '',
};

test('F-2: what was worked out and the formatter agree on five years of moments, days of changed clocks among them', () => {
  for (const zone of Object.keys(TWINS)) {
    const formatted = moments.map((at) => inZone(at, zone)); // nothing of this zone was worked out before
    learnZone(zone, NOW);
    assert.deepEqual(
      moments.map((at) => inZone(at, zone)),
      formatted,
      zone,
    );
  }
});

test('F-2: a phone that is set to another zone while the app is open shows the same times', () => {
  learnZone('Asia/Shanghai', NOW);
  const before = moments.map((at) => inZone(at, 'Asia/Shanghai'));
  for (const zone of ['Asia/Urumqi', 'America/New_York']) {
    process.env.TZ = zone;
    assert.deepEqual(
      moments.map((at) => inZone(at, 'Asia/Shanghai')),
      before,
    );
  }
  assert.deepEqual(inZone('2026-07-14T20:30:00.000Z', 'Asia/Shanghai'), {
    year: 2026,
    month: 7,
    day: 15,
    hour: 4,
    minute: 30,
  });
});

test('F-2: what was worked out is kept with its zone, and read at the next start wherever the phone is then', () => {
  assert.match(kept.get('doorstep-zone')!, /^\{"zone":"Asia\/Shanghai"/);
});

test("F-2: nothing of the app reads the phone's own zone", () => {
  const app = new URL('../../../pwa/technician', `file://${process.argv[1] ?? ''}`).pathname;
  const local =
    /\.get(Hours|Minutes|Date|Month|FullYear|Day|TimezoneOffset)\(|\.set(Hours|Minutes|Date|Month|FullYear)\(|toLocale(Date|Time)?String|toDateString|resolvedOptions/;
  const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  assert.ok(files.length > 100);
  assert.deepEqual(
    files.filter((name) => local.test(readFileSync(join(app, name), 'utf8'))),
    [],
  );
});
