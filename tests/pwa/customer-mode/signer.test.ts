/** Who may sign: four equal ways, adults only, nobody of the company, and nothing half-filled is saved. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLANK, isStaff, objections, type SignForm } from '../../../pwa/technician/customer-mode/signer.ts';
import type { Strokes } from '../../../pwa/technician/customer-mode/ink.ts';

const STAFF = ['李建国', '陈志强', 'Gulnar Memet'];
const ink: Strokes = {
  v: 1,
  width: 358,
  height: 220,
  strokes: [
    [
      [10, 10, 0, 500],
      [60, 60, 16, 500],
      [120, 40, 32, 500],
      [200, 90, 48, 500],
    ],
  ],
};
const codes = (form: Partial<SignForm>) => objections({ ...BLANK, ...form }, STAFF).map((o) => o.code);

test('the customer draws and is done', () => assert.deepEqual(codes({ relation: 'self', ink }), []));
test('a blank drawing is refused', () => assert.deepEqual(codes({ relation: 'self' }), ['ink']));
test('without saying who signs, nothing is saved', () => assert.deepEqual(codes({ ink }), ['who']));
test('a family member says their name and that they are of age', () => {
  assert.deepEqual(codes({ relation: 'family', ink }), ['adult', 'name']);
  assert.deepEqual(codes({ relation: 'family', adult: true, name: '王小明', ink }), []);
});
test('a child may not sign', () =>
  assert.deepEqual(codes({ relation: 'family', adult: false, name: '王小明', ink }), ['minor']));
test('a typed name needs its tick', () => {
  assert.deepEqual(codes({ relation: 'self', way: 'typed', name: '王秀兰' }), ['agree']);
  assert.deepEqual(codes({ relation: 'self', way: 'typed', name: '王秀兰', agreed: true }), []);
});
test('who was helped is named, and who helped is named, and they are two people', () => {
  const helped: Partial<SignForm> = { relation: 'self', way: 'helped', adult: true, name: '王秀兰' };
  assert.deepEqual(codes(helped), ['helper']);
  assert.deepEqual(codes({ ...helped, helper: '王 秀兰' }), ['helper_self']);
  assert.deepEqual(codes({ ...helped, helper: '王小明' }), []);
});
test('declining needs a reason and nothing else; a child at the door may say so, too', () => {
  assert.deepEqual(codes({ relation: 'self', way: 'declined' }), ['reason']);
  assert.deepEqual(codes({ relation: 'family', way: 'declined', reason: 'no_wish' }), []);
});
test('nobody of the company signs or helps, whatever the spaces and dots', () => {
  assert.deepEqual(codes({ relation: 'other', name: '李 建国', ink }), ['staff']);
  assert.deepEqual(codes({ relation: 'self', way: 'helped', adult: true, name: '王秀兰', helper: '陈志强' }), [
    'helper_staff',
  ]);
  assert.equal(isStaff('gulnar·memet', STAFF), true);
  assert.equal(isStaff('王秀兰', STAFF), false);
});
