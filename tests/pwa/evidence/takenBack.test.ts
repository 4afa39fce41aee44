/** The vectors that hold the browser's verifier and the one in Python together in what they say of facts that were taken back. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { takenBack, type Link } from '../../../pwa/customer/verifier/record.ts';

interface Case {
  name: string;
  facts: Omit<Link, 'commit'>[];
  withdrew: Record<string, string>;
  outcomes: Record<string, string>;
  notes: [string, string, string][];
}

const file = new URL('../../vectors/taken_back.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

for (const { name, facts, withdrew, outcomes, notes } of cases)
  test(`taken back: ${name}`, () => {
    const signed = Object.entries(outcomes).map(([hash, outcome]) => ({
      device: 'd1',
      hash,
      outcome,
      seq: 0,
      code: '',
      subject: '',
      released: false,
    }));
    const links = facts.map((each) => ({ ...each, commit: '' }));
    const said = takenBack(links, new Map(Object.entries(withdrew)), signed);
    assert.deepEqual(
      said.map(({ code, where, why }) => [code, where, why]),
      notes,
    );
  });
