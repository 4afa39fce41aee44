/** How a limit stands and what is missing, on a phone that has not heard from the office for a while. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { running, stateOfLimit } from '../../../pwa/technician/matters/limits.ts';
import { matterMessages } from '../../../pwa/technician/matters/messages.ts';
import { itemsOf, missingOf, toldBefore } from '../../../pwa/technician/matters/missing.ts';
import type { LogEntry, VisitOnPhone } from '../../../pwa/technician/phone/interface.ts';
import type { Limit } from '../../../pwa/technician/storage/wire.ts';

const say = matterMessages['zh-CN'];
const at = (time: string) => `2026-06-12T${time}:00.000Z`;
const limit = (more: Partial<Limit>): Limit => ({
  label: { 'zh-CN': '1 小时到场', en: 'On site in 1 hour' },
  due: at('08:34'),
  verdict: 'pending',
  ...more,
});
const state = (more: Partial<Limit>, now = at('08:00')) => stateOfLimit(limit(more), Date.parse(now), say);

test('a clock that runs is late once its time has passed, whatever the office said last', () => {
  assert.equal(state({}).late, false);
  assert.equal(state({}, at('08:34')).late, false); // the due moment itself is in time (K1)
  assert.equal(state({}, '2026-06-12T08:34:00.001Z').late, true);
});
test('a clock that stopped stays as it was judged', () => {
  assert.equal(state({ verdict: 'met', stopped: at('08:33') }, at('20:00')).late, false);
  assert.equal(state({ verdict: 'missed', stopped: at('08:40') }, at('20:00')).late, true);
});
test('what cannot be measured says why and is never late', () => {
  const why = { 'zh-CN': '时钟不准，没法算', en: 'the clock was uncertain' };
  assert.deepEqual(state({ verdict: 'not_measured', why }, at('20:00')), { words: why['zh-CN'], late: false });
});
test('how long it stood still is said beside it', () => assert.match(state({ paused: 30 }).words, /停表 30 分钟/));
test('a row has room for what still runs', () => {
  const [over, open] = [limit({ verdict: 'met', stopped: at('08:00') }), limit({})];
  assert.equal(running([over, open]), open);
  assert.equal(running([over]), undefined);
});

const told = (items: string[], sent: boolean) =>
  ({
    id: items.join(),
    kind: 'told_missing',
    body: { items },
    at: at('08:00'),
    person: 'a',
    device: 'd',
    mine: true,
    sent,
  }) as LogEntry;
const visit = (log: LogEntry[], missing?: string[]) =>
  ({ log, bundle: { work: { matter: { missing } } } }) as unknown as VisitOnPhone;

test('one thing a line, each once', () =>
  assert.deepEqual(itemsOf(' 房产证 \n\n身份证\n房产证'), ['房产证', '身份证']));
test('what was told here and has not gone home is what is missing', () => {
  assert.deepEqual(missingOf(visit([told(['房产证'], false)], ['身份证'])), ['房产证']);
  assert.deepEqual(missingOf(visit([told(['房产证', '身份证'], true)], ['身份证'])), ['身份证']); // one was brought
  assert.deepEqual(missingOf(visit([])), []);
});
test('a list that was given before is known', () => {
  assert.equal(toldBefore(visit([])), undefined);
  assert.deepEqual(toldBefore(visit([told(['房产证'], true)])), ['房产证']);
});
