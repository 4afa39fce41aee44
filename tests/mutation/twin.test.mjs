/* The phone's interpreter gives the server's answers, which twin.py wrote down: what the differential test asks, always with the same seed. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { answer } from '../pwa/standard/answers.ts';

const lines = readFileSync(new URL('../../twin.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean);

test('phone and server mean the same', () => {
  for (const line of lines) {
    const { question, answer: expected } = JSON.parse(line);
    const found = answer(question);
    if (question.facts) assert.deepEqual(JSON.parse(found), expected);
    else if (question.conditions) assert.equal(found, expected);
  }
});
