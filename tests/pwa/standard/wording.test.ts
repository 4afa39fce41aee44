/** The vectors that hold wording.ts together with its twin on the server. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hits, type Phrase } from '../../../pwa/technician/standard/wording.ts';

interface Case {
  name: string;
  text: string;
  hits: { id: string; start: number; end: number; words: string }[];
}
const vectors: { phrases: Phrase[]; cases: Case[] } = JSON.parse(
  readFileSync(new URL('../../vectors/wording.json', import.meta.url), 'utf8'),
);

for (const { name, text, hits: expected } of vectors.cases)
  test(`4.0 FB: ${name}`, () =>
    assert.deepEqual(
      hits(text, vectors.phrases).map(({ phrase: { id }, start, end, words }) => ({ id, start, end, words })),
      expected,
    ));

test('4.0 FB: an empty list checks nothing', () => assert.deepEqual(hits('这事不归我管', []), []));
