/** The day in order: one address one stop, what is next, what was given away. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../cast/installed.ts';
import { freezeClock } from '../../../pwa/technician/shell/clock.ts';
import { fakeDay, FAKE_DAY, FAKE_NOW } from '../cast/fakeDay.ts';
import type { VisitOnPhone } from '../../../pwa/technician/phone/interface.ts';
import { slotOf } from '../../../pwa/technician/storage/bundles.ts';
import { bringTo, dayFrom, daysWith, stopsOf, type Stop } from '../../../pwa/technician/today/day.ts';
import { statusOf } from '../../../pwa/technician/today/visitStatus.ts';

freezeClock(FAKE_NOW);
const visits = fakeDay('zh-CN');
const ids = (stops: Stop[]): string[] => stops.map((stop) => stop.visits.map((visit) => visit.bundle.id).join('+'));
const changed = (id: string, change: Partial<VisitOnPhone>): VisitOnPhone[] =>
  visits.map((visit) => (visit.bundle.id === id ? { ...visit, ...change } : visit));
const line = (visit: VisitOnPhone): string =>
  statusOf(visit, visit.bundle.work.title['zh-CN']).pieces.join(' · ').replaceAll('\u00a0', ' ');

test('the day splits into done, working, next and later, in the order of the clock', () => {
  const day = dayFrom([...visits].reverse(), FAKE_DAY);
  assert.deepEqual(
    [day.count, ids(day.over), ids(day.working), ids([day.next!]), ids(day.later)],
    [8, ['v1'], ['v2'], ['v3+v4'], ['v5', 'v6', 'v7', 'v8']],
  );
});
test('two visits at one address are one stop, and what to bring is added up', () => {
  const [stop] = stopsOf(visits.slice(2, 4));
  assert.equal(stop!.visits.length, 2);
  assert.deepEqual(
    bringTo(stop!).map((item) => `${item.name['zh-CN']} ${item.count}`),
    ['光猫 1', '皮线光缆 15', '水表 DN15 1', '表前阀 1'],
  );
  assert.deepEqual(
    bringTo({ visits: [visits[1]!, visits[2]!] }).map((item) => item.count),
    [2, 30],
  );
});
test('whoever is already on the way there is next, whatever the clock says', () => {
  assert.deepEqual(ids([dayFrom(changed('v6', { state: 'on_the_way' }), FAKE_DAY).next!]), ['v6']);
});
test('a visit that was given away before it was begun no longer counts', () => {
  const day = dayFrom(
    changed('v5', { readOnly: true, evicted: { given_to: '陈志强', reason: 'reassigned' } }),
    FAKE_DAY,
  );
  assert.deepEqual([day.count, day.away.map((visit) => visit.bundle.id)], [7, ['v5']]);
});
test('a visit that is taken away while at the door stays where it is', () => {
  assert.deepEqual(ids(dayFrom(changed('v2', { evicted: { reason: 'reassigned' } }), FAKE_DAY).working), ['v2']);
});
test('other days are named with their number of visits', () => {
  assert.deepEqual(daysWith(visits, FAKE_DAY), [{ day: '2026-07-15', count: 1 }]);
});
test('states are words: done with the time of leaving, working with the time of arrival', () => {
  assert.equal(line(visits[0]!), '完成 · 8:41 离开 · 检修');
  assert.equal(line(visits[1]!), '正在做 · 8:53 到达 · 装宽带');
});
test('a window is never passed off as an agreed time', () => {
  assert.equal(line(visits[4]!), '水表漏水 · 约了时段');
});
test('P-7: an order that must be reached at once comes first, and says until when', () => {
  const { agreed_at: _, ...work } = visits[7]!.bundle.work;
  const grant = { ...visits[7]!.bundle.grant, inputs: { order: { received_at: '2026-07-14T02:20:00.000Z' } } };
  const bundle = { ...visits[7]!.bundle, grant, work: { ...work, priority: 'urgent' as const } };
  const urgent = { ...visits[7]!, bundle, slot: slotOf(bundle) };
  assert.equal(line(urgent), '急，马上 · 11:20 前到 · 宽带检修');
  assert.deepEqual(ids([dayFrom([...visits.slice(0, 7), urgent], FAKE_DAY).next!]), ['v8']);
});
test('P-8: what is under way from the day before belongs to today, what was only planned does not', () => {
  const before = visits.map((visit) => ({ ...visit, slot: { ...visit.slot, day: '2026-07-13' } }));
  const day = dayFrom(before, FAKE_DAY, FAKE_DAY);
  assert.deepEqual([day.count, ids(day.working), day.next], [1, ['v2'], undefined]);
});
test('leaving that was undone does not show', () => {
  const log = [
    {
      id: 'a',
      kind: 'running_late',
      at: '2026-07-14T02:00:00.000Z',
      person: 'p',
      device: 'd',
      body: { minutes: 20, expected_at: '2026-07-14T06:20:00.000Z' },
      mine: true,
      sent: true,
    },
  ];
  const undone = [...log, { ...log[0]!, id: 'b', kind: 'withdrawn', body: { fact: 'a', reason: 'slip' } }];
  assert.equal(line({ ...visits[5]!, log }), '宽带检修 · 说好14:20 左右到');
  assert.equal(line({ ...visits[5]!, log: undone }), '宽带检修 · 约好了');
});
