/** Asking for another time: what must be there, and how late the customer is told it will be (HV-8b, HV-8c). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../cast/installed.ts';
import { inOrganisation, isShown, isShownTwice, windowIn, zone } from '../../../pwa/technician/shell/dates.ts';
import { fakeDay } from '../cast/fakeDay.ts';
import { asked, EMPTY, missing, type Asking } from '../../../pwa/technician/today/anotherTime.ts';
import { expectedAt } from '../../../pwa/technician/today/late.ts';
import { loadMessages, messages } from '../../../pwa/technician/shell/messages.ts';

await loadMessages('zh-CN');

const full: Asking = { by: 'us', reason: 'parts', note: '', day: '2026-07-15', from: '09:30', to: '10:30' };
const gap = (change: Partial<Asking>) => missing({ ...full, ...change }, inOrganisation);

test('who, why and when are asked for, one at a time', () => {
  assert.equal(missing(EMPTY, inOrganisation), 'missingBy');
  assert.equal(gap({ reason: undefined }), 'missingReason');
  assert.equal(gap({ reason: 'other', note: '  ' }), 'missingReason');
  assert.equal(gap({ from: '' }), 'missingTime');
  assert.equal(gap({ to: '09:30' }), 'order');
  assert.equal(gap({}), undefined);
});
test('F-20: a window goes over midnight, as the office takes it; a longer one is a slip of the hand', () => {
  const night = { ...full, from: '22:00', to: '02:00' };
  assert.equal(missing(night, inOrganisation), undefined);
  assert.equal(asked(night, messages.value.today.another.reasons, inOrganisation).to, '2026-07-15T18:00:00.000Z');
  assert.equal(missing({ ...night, to: '00:00' }, inOrganisation), undefined);
  assert.equal(missing({ ...night, from: '16:00' }, inOrganisation), 'order');
});
test('P-29: a time that has passed or that the clocks jump over is said, also out of a draft of yesterday', () => {
  const clocks = { isShown, isShownTwice, isPast: (at: string) => at < '2026-07-14T02:00:00.000Z' };
  const said = (change: Partial<Asking>) => missing({ ...full, ...change }, inOrganisation, clocks);
  assert.equal(said({ day: '2026-07-13' }), 'past');
  assert.equal(said({ day: '2026-07-14', from: '09:00', to: '' }), 'past');
  assert.equal(said({ day: '2026-07-14', from: '09:00', to: '10:30' }), undefined); // it runs still
  zone.value = 'America/New_York';
  assert.equal(said({ day: '2027-03-14', from: '02:30', to: '04:00' }), 'noSuchTime');
  assert.equal(said({ day: '2027-03-14', from: '03:30', to: '04:00' }), undefined);
  const autumn = (from: string) => said({ day: '2027-11-07', from, to: '04:00' });
  assert.deepEqual(['00:59', '01:00', '01:59', '02:00'].map(autumn), [undefined, 'timeTwice', 'timeTwice', undefined]);
  zone.value = 'Australia/Lord_Howe'; // by half an hour, from 2:00 to 1:30
  assert.equal(said({ day: '2027-04-04', from: '01:45', to: '04:00' }), 'timeTwice');
  assert.equal(said({ day: '2027-04-04', from: '01:15', to: '04:00' }), undefined);
  zone.value = 'Asia/Shanghai';
});
test('P-29: the message names the whole window, and the day of its end where it is another', () => {
  const said = windowIn('zh-CN', 'Asia/Shanghai');
  assert.match(said('2026-07-15T01:30:00.000Z', '2026-07-15T02:30:00.000Z'), /7月15日 周三 9:30–10:30$/);
  assert.match(said('2026-07-15T14:00:00.000Z', '2026-07-15T18:00:00.000Z'), /22:00–7月16日 周四 2:00$/);
  assert.match(said('2026-07-15T01:30:00.000Z'), /9:30$/);
});
test('a customer who does not know the new time yet can still ask', () => {
  assert.equal(gap({ by: 'customer', reason: 'busy', day: '', from: '', to: '' }), undefined);
});
test('the fact names reason and moments in UTC', () => {
  assert.deepEqual(asked(full, messages.value.today.another.reasons, inOrganisation), {
    by: 'us',
    reason: '缺料',
    from: '2026-07-15T01:30:00.000Z',
    to: '2026-07-15T02:30:00.000Z',
  });
});
test('late counts from the promise, and from now once the promise has passed', () => {
  const visit = fakeDay('zh-CN')[2]!; // agreed 10:30
  assert.equal(expectedAt(visit, 20, Date.parse('2026-07-14T02:00:00Z')), '2026-07-14T02:50:00.000Z');
  assert.equal(expectedAt(visit, 20, Date.parse('2026-07-14T02:45:30Z')), '2026-07-14T03:05:00.000Z');
});
