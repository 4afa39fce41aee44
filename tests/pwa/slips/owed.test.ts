/** What its person promised, read from the log as the office reads it, and slips: said twice, undone within ten seconds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueBy, promisesOf } from '../../../pwa/technician/slips/owed.ts';
import { bodyOf, EMPTY, saidBefore, undoableSlip } from '../../../pwa/technician/slips/slips.ts';
import type { LogEntry, VisitOnPhone } from '../../../pwa/technician/phone/interface.ts';
import { confirm, entry as at, visit } from '../visits/standard.ts';

const entry = (kind: string, body: LogEntry['body'] = {}) => at(kind, '01:00', body);
const ME = entry('opened').person;
const EARLY = '2026-07-15T07:00:00.000Z',
  LATE = '2026-07-15T09:00:00.000Z';
const moments = (...steps: object[]) => [{ id: 'm', title: {}, path: 'main', steps }];
const asked = (
  log: LogEntry[],
  step: object = { ...confirm('answer-by'), answer: { kind: 'moment' } },
): VisitOnPhone => {
  const made = visit(log);
  return { ...made, standard: { ...made.standard, moments: moments(step) as never } };
};
const by = (value: string) => entry('answered', { step: 'answer-by', value });
const owed = (...log: LogEntry[]) => promisesOf(asked(log), ME).map(({ kind, due }) => [kind, due]);

test('a moment that is a promise, and a return, are owed; any other moment is none', () => {
  assert.deepEqual(owed(by(EARLY), entry('appointed', { step: 'speed', what: 'x', from: LATE })), [
    ['answer', EARLY],
    ['return', LATE],
  ]);
  assert.deepEqual(
    promisesOf(asked([by(EARLY)], { ...confirm('answer-by'), answer: { kind: 'moment' }, promise: false }), ME),
    [],
  );
  assert.equal(
    promisesOf(
      asked([entry('answered', { step: 'parts-by', value: EARLY })], {
        ...confirm('parts-by'),
        answer: { kind: 'moment' },
        promise: true,
      }),
      ME,
    ).length,
    1,
  );
});
test('the last word of a step counts, and what was withdrawn says nothing', () => {
  const first = by(EARLY);
  assert.deepEqual(owed(first, by(LATE)), [['answer', LATE]]);
  assert.deepEqual(owed(first, entry('withdrawn', { fact: first.id, reason: 'slip' })), []);
  assert.deepEqual(
    owed(
      entry('appointed', { step: 'speed', what: 'x', from: LATE }),
      entry('answered', { step: 'speed', value: '300' }),
    ),
    [],
  );
});
test('a withdrawal that was itself withdrawn takes nothing back: the promise is owed, the slip stands', () => {
  const [first, slip] = [by(EARLY), entry('slipped', { about: 'hazard', text: '井盖', wants_answer: false })];
  const undone = (fact: LogEntry): LogEntry[] => {
    const withdrawn = entry('withdrawn', { fact: fact.id, reason: 'slip' });
    return [fact, withdrawn, entry('withdrawn', { fact: withdrawn.id, reason: 'x' })];
  };
  assert.deepEqual(owed(...undone(first)), [['answer', EARLY]]);
  assert.equal(saidBefore(visit(undone(slip)), { ...EMPTY, about: 'hazard', text: '井盖' }, Date.parse(slip.at)), true);
});
test('the office keeps, waives and moves', () => {
  const first = by(EARLY);
  for (const kind of ['promise_kept', 'promise_waived'])
    assert.deepEqual(owed(first, entry(kind, { commitment: first.id })), [], kind);
  assert.deepEqual(owed(first, entry('promise_moved', { commitment: first.id, to: LATE })), [['answer', LATE]]);
});
test('Today shows what is due by the end of the day, the earliest first', () => {
  assert.deepEqual(
    dueBy([asked([by(LATE)]), asked([by(EARLY)])], ME, LATE).map((each) => each.due),
    [EARLY],
  );
});
test('the same slip within ten minutes is one, and an own one can be undone for ten seconds', () => {
  const slip = entry('slipped', { about: 'hazard', text: '井盖', wants_answer: false });
  const noted = Date.parse(slip.at),
    typed = { ...EMPTY, about: 'hazard' as const, text: ' 井盖 ' };
  assert.equal(saidBefore(visit([slip]), typed, noted + 599_000), true);
  assert.equal(saidBefore(visit([slip]), typed, noted + 600_000), false);
  assert.equal(undoableSlip([visit([slip])], noted + 9_999)?.slip.id, slip.id);
  assert.equal(undoableSlip([visit([slip])], noted + 10_000), undefined);
  assert.deepEqual(bodyOf({ ...typed, answer: true, other: true, name: ' 王 ', phone: '' }), {
    about: 'hazard',
    text: '井盖',
    wants_answer: true,
    contact: { name: '王' },
  });
});
