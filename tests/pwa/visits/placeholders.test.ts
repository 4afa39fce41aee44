/** What is said at a customer's door is true: blanks come from the record, and what it does not know is a gap (M5). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blanksOf } from '../../../pwa/technician/visits/placeholders.ts';
import { endsFor } from '../../../pwa/technician/visits/endings.ts';
import { spoken } from '../../../pwa/technician/visits/phrases.ts';
import { viewOf } from '../../../pwa/technician/visits/view.ts';
import type { Standard, Step } from '../../../pwa/technician/standard/types.ts';
import type { LogEntry } from '../../../pwa/technician/phone/interface.ts';
import { answered, confirm, entry, STANDARD, text, visit } from './standard.ts';

const choice = (id: string, clause: string, ...choices: [string, string][]): Step => ({
  ...confirm(id),
  clause,
  answer: { kind: 'choice', choices: choices.map(([value, label]) => ({ id: value, label: text(label) })) },
});
const asked: Step[] = [
  choice('symptoms', 'WD-14', ['offline', '上不了网'], ['tv', '电视看不了']),
  choice('check-cables', 'WD-10', ['good', '整齐'], ['bad', '走线乱']),
  choice('check-place', 'WD-10', ['good', '合适'], ['bad', '太潮']),
  { ...confirm('answer-by'), clause: 'WD-29', answer: { kind: 'moment' } },
];
const side = (outcome: string) => ({ id: outcome, title: text(outcome), path: 'side' as const, outcome, steps: [] });
const standard = {
  ...STANDARD,
  moments: [
    ...STANDARD.moments,
    { id: 'asked', title: text('asked'), path: 'main', steps: asked },
    ...['entry_refused', 'declined', 'not_solved', 'unsafe'].map(side),
  ],
  blanks: {
    minutes: text('……', '…'),
    fault: text('……', '…'),
    finding: text('……'),
    time: text('……'),
    expected: text('……'),
  },
} as unknown as Standard;
const view = (...log: LogEntry[]) => viewOf({ ...visit(log), standard });
const blanks = (...log: LogEntry[]) =>
  blanksOf(view(...log), {
    technician: '李建国',
    company: '澄江公用',
    tongue: 'zh-CN',
    spoken: (at) => at.slice(11, 16),
  });

test('M5: who runs 45 minutes late says so, and when he will be there', () => {
  const known = blanks(entry('running_late', '01:00', { minutes: 45, expected_at: '2026-07-14T11:15:00.000Z' }));
  assert.equal(known.minutes, '45');
  assert.equal(known.expected, '11:15');
});
test('M5: the fault is the one that the customer named, the findings are those that were found', () => {
  const known = blanks(answered('symptoms', 'tv'), answered('check-cables', 'bad'), answered('check-place', 'bad'));
  assert.equal(known.fault, '电视看不了');
  assert.equal(known.finding, '走线乱、太潮');
});
test('M5: an answer is promised for the time that was agreed', () => {
  assert.equal(blanks(answered('answer-by', '2026-07-15T07:00:00.000Z')).time, '07:00');
});
test('M5: what nobody knows is a gap, never a figure that somebody made up', () => {
  const phrase = { id: 'p', clause: 'HV-8b', title: text('t'), text: text('要晚到{minutes}分钟') };
  const known = blanks();
  assert.equal(known.minutes, undefined);
  assert.deepEqual(
    spoken(phrase, standard, known, 'zh-CN').find((piece) => piece.gap),
    { text: '……', name: false, gap: true },
  );
});
test('M8: inside the honest ends come first and the door has none; at the door it is the other way', () => {
  const ends = (inside: boolean) => endsFor(view(), inside).map((each) => each.moment.outcome);
  assert.deepEqual(
    ends(true),
    ['declined', 'not_solved', 'nobody_home', 'unsafe'].filter((each) => each !== 'nobody_home'),
  );
  assert.deepEqual(ends(false), ['entry_refused', 'unsafe']);
});
