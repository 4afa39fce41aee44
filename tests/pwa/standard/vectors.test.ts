/** The vectors that hold evaluate.ts, record.ts and completion.ts together with their twins on the server. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { completion, stateOf } from '../../../pwa/technician/standard/completion.ts';
import { countsAs, goodOf, opened } from '../../../pwa/technician/standard/declared.ts';
import { holds } from '../../../pwa/technician/standard/evaluate.ts';
import { judge, type LimitResult } from '../../../pwa/technician/standard/limits.ts';
import { secondOf } from '../../../pwa/technician/standard/moment.ts';
import { inputsOf, recordOf, thousandths } from '../../../pwa/technician/standard/record.ts';
import type {
  Inputs,
  Limit,
  RecordedFact,
  Record_,
  StandardDocument,
  StateTable,
} from '../../../pwa/technician/standard/types.ts';

interface Case {
  name: string;
  condition?: unknown;
  record: Record_;
  facts: RecordedFact[];
  inputs: Inputs;
  holds: boolean;
  state: string;
}
interface CompletionCase extends Case {
  document?: StandardDocument;
  outcome: string;
  missing: string[];
  may_finish: boolean;
  steps: Record<string, string>;
}
interface LimitCase extends Case {
  limits: Limit[];
  now: string;
  over: boolean;
  expected: LimitResult[];
}
interface Vectors<T> {
  cases: T[];
  condition?: unknown;
  table?: StateTable;
  document?: StandardDocument;
}

const folder = new URL('../../vectors/', import.meta.url);
const read = <T = Case>(path: string): Vectors<T> => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const files = (name: string): string[] =>
  readdirSync(new URL(`${name}/`, folder))
    .filter((file) => file.endsWith('.json'))
    .sort();
/** Without prototypes, so that only what is written is compared. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

for (const file of files('predicates')) {
  for (const { name, condition, record, inputs, holds: expected } of read(`predicates/${file}`).cases) {
    test(`${file}: ${name}`, () => assert.equal(holds(condition, record, inputs), expected));
  }
}

for (const file of files('clauses')) {
  const { condition, cases } = read(`clauses/${file}`);
  for (const { name, facts, inputs, holds: expected } of cases) {
    test(`${file}: ${name}`, () => assert.equal(holds(condition, recordOf(facts), inputs), expected));
  }
}

for (const { name, facts, record } of read('record.json').cases) {
  test(`record: ${name}`, () => assert.deepEqual(plain(recordOf(facts)), plain(record)));
}

for (const { name, limits, facts, inputs, now, over, expected } of read<LimitCase>('limits.json').cases) {
  test(`limit: ${name}`, () => assert.deepEqual(judge(limits, recordOf(facts), inputs, now, over), expected));
}

const declared = JSON.parse(readFileSync(new URL('declared.json', folder), 'utf8'));
for (const { name, good, inputs, expected } of declared.good)
  test(`good: ${name}`, () => assert.deepEqual(plain(goodOf(good ? { good } : {}, inputs)), expected));
for (const { name, language, outcome, expected } of declared.counts_as)
  test(`counts as: ${name}`, () =>
    assert.equal(countsAs({ ...declared.document, language }, outcome) ?? null, expected));
for (const { name, language, facts, inputs, expected } of declared.opened)
  test(`opened: ${name}`, () => {
    const found = opened({ ...declared.document, language }, facts, inputs);
    assert.deepEqual(Object.fromEntries([...found].map(([fact, { what }]) => [fact, what])), expected);
  });

const states = read('states.json');
for (const { name, facts, state } of states.cases) {
  test(`state: ${name}`, () => assert.equal(stateOf(states.table!, recordOf(facts), {}), state));
}

const completions = read<CompletionCase>('completion.json');
for (const {
  name,
  document = completions.document!,
  facts,
  inputs,
  outcome,
  state,
  missing,
  may_finish,
  steps,
} of completions.cases) {
  test(`completion: ${name}`, () => {
    const found = completion(document, recordOf(facts), inputs, outcome);
    const seen = Object.fromEntries(
      found.moments.flatMap((moment) => moment.steps).map((step) => [step.id, step.unmet ? 'unmet' : step.state]),
    );
    assert.deepEqual(
      { state: found.state, missing: found.missing, may_finish: found.may_finish, steps: seen },
      { state, missing, may_finish, steps },
    );
  });
}

test('completion: a visit is done where no other outcome is asked for', () => {
  const { facts, inputs } = completions.cases.find((each) => each.may_finish && each.outcome === 'done')!;
  const found = (outcome?: string): unknown => completion(completions.document!, recordOf(facts), inputs, outcome);
  assert.deepEqual(found(), found('done'));
  assert.notDeepEqual(found(), found('bored'));
});

test('inputs are named by their way, whether they were nested or dotted', () => {
  assert.deepEqual(plain(inputsOf({ window: { from: 'x', to: { at: 1 } }, 'case.steps': 2 })), {
    'window.from': 'x',
    'window.to.at': 1,
    'case.steps': 2,
  });
});

test('seconds are counted from the year 2000', () => {
  assert.deepEqual(
    ['2000-01-01T00:00:00', '2000-03-01T00:00:01', '2001-01-01T00:00:00'].map((moment) => secondOf(`${moment}Z`)),
    [0, 5184001, 31622400],
  );
});

test('there is one zero', () => {
  assert.deepEqual(['-0', '-0.0', '0', '-0.001'].map(thousandths), [0, 0, 0, -1]); // deepEqual tells −0 from 0
});
