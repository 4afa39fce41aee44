/** Where things are, what a visit proves, and a report that gives no customer away. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../cast/installed.ts';
import { eveningReport } from '../../../pwa/technician/delivery/eveningReport.ts';
import { proofOf } from '../../../pwa/technician/delivery/proof.ts';
import { grouped } from '../../../pwa/technician/delivery/waiting.ts';
import { now } from '../../../pwa/technician/shell/clock.ts';
import { fakeDay, FAKE_DAY, FAKE_NOW } from '../cast/fakeDay.ts';
import { savedAndSent } from '../../../pwa/technician/shell/savedAndSent.ts';
import type { Delivery } from '../../../pwa/technician/phone/interface.ts';
import { loadMessages, messages } from '../../../pwa/technician/shell/messages.ts';

await loadMessages('zh-CN');
const visits = fakeDay('zh-CN');
const at = (minute: number): string => new Date(FAKE_NOW + minute * 60_000).toISOString();
const said = (change: Partial<Delivery>): string => {
  const found = savedAndSent({ state: 'saved', facts: 3, photographs: 0, items: [], ...change });
  return `${found.text.replaceAll('\u00a0', ' ')} ${found.icon} ${found.tone}`.trim();
};

test('the word says saved first and counts in words; amber only after 15 minutes', () => {
  now.value = FAKE_NOW;
  assert.equal(said({ state: 'all_sent', facts: 0 }), '已全部送到 sent');
  assert.equal(said({ oldest: at(-14) }), '已存本机 · 3 项待发 saved');
  assert.equal(said({ oldest: at(-26), state: 'waiting' }), '已存本机 · 等了 26 分 clock attention');
  assert.equal(said({ state: 'sending', facts: 2 }), '正在发 · 还剩 2 项 arrow');
  assert.equal(said({ state: 'space_low' }), '空间快满 · 先发再拍 warning attention');
});
test('a photograph and the fact that names it are one thing that waits', () => {
  const items = [
    { id: 'b', kind: 'photograph', visit: 'v2', at: at(2) },
    { id: 'a', kind: 'photographed', visit: 'v2', at: at(1) },
    { id: 'c', kind: 'arrived', visit: 'v3', at: at(0) },
    { id: 'd', kind: 'shift_started', at: at(3) },
  ];
  assert.deepEqual(
    grouped(items, (kind) => kind in messages.value.delivery.kinds),
    [
      { kind: 'arrived', visit: 'v3', count: 1 },
      { kind: 'photographed', visit: 'v2', count: 1 },
      { kind: 'other', visit: undefined, count: 1 },
    ],
  );
});
test('proof judges what was agreed, never a window (HV-8a)', () => {
  assert.equal(proofOf(visits[1]!, new Set()).early, 7);
  const late = { ...visits[4]!, log: visits[1]!.log };
  assert.equal(proofOf(late, new Set()).early, undefined);
});
test('a visit is home only when nothing of it waits', () => {
  assert.equal(proofOf(visits[0]!, new Set()).home, true);
  assert.equal(proofOf(visits[0]!, new Set(['v1'])).home, false);
});
test('the evening’s report counts and names no customer, address or phone', () => {
  const report = eveningReport(visits, FAKE_DAY, '李建国', 3);
  assert.match(report, /完成 1 单，共 8 单/);
  assert.match(report, /按时到 2\/2/); // M18: both figures, by the standard's own limits
  assert.match(report, /早到 5 分钟 2\/2/);
  assert.match(report, /还没做 7 单/);
  assert.match(report, /待发 3 项/);
  for (const { bundle } of visits) {
    for (const secret of [
      bundle.customer.name,
      bundle.place.estate!,
      bundle.place.room!,
      bundle.contact?.phone,
      bundle.customer.phone_masked,
    ]) {
      if (secret) assert.ok(!report.includes(secret), `${secret} is in the report`);
    }
  }
});
