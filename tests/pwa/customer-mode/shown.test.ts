/** What the customer reads and signs: done, not done and coming back, in their language, as one text anybody can hash again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customersVisit, given, inCustomerMode } from '../../../pwa/technician/customer-mode/session.ts';
import { canonicalText, linesOf, shownText } from '../../../pwa/technician/customer-mode/shown.ts';
import { freezeClock } from '../../../pwa/technician/shell/clock.ts';
import { momentIn } from '../../../pwa/technician/shell/dates.ts';
import { en } from '../../../pwa/technician/customer-mode/messages/en.ts';
import { zhCN } from '../../../pwa/technician/customer-mode/messages/zh-CN.ts';
import type { Standard, Step } from '../../../pwa/technician/standard/types.ts';
import { viewOf } from '../../../pwa/technician/visits/view.ts';
import { answered, entry, STANDARD, text, visit } from '../visits/standard.ts';

freezeClock(Date.parse('2026-07-14T04:00:00.000Z'));
const spoken = momentIn('zh-CN', 'Asia/Shanghai');
const withSummary = (id: string, more: Partial<Step> = {}): Step => ({
  ...STANDARD.moments[4]!.steps[2]!,
  id,
  text: text(id, `${id} en`),
  summary: text(`${id} {value}`),
  ...more,
});
const standard = {
  ...STANDARD,
  moments: [
    {
      ...STANDARD.moments[4]!,
      steps: [
        withSummary('光功率'),
        withSummary('网速'),
        withSummary('电视盒'),
        STANDARD.moments[4]!.steps[0]!,
        withSummary('照片', { required: false }),
      ],
    },
  ],
} as Standard;
const view = (log: Parameters<typeof visit>[0]) => viewOf({ ...visit(log), standard });
const lines = (log: Parameters<typeof visit>[0], tongue: 'zh-CN' | 'en' = 'zh-CN') =>
  linesOf(view(log), tongue, tongue === 'en' ? en : zhCN, spoken);

test('what was done comes first, then what was not, with the reason', () => {
  const found = lines([
    entry('deviated', '01:00', { step: '光功率', reason: 'no' }),
    answered('网速', '486'),
    answered('电视盒', '1'),
    answered('a'),
  ]);
  assert.deepEqual(
    found.map((line) => [line.done, line.text, line.small]),
    [
      [true, '网速 486，不在合格范围', undefined], // by the bounds that the fixture's figures have
      [true, '电视盒 1，不在合格范围', undefined],
      [false, '没做：光功率', '不行'],
    ],
  );
});
test('an appointment says when somebody comes back', () => {
  const [line] = lines([
    answered('光功率', '1'),
    answered('网速', '1'),
    entry('appointed', '01:00', { step: '电视盒', what: '客厅电视盒', from: '2026-07-16T06:00:00.000Z' }),
  ]).filter((each) => !each.done);
  assert.deepEqual(line, { done: false, text: '还没做：客厅电视盒', small: '7月16日 周四 14:00 再来' });
});
test('what is still open is not passed over in silence; what nobody asks for is', () => {
  assert.deepEqual(
    lines([]).map((line) => line.text),
    ['还没做：光功率', '还没做：网速', '还没做：电视盒'],
  );
});
test('the text that is signed holds every line, what the customer wrote, and reads the same in either direction of hashing', () => {
  const log = [answered('网速', '486')];
  const signed = shownText(view(log), lines(log), ['您指出：柜子没放正'], zhCN, {
    company: '明线通信',
    title: '王女士，今天做了这些',
    day: '2026年7月14日',
  });
  assert.ok(
    signed.includes('– 网速 486，不在合格范围') &&
      signed.includes('您指出：柜子没放正') &&
      signed.endsWith(zhCN.signHelp),
  );
  assert.equal(canonicalText(signed), signed);
  assert.equal(canonicalText(' e\u0301 \r\n b '), 'é\nb');
});
test('both languages have every sentence', () => {
  const shape = (words: object): unknown =>
    Object.entries(words).map(([key, value]) => [
      key,
      typeof value === 'object' && value ? shape(value) : typeof value,
    ]);
  assert.deepEqual(shape(en), shape(zhCN));
});
test('reload or kill: the customer still holds the phone until it was given back', () => {
  const entered = entry('customer_mode_entered');
  assert.equal(inCustomerMode([entered]), true);
  assert.equal(inCustomerMode([entered, entry('customer_mode_left')]), false);
  assert.equal(inCustomerMode([{ ...entered, mine: false }]), false, "the lead's phone does not lock the helper's");
  assert.equal(customersVisit([visit([]), { ...visit([entered], {}, 'v2'), state: 'customer_turn' }])?.bundle.id, 'v2');
});
test('a survey that was sent is not asked again', () => assert.equal(given([entry('surveyed')]).surveyed, true));
test('a signature that was withdrawn no longer counts as given', () => {
  const signed = entry('signed');
  assert.equal(given([signed]).signed?.id, signed.id);
  assert.equal(given([signed, entry('withdrawn', '01:01', { fact: signed.id, reason: 'x' })]).signed, undefined);
});

test('M14: a tick stands before what was achieved alone', () => {
  const step = (id: string, answer: object, more: object = {}) => ({
    ...STANDARD.moments[4]!.steps[0]!,
    id,
    answer,
    ...more,
  });
  const mixed = {
    ...STANDARD,
    moments: [
      {
        ...STANDARD.moments[4]!,
        steps: [
          step('tidy', { kind: 'confirm' }, { summary: text('理好了') }),
          step(
            'cause',
            { kind: 'choice', choices: [{ id: 'x', label: text('外线') }] },
            { summary: text('原因：{value}') },
          ),
          step('move', {
            kind: 'choice',
            choices: [{ id: 'refused', label: text('不同意'), summary: text('您没有同意'), plain: true }],
          }),
          step('agreed', { kind: 'choice', choices: [{ id: 'y', label: text('同意'), summary: text('经您同意') }] }),
          step('by', { kind: 'moment' }, { summary: text('{value} 前答复') }),
        ],
      },
    ],
  } as unknown as Standard;
  const at = viewOf({
    ...visit([
      answered('tidy'),
      answered('cause', 'x'),
      answered('move', 'refused'),
      answered('agreed', 'y'),
      answered('by', '2026-07-16T06:00:00.000Z'),
    ]),
    standard: mixed,
  });
  const found = linesOf(at, 'zh-CN', zhCN, spoken);
  const signed = shownText(at, found, [], zhCN, { company: '', title: '', day: '' }).split('\n');
  for (const line of ['✓ 理好了', '– 原因：外线', '– 您没有同意', '✓ 经您同意', '○ 7月16日 周四 14:00 前答复'])
    assert.ok(signed.includes(line), line);
});
