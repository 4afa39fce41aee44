/** Answers and sentences in words: what was typed is understood, what was chosen is read back, nobody is misnamed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerInWords, figureOf, summaryOf } from '../../../pwa/technician/visits/answerTexts.ts';
import { addressed, spoken } from '../../../pwa/technician/visits/phrases.ts';
import type { Standard } from '../../../pwa/technician/standard/types.ts';
import { confirm, text } from './standard.ts';

const power = {
  kind: 'number',
  unit: text('dBm'),
  decimals: 1,
  range: { least: '-60', most: '10' },
  good: { least: '-27', most: '-8' },
} as const;
const said = (moment: string) => moment;

test('figures are understood however the keyboard writes them', () => {
  for (const typed of ['-21.4', '−21.4', '－２１．４', ' -21,4 '])
    assert.deepEqual(figureOf(typed, power), { value: '-21.4', good: true });
  assert.deepEqual(figureOf('.5', power), { value: '0.5', good: false });
  assert.deepEqual(figureOf('-008', power), { value: '-8', good: true });
});
test('a value outside what passes is allowed, and known to be outside', () =>
  assert.deepEqual(figureOf('-31', power), { value: '-31', good: false }));
test('what cannot be is refused, with the reason', () => {
  assert.deepEqual(figureOf('', power), { wrong: 'figure' });
  assert.deepEqual(figureOf('abc', power), { wrong: 'figure' });
  assert.deepEqual(figureOf('-21.44', power), { wrong: 'decimals' });
  assert.deepEqual(figureOf('-61', power), { wrong: 'range' });
});
test('F-8 a comma before three digits is asked about, and never decides a bill', () => {
  const meter = { kind: 'number', unit: text('m³'), decimals: 3, range: { least: '0', most: '99999' } } as const;
  for (const typed of ['1,284', '1，284', '12,840']) assert.deepEqual(figureOf(typed, meter), { wrong: 'grouping' });
  for (const typed of ['1284', '1 284', '1284,0'])
    assert.equal(
      'value' in figureOf(typed, meter) && Number((figureOf(typed, meter) as { value: string }).value),
      1284,
    );
  for (const typed of ['1,284.6', '1.284,6', '1284,6'])
    assert.deepEqual(figureOf(typed, meter), { value: '1284.6', good: true });
  assert.deepEqual(figureOf('0,284', meter), { value: '0.284', good: true });
});
test('answers are read back in words', () => {
  assert.equal(answerInWords(power, '-21.4', 'zh-CN', said), '−21.4\u00a0dBm');
  const choice = { kind: 'choice', choices: [{ id: 'self', label: text('王秀兰本人', 'herself') }] } as const;
  assert.equal(answerInWords(choice, 'self', 'en', said), 'herself');
  const parts = {
    kind: 'parts',
    parts: [{ code: 'm', name: text('光猫', 'modem'), unit: text('台', 'piece') }],
  } as const;
  assert.equal(
    answerInWords(
      parts,
      [
        { code: 'm', name: '光猫', count: 2 },
        { code: 'x', name: '卡扣', count: 1 },
      ],
      'zh-CN',
      said,
    ),
    '光猫\u00a02\u00a0台、卡扣\u00a01',
  );
});
test('the customer reads a figure with the unit of the sentence, not twice', () => {
  const step = { ...confirm('p'), answer: power, summary: text('光功率 {value} dBm') };
  assert.equal(summaryOf(step, '-21.4', 'zh-CN', said), '光功率 −21.4 dBm');
  assert.equal(summaryOf(confirm('q'), true, 'zh-CN', said), undefined);
});
test('people are addressed by surname only where it is certain', () => {
  const call = (name: string, salutation: 'ms' | 'mr' | 'none' = 'ms') => addressed({ name, salutation }, 'zh-CN');
  assert.equal(call('王秀兰'), '王女士');
  assert.equal(call('欧阳文秀'), '欧阳女士');
  assert.equal(call('阿依古丽·买买提'), '阿依古丽·买买提女士');
  assert.equal(call('王秀兰', 'none'), '王秀兰');
  assert.equal(call('𠮷田美穗'), '𠮷田美穗女士');
  assert.equal(addressed({ name: 'Wang Xiulan', salutation: 'ms' }, 'en'), 'Ms Wang Xiulan');
});
test('blanks are filled with names that stand out, and never left empty', () => {
  const standard = { blanks: { object: text('这个柜子') } } as unknown as Standard;
  const phrase = { id: 'm', clause: 'WD-8', title: text('t'), text: text('{customer}，我想把{object}挪开。') };
  assert.deepEqual(
    spoken(phrase, standard, { customer: '王女士' }, 'zh-CN')
      .map((piece) => piece.text)
      .join(''),
    '王女士，我想把这个柜子挪开。',
  );
  assert.equal(spoken(phrase, standard, { customer: '王女士' }, 'zh-CN')[0]!.name, true);
});
