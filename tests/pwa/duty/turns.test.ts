/** Whose turn it is, by the office's word and by what this phone has said (4.8). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { myDuty } from '../../../pwa/technician/duty/turns.ts';
import type { Turn } from '../../../pwa/technician/storage/wire.ts';

const at = (time: string) => `2026-06-12T${time}:00.000Z`;
const now = (time: string) => Date.parse(at(time));
const turn = (id: string, person: string, from: string, to: string, more: Partial<Turn> = {}): Turn => ({
  id,
  post: 'field east',
  from: at(from),
  to: at(to),
  state: 'planned',
  person: { id: person, name: person },
  ...more,
});
const night = turn('night', 'han', '00:00', '08:00', { state: 'on', began: at('00:00') });
const day = turn('day', 'ouyang', '08:00', '20:00');

test('who is on reads who relieves', () => {
  const { on, relief, gave, take } = myDuty([night, day], {}, 'han', now('07:00'));
  assert.deepEqual([on?.id, relief?.id, gave, take], ['night', 'day', undefined, undefined]);
});
test('what was given here counts until the office says more', () => {
  assert.equal(myDuty([night, day], { night: { gave: at('07:56') } }, 'han', now('07:57')).gave, at('07:56'));
  const given = { ...night, state: 'handed_over', given: at('07:55') } as const;
  assert.equal(myDuty([given, day], { night: { gave: at('07:56') } }, 'han', now('07:57')).gave, at('07:55'));
});
test('a turn can be taken two hours before it begins, and as soon as the one before was given', () => {
  assert.equal(myDuty([night, day], {}, 'ouyang', now('05:59')).take, undefined);
  assert.equal(myDuty([night, day], {}, 'ouyang', now('05:59')).next?.id, 'day');
  assert.equal(myDuty([night, day], {}, 'ouyang', now('06:00')).take?.id, 'day');
  const given = { ...night, state: 'handed_over', given: at('03:00') } as const;
  assert.equal(myDuty([given, day], {}, 'ouyang', now('03:01')).from?.id, 'night');
});
test('what was taken here is mine from then on, past the end of the one before', () => {
  const { on, take } = myDuty([night, day], { day: { took: at('08:25') } }, 'ouyang', now('08:26'));
  assert.deepEqual([on?.id, take], ['day', undefined]);
});
test('another post is nobody’s relief, and whoever has no turn has no duty', () => {
  const hotline = turn('hotline', 'he', '08:00', '20:00', { post: 'hotline' });
  assert.equal(myDuty([night, hotline], {}, 'han', now('07:00')).relief, undefined);
  assert.deepEqual(myDuty([night, day], {}, 'su', now('07:00')), {});
});
test('a turn that is over and that nobody took is none any more', () =>
  assert.deepEqual(myDuty([day], {}, 'ouyang', now('20:01')), {}));
