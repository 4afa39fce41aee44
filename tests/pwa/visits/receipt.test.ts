/** The receipt's code as phones show it: one code a visit, whoever's phone it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiptCode } from '../../../pwa/technician/storage/hashes.ts';
import type { Grant } from '../../../pwa/technician/storage/wire.ts';
import { receiptOf } from '../../../pwa/technician/visits/receipt.ts';

const VISIT = '01890000-0000-7000-8000-000000000001';
const grant = {
  v: 1,
  type: 'grant',
  id: 'g',
  visit: VISIT,
  person: 'p',
  role: 'helper',
  inputs: {},
  signature: 's',
} as unknown as Grant;

// Guard: pwa/technician/visits/receipt.ts:receiptOf
test('P-11: the helper shows the code of the grant that theirs names, the lead the code of their own', async () => {
  const [own, shared] = [
    await receiptOf(grant, 'https://a.example'),
    await receiptOf({ ...grant, receipt: 'a'.repeat(64) }, 'https://a.example'),
  ];
  assert.equal(shared.code, await receiptCode(VISIT, 'a'.repeat(64)));
  assert.equal(shared.url, `https://a.example/r/${shared.code}`);
  assert.notEqual(own.code, shared.code);
});
