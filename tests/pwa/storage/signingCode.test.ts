/** The code for the customer's own phone: what goes in comes out, and what a stranger packs does no harm. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { decode, encode, sha256 } from '../../../pwa/technician/storage/hashes.ts';
import { LONGEST_TEXT, packCode, readCode, type SigningOffer } from '../../../pwa/technician/storage/signingCode.ts';

const OFFER: SigningOffer = {
  visit: '0197b3a0-0000-7000-8000-00000000000a',
  device: '0197b3a0-0000-7000-8000-00000000000b',
  until: '2026-11-30T09:00:00.000Z',
  nonce: encode(new Uint8Array(16).fill(7)),
  shown: '',
  language: 'en',
  signature: encode(new Uint8Array(64).fill(9)),
};
const HEAD = 150; // bytes before the text

for (const text of ['宽带装好了', '✓ 好\n'.repeat(240), 'x'])
  test(`a text of ${text.length} letters comes back as it was`, async () => {
    const offer = { ...OFFER, shown: await sha256(text) };
    const code = await packCode(offer, text);
    assert.deepEqual(await readCode(code), { offer, text, survey: false });
    assert.deepEqual(await readCode(await packCode(offer, text, true)), { offer, text, survey: true });
  });

test('the longest text fits into the largest code of squares', async () => {
  const text = String.fromCodePoint(...Array.from({ length: 666 }, (_, i) => 0x4e00 + ((i * 7919) % 20000)));
  assert.ok(Buffer.byteLength(text) <= LONGEST_TEXT);
  const code = await packCode({ ...OFFER, shown: await sha256(text) }, text);
  assert.ok(`https://shangmen.example.com.cn/s/#${code}`.length <= 2953);
});

test('half a code, another version, no text and a text that unpacks to megabytes are no code', async () => {
  const code = await packCode({ ...OFFER, shown: await sha256('x') }, 'x');
  const head = Buffer.from(decode(code)).subarray(0, HEAD);
  const bomb = Buffer.concat([head, deflateRawSync(Buffer.alloc(50_000_000))]);
  bomb[1] = 1;
  const other = Buffer.concat([head, Buffer.from('x')]);
  other[0] = 2;
  for (const each of ['', code.slice(0, 90), encode(head), encode(other), encode(bomb), '<script>', '%%%'])
    assert.equal(await readCode(each), undefined);
});
