/** Days and moments as words: the same as in the office (tests/vectors/dates.json, tests/server/i18n/test_dates.py). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import '../cast/installed.ts';
import { freezeClock } from '../../../pwa/technician/shell/clock.ts';
import {
  clock,
  clockOn,
  dayName,
  dayOf,
  dayWithWeekday,
  fullDay,
  momentIn,
  zone,
} from '../../../pwa/technician/shell/dates.ts';

interface Vectors {
  days: { name: string; day: string; today: string; 'zh-CN': string; en: string }[];
  moments: { name: string; at: string; zone: string; day: string; clock: string }[];
}
const vectors = JSON.parse(readFileSync(new URL('../../vectors/dates.json', import.meta.url), 'utf8')) as Vectors;
const spaced = (text: string): string => text.replaceAll('\u00a0', ' ');
const itIs = (moment: string): void => freezeClock(Date.parse(moment));

for (const each of vectors.days)
  test(`a day, ${each.name}: with its year where that is not this one`, () => {
    itIs(`${each.today}T04:00:00.000Z`);
    assert.equal(spaced(dayWithWeekday(each.day, 'zh-CN')), each['zh-CN']);
    assert.equal(spaced(dayWithWeekday(each.day, 'en')), each.en);
  });

for (const each of vectors.moments)
  test(`a moment, ${each.name}: in the zone of the organisation`, () => {
    zone.value = each.zone;
    assert.deepEqual([dayOf(each.at), clock(each.at)], [each.day, each.clock]);
    zone.value = 'Asia/Shanghai';
    assert.deepEqual([dayOf(each.at, each.zone), clock(each.at, each.zone)], [each.day, each.clock]);
  });

test('a new year begins at the midnight of the organisation, not of the phone', () => {
  itIs('2025-12-31T16:00:00.000Z'); // 0:00 in Shanghai
  assert.equal(spaced(dayWithWeekday('2025-12-31')), '2025年12月31日 周三');
  assert.equal(clockOn('2025-12-31T15:59:00.000Z'), '2025年12月31日 23:59');
  assert.equal(clockOn('2025-12-31T16:00:00.000Z'), '0:00');
  assert.deepEqual(
    ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => spaced(dayName(day))),
    ['今天', '明天', '1月3日 周六'],
  );
});

test('a customer is told of a moment in their language, in the zone of their visit', () => {
  itIs('2026-12-30T04:00:00.000Z');
  const at = '2027-01-02T17:30:00.000Z';
  assert.equal(spaced(momentIn('zh-CN', 'Asia/Shanghai')(at)), '2027年1月3日 周日 1:30');
  assert.equal(spaced(momentIn('en', 'Europe/Berlin')(at)), 'Sat 2 Jan 2027 18:30');
  assert.equal(momentIn('en', 'Europe/Berlin')('soon'), 'soon');
  assert.deepEqual([fullDay('2026-07-14', 'zh-CN'), fullDay('2026-07-14', 'en')], ['2026年7月14日', '14 July 2026']);
});
