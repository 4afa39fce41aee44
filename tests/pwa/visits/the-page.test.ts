/** What a page of the visit shows: done folds away, what is next stands out, the button says where it leads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leadsTo, mayEndAfter, missing, missingBefore } from '../../../pwa/technician/visits/leads.ts';
import { folded, momentNow, roomFor, stepNow, undoable, viewOf } from '../../../pwa/technician/visits/view.ts';
import { answered, entry, visit } from './standard.ts';

const page = (log: Parameters<typeof visit>[0], id: string) => {
  const view = viewOf(visit(log));
  return { view, moment: view.main.find((each) => each.moment.id === id)! };
};

test('the visit opens where it was left, even where nothing is open any more', () => {
  assert.equal(momentNow(viewOf(visit([answered('five')])), 'prepare').moment.id, 'prepare');
});
test('without a place to come back to it opens at the first page that still asks for something', () => {
  assert.equal(momentNow(viewOf(visit([answered('five')]))).moment.id, 'door');
});
test('the next step stands out; one that is not asked for comes last', () => {
  const { moment } = page([answered('a')], 'work');
  assert.equal(stepNow(moment)!.step.id, 'power');
  assert.equal(stepNow(moment, 'b')!.step.id, 'b');
});
test('undoing a step opens it again', () => {
  const done = answered('a');
  assert.equal(page([done], 'work').moment.steps[0]!.state, 'done');
  assert.equal(
    page([done, entry('withdrawn', '01:01', { fact: done.id, reason: 'slip' })], 'work').moment.steps[0]!.state,
    'open',
  );
});
test('a short phone folds all but the last done row, a tall one shows three', () => {
  const { moment } = page([], 'work');
  const five = [...moment.steps, ...moment.steps].slice(0, 5);
  assert.equal(folded(five, roomFor(640, 16)).hidden.length, 4);
  assert.equal(folded(five, roomFor(844, 16)).shown.length, 3);
  assert.equal(folded(five.slice(0, 1), 1).hidden.length, 0);
});
test('setting off, arriving and being asked in need no tap of their own: the bottom button reports them', () => {
  const leaving = page([answered('five')], 'prepare');
  assert.equal(leadsTo(leaving.view, leaving.moment).threshold?.step.id, 'depart');
  const { view, moment } = page([entry('arrived'), entry('knocked')], 'door');
  assert.equal(leadsTo(view, moment).threshold?.step.id, 'enter');
  assert.equal(leadsTo(view, moment).open, 0);
});
test('the button counts the steps that are still asked for here', () => {
  const { view, moment } = page([answered('a')], 'work');
  assert.deepEqual(
    [leadsTo(view, moment).to, leadsTo(view, moment).open, leadsTo(view, moment).next!.moment.id],
    ['moment', 1, 'customer'],
  );
});
test('where the customer must sign, the button gives them the phone, until they have signed', () => {
  const { view, moment } = page([], 'customer');
  assert.equal(leadsTo(view, moment).to, 'customer');
  const signed = page([entry('customer_mode_entered'), entry('signed'), entry('customer_mode_left')], 'customer');
  assert.equal(leadsTo(signed.view, signed.moment).to, 'moment');
});
test('the last page ends the visit, and says what is missing before it does', () => {
  const { view, moment } = page([answered('five')], 'leave');
  assert.equal(leadsTo(view, moment).to, 'end');
  assert.equal(
    missing(view).some(({ step }) => step.step.id === 'shoes'),
    true,
  );
  assert.equal(missingBefore(view, 1).length, 0);
  assert.equal(mayEndAfter(view, leadsTo(view, moment).threshold), false);
});
test('ten seconds to undo a slip, on the phone that made it only', () => {
  const fresh = entry('answered', '01:00');
  assert.equal(undoable(fresh, Date.parse('2026-07-14T01:00:09.900Z')), true);
  assert.equal(undoable(fresh, Date.parse('2026-07-14T01:00:10.000Z')), false);
  assert.equal(undoable({ ...fresh, mine: false }, Date.parse(fresh.at)), false);
});
