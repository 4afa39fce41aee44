/** The times a visit speaks of: early or late in whole minutes, from when one may leave, who waits next. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { early } from '../../../pwa/technician/standard/limits.ts';
import { allowedFrom, nextVisit, promised, runsInto, wholeMinuteAfter } from '../../../pwa/technician/visits/times.ts';
import { viewOf } from '../../../pwa/technician/visits/view.ts';
import { entry, STANDARD, visit } from './standard.ts';

const limit = STANDARD.limits[0];

test('arriving at 8:53 for 9:00 is seven minutes early, whatever the seconds; a second too late is a minute late', () => {
  assert.equal(early('2026-07-14T00:53:40.000Z', '2026-07-14T01:00:00.000Z'), 7);
  assert.equal(early('2026-07-14T01:00:59.000Z', '2026-07-14T01:00:00.000Z'), -1);
  assert.equal(early('2026-07-14T01:04:00.000Z', '2026-07-14T01:00:00.000Z'), -4);
});
test('of a window only its end can be missed (HV-8a)', () => {
  const { bundle, ...rest } = visit();
  const { agreed_at: _, ...work } = bundle.work;
  const found = promised({
    ...rest,
    bundle: {
      ...bundle,
      work: { ...work, window: { from: '2026-07-14T06:00:00.000Z', to: '2026-07-14T08:00:00.000Z' } },
    },
  });
  assert.deepEqual(found, { at: '2026-07-14T08:00:00.000Z', window: true });
});
test('nobody home: ten minutes from the saved knock, the first one, also after a restart', () => {
  const view = viewOf(visit([entry('knocked', '00:54'), entry('knocked', '00:58')]));
  assert.equal(allowedFrom(limit, view.record, view.inputs), '2026-07-14T01:04:00.000Z');
});
test('without a saved knock nobody is told a time', () => {
  const view = viewOf(visit([]));
  assert.equal(allowedFrom(limit, view.record, view.inputs), undefined);
});
test('a knock that was undone does not count', () => {
  const knock = entry('knocked', '00:54');
  const view = viewOf(
    visit([knock, entry('withdrawn', '00:55', { fact: knock.id, reason: 'slip' }), entry('knocked', '00:56')]),
  );
  assert.equal(allowedFrom(limit, view.record, view.inputs), '2026-07-14T01:06:00.000Z');
});
test('the clock time never promises a minute too early', () => {
  assert.equal(wholeMinuteAfter('2026-07-14T01:04:21.000Z'), '2026-07-14T01:05:00.000Z');
  assert.equal(wholeMinuteAfter('2026-07-14T01:04:00.000Z'), '2026-07-14T01:04:00.000Z');
});

const first = visit([entry('arrived', '00:53'), entry('entered', '00:58')]);
const next = visit([], { agreed_at: '2026-07-14T03:00:00.000Z' }, 'v2');

test('while there is time, nothing is said of the next visit', () => {
  assert.equal(runsInto(viewOf(first), [first, next], Date.parse('2026-07-14T02:44:00.000Z')), undefined);
});
test('a quarter of an hour before the next promise, the page says who waits', () => {
  assert.equal(runsInto(viewOf(first), [first, next], Date.parse('2026-07-14T02:45:00.000Z'))?.bundle.id, 'v2');
});
test('before arriving, and after the end, no running into anything', () => {
  const before = visit([]),
    over = visit([...first.log, entry('ended', '02:00', { outcome: 'done' })]);
  for (const each of [before, over])
    assert.equal(runsInto(viewOf(each), [each, next], Date.parse('2026-07-14T02:59:00.000Z')), undefined);
});
test('the other visit at this address is not the next one to warn about', () => {
  const here = visit(first.log, { same_address: ['v2'] });
  assert.equal(nextVisit(here, [here, next]), undefined);
});
test('a visit that was given away or ended does not come next', () => {
  assert.equal(nextVisit(first, [first, { ...next, evicted: { reason: 'reassigned' } }]), undefined);
  assert.equal(
    nextVisit(first, [first, visit([entry('ended')], { agreed_at: '2026-07-14T03:00:00.000Z' }, 'v2')]),
    undefined,
  );
});
