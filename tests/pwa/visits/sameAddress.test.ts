/** Two visits at one address: the door is one, the work is not. One tap is one fact. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rectangleOf } from '../../../pwa/technician/visits/camera/wiping.ts';
import { tapGate } from '../../../pwa/technician/visits/taps.ts';
import { alsoHere, alsoHolds, twinOf } from '../../../pwa/technician/visits/sameAddress.ts';
import { answered, entry, visit } from './standard.ts';

const one = visit([], { same_address: ['v2'] }),
  two = visit([], { same_address: ['v1'] }, 'v2');

test('the other visit here is found, unless it is over or another day', () => {
  assert.deepEqual(
    alsoHere(one, [one, two]).map((each) => each.bundle.id),
    ['v2'],
  );
  assert.deepEqual(alsoHere(one, [one, visit([entry('ended')], {}, 'v2')]), []);
  assert.deepEqual(alsoHere(one, [one, visit([], { day: '2026-07-15' }, 'v2')]), []);
});
test('one arrival, one knock, one way in hold for both, each once', () => {
  for (const kind of ['departed', 'arrived', 'knocked', 'entered']) assert.equal(alsoHolds(kind, {}, one, two), true);
  assert.equal(alsoHolds('arrived', {}, one, visit([entry('arrived')], {}, 'v2')), false);
});
test('the five items are confirmed once, the work is done for each', () => {
  assert.equal(alsoHolds('answered', { step: 'five', value: true }, one, two), true);
  assert.equal(alsoHolds('answered', { step: 'five', value: true }, one, visit([answered('five')], {}, 'v2')), false);
  assert.equal(alsoHolds('answered', { step: 'a', value: true }, one, two), false);
});
test('nobody home ends both, a finished work ends only its own', () => {
  assert.equal(alsoHolds('ended', { outcome: 'nobody_home' }, one, two), true);
  assert.equal(alsoHolds('ended', { outcome: 'done' }, one, two), false);
  assert.equal(alsoHolds('ended', { outcome: 'not_ready' }, visit([entry('entered')]), two), false);
});

test('a tap while the first is still being saved does nothing', async () => {
  const gate = tapGate();
  let let_go = () => {};
  const first = gate(
    'end',
    () =>
      new Promise<void>((resolve) => {
        let_go = resolve;
      }),
  );
  assert.equal(await gate('end', async () => undefined), false);
  let_go();
  assert.equal(await first, true);
});
test('after something could not be saved the same button works again', async () => {
  const gate = tapGate();
  await assert.rejects(gate('a', () => Promise.reject(new Error('full'))));
  assert.equal(await gate('a', async () => undefined), true);
});
test("a wipe covers the finger's path and stays inside the picture", () => {
  assert.deepEqual(
    rectangleOf(
      [
        { x: 10, y: 10 },
        { x: 100, y: 40 },
      ],
      40,
      400,
      300,
    ),
    { x: 0, y: 0, w: 120, h: 60 },
  );
  assert.equal(rectangleOf([], 40, 400, 300), undefined);
});
test('undoing the one arrival undoes it for both visits, and nothing else', () => {
  const here = entry('arrived', '01:00:00'),
    there = entry('arrived', '01:00:01'),
    earlier = entry('arrived', '00:40:00');
  assert.equal(twinOf(here, [earlier, there, entry('knocked', '01:00:01')])?.id, there.id);
  assert.equal(twinOf(here, [earlier]), undefined);
});
