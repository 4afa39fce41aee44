/** The vectors that hold signer.ts and ink.ts together with their twin on the server (own_phone/rules.py). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isSignature, type Strokes } from '../../../pwa/technician/customer-mode/ink.ts';
import { BLANK, isStaff, nameKey, objections, type SignForm } from '../../../pwa/technician/customer-mode/signer.ts';

interface Vectors {
  staff: string[];
  same: [string, string][];
  different: [string, string][];
  ink: { name: string; strokes: Strokes['strokes']; counts: boolean }[];
  forms: { name: string; form: Partial<SignForm> & { strokes?: Strokes['strokes'] }; codes: string[] }[];
}
const vectors = JSON.parse(readFileSync(new URL('../../vectors/signing.json', import.meta.url), 'utf8')) as Vectors;
const pad = (strokes: Strokes['strokes']): Strokes => ({ v: 1, width: 358, height: 220, strokes });

test('one name, however it is spelt', () => {
  for (const [one, other] of vectors.same) {
    assert.equal(nameKey(one), nameKey(other));
    assert.ok(isStaff(one, [other]) && isStaff(other, [one]));
  }
});
test('two names and no name stay apart', () => {
  for (const [one, other] of vectors.different) assert.ok(!isStaff(one, [other]) && !isStaff(other, [one]));
});
for (const { name, strokes, counts } of vectors.ink)
  test(`ink: ${name}`, () => assert.equal(isSignature(pad(strokes)), counts));
for (const { name, form, codes } of vectors.forms)
  test(`form: ${name}`, () => {
    const { strokes, ...said } = form;
    const whole = { ...BLANK, ...said, ...(strokes && { ink: pad(strokes) }) };
    assert.deepEqual(
      objections(whole, vectors.staff)
        .map((each) => each.code)
        .sort(),
      codes,
    );
  });
