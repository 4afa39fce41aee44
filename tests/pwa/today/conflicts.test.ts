/** Cross purposes in plain words: choices by their label, an end by its outcome, and what a technician may ask for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../cast/installed.ts';
import { fakeDay } from '../cast/fakeDay.ts';
import { messages } from '../../../pwa/technician/shell/messages.ts';
import { countsOf, nameOf, saidOf, wishesFor } from '../../../pwa/technician/today/conflictTexts.ts';
import type { Standard } from '../../../pwa/technician/standard/types.ts';
import type { ConflictRecord, Json } from '../../../pwa/technician/storage/wire.ts';
import { confirm, STANDARD, text } from '../visits/standard.ts';

const step = {
  ...confirm('cause'),
  answer: { kind: 'choice' as const, choices: [{ id: 'connector', label: text('光纤接头') }] },
};
const standard = {
  ...STANDARD,
  moments: [{ id: 'work', title: text('作业'), path: 'main', steps: [step] }],
} as unknown as Standard;
const [visit] = fakeDay('zh-CN', standard);
const about = (target: string, mine: Json, kind = 'answer'): ConflictRecord => ({
  id: 'c',
  target,
  kind,
  mine,
  theirs: true,
  state: 'open',
});

test('a choice is read by its label, never by its id', () => {
  const [choice] = step.answer.choices;
  assert.equal(saidOf(visit!, about(`answer.${step.id}`, choice!.id), 'mine'), choice!.label['zh-CN']);
  assert.equal(nameOf(visit!, `answer.${step.id}`), step.text['zh-CN']);
});

test('ends, cancellations and signatures are told as what happened', () => {
  const said = (fact: Json): string => saidOf(visit!, about('state', fact, 'two_ends'), 'mine');
  assert.equal(said({ kind: 'ended', outcome: 'nobody_home' }), messages.value.today.outcome.nobody_home);
  assert.equal(said({ kind: 'cancelled', reason: '客户来电', by: 'customer' }), '取消：客户来电');
  assert.equal(said({ kind: 'signed', way: 'drawn' }), '客户签了名');
  assert.equal(saidOf(visit!, about('answer.x', true), 'theirs'), '完成');
  assert.doesNotMatch(said({ kind: 'parts', list: [{ a: 1 }] }), /object Object/);
});

test('an end that the standard declares is told by its own title, and none is called done that is not', () => {
  const own = { ...standard, outcomes: [{ id: 'below_contract', title: text('速率不够'), counts_as: 'not_done' }] };
  const here = { ...visit!, standard: own as unknown as Standard };
  const said = (outcome: string): string =>
    saidOf(here, about('state', { kind: 'ended', outcome, counts_as: 'not_done' }, 'two_ends'), 'mine');
  assert.equal(said('below_contract'), '速率不够');
  assert.equal(said('not_ready'), messages.value.today.outcome.not_ready);
  assert.equal(said('done'), messages.value.today.state.done);
  assert.equal(said('of_a_later_standard'), messages.value.today.state.ended);
});

test('of a signature nobody is right: it is signed anew, or the change does not matter', () => {
  assert.deepEqual(wishesFor(about('signature', true, 'changed')), ['again', 'stands']);
  assert.deepEqual(wishesFor(about('answer.x', true)), ['mine', 'theirs']);
  assert.deepEqual(wishesFor({ id: 'c', target: 'state', mine: 1, theirs: 2, state: 'open' }), ['mine', 'theirs']);
});

test('P-10: what was taken back is named for what it was, and only a signature is a signature', () => {
  const log = ['signed', 'answered'].map((kind, i) => ({
    id: `w${i}`,
    kind,
    at: '2026-07-14T01:00:00.000Z',
    person: 'p',
    device: 'd',
    body: {},
    mine: true,
    sent: true,
  }));
  const said = (fact: string): string =>
    saidOf({ ...visit!, log }, about('signature', { kind: 'withdrawn', fact, reason: 'wrong' }, 'changed'), 'mine');
  assert.deepEqual([said('w0'), said('w1')], ['撤回了签名', '撤回了一条']);
});

test('P-10: no side counts where both would, where the customer objects, or where the step was noted anew since', () => {
  const sides = {
    mine: { from: 'phone' as const, at: '2026-07-14T01:20:00.000Z' },
    theirs: { from: 'phone' as const, at: '2026-07-14T01:15:00.000Z' },
  };
  const one: ConflictRecord = { ...about('answer.speed', 1), sides, shows: { mine: true, theirs: false } };
  const later = {
    id: 'z',
    kind: 'deviated',
    at: '2026-07-14T01:30:00.000Z',
    person: 'p',
    device: 'd',
    body: { step: 'speed', reason: 'other' },
    mine: true,
    sent: true,
  };
  assert.deepEqual(
    [countsOf(visit!, one, 'mine'), countsOf(visit!, one, 'theirs')],
    ['现在按这个算', '留着，没有按它算'],
  );
  assert.equal(countsOf(visit!, { ...one, shows: { mine: true, theirs: true } }, 'mine'), '');
  assert.equal(countsOf(visit!, { ...one, kind: 'objected' }, 'mine'), '');
  assert.equal(countsOf({ ...visit!, log: [later] }, one, 'mine'), '');
});
