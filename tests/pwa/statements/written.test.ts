/** When a question stands on Today: until something was handed in here or the company has it, and again when there is a finding. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOpen, onToday } from '../../../pwa/technician/statements/written.ts';

const NOW = Date.parse('2026-12-20T00:00:00.000Z');
const asked = { number: 'T-1201-01', gist: 'x', at: '2026-12-01T01:10:00.000Z' };
const closed = '2026-12-10T00:00:00.000Z';
const finding = { valid: 'no', grounds: [] };

test('it is open until it was handed in here, or the company has it, or it was closed', () => {
  assert.equal(isOpen(asked, undefined), true);
  assert.equal(isOpen(asked, { text: 'half' }), true);
  assert.equal(isOpen(asked, { text: 'all', given: closed }), false);
  assert.equal(isOpen({ ...asked, stated: closed }, undefined), false);
  assert.equal(isOpen({ ...asked, closed }, undefined), false);
});

test('Today shows what is open, and what was found for two weeks', () => {
  assert.equal(onToday(asked, { text: 'half' }, NOW), true);
  assert.equal(onToday({ ...asked, stated: closed }, undefined, NOW), false);
  assert.equal(onToday({ ...asked, stated: closed, finding, closed }, undefined, NOW), true);
  assert.equal(onToday({ ...asked, stated: closed, finding }, undefined, NOW), false);
  assert.equal(onToday({ ...asked, finding, closed: '2026-12-05T23:59:59.000Z' }, undefined, NOW), false);
});
