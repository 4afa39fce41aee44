/**
 * What a document of language 2 declares: bounds taken from inputs, ends of its own, what an answer or an end leaves to be
 * done. Twin of declared.py. In a document of language 1 all of this is empty, so that its meaning stays what it was.
 */
import { holds } from './evaluate.ts';
import { notWithdrawn, recordOf, thousandths } from './record.ts';
import type { Answer, Bounds, DeclaredBounds, Inputs, Opens, RecordedFact, StandardDocument, Step } from './types.ts';

/** The ends that language 2 knows without declaring them: none of them is done. */
export const IMPORTED: readonly string[] = ['declined', 'not_solved', 'parts_missing', 'not_ours'];

/** The ends that the languages know by themselves: of any other a fact says what it counts as. */
export const CLOSED: ReadonlySet<string> = new Set([
  ...IMPORTED,
  ...[
    'nobody_home',
    'entry_refused',
    'gate_refused',
    'wrong_address',
    'child_only',
    'no_authority',
    'unsafe',
    'not_ready',
  ],
]);

/** The decimals between which a figure passes; a bound whose input is not there, or is no decimal, bounds nothing. */
export function goodOf(answer: { readonly good?: DeclaredBounds }, inputs: Inputs): Bounds {
  const found: { least?: string; most?: string } = {};
  for (const name of ['least', 'most'] as const) {
    const bound = answer.good?.[name];
    const value =
      typeof bound === 'object' ? (Object.hasOwn(inputs, bound.input) ? inputs[bound.input] : undefined) : bound;
    if (typeof value === 'string' && thousandths(value) !== undefined) found[name] = value;
  }
  return found;
}

/** The step as this visit has it: its bounds are figures. */
export function stepFor(step: Step, inputs: Inputs): Step {
  const { answer } = step;
  if (answer.kind !== 'number' || !answer.good) return step;
  const { good: declared, ...plain } = answer;
  const good = goodOf({ good: declared }, inputs);
  return { ...step, answer: { ...plain, ...(Object.keys(good).length > 0 && { good }) } as Answer };
}

/** Whether a visit that ends so is `done` or `not_done`; undefined for an end that the document does not know. */
export function countsAs(document: StandardDocument, outcome: string): 'done' | 'not_done' | undefined {
  if (outcome === 'done') return 'done';
  if (document.language !== 2)
    return document.moments.some((moment) => moment.outcome === outcome) ? 'not_done' : undefined;
  if (IMPORTED.includes(outcome)) return 'not_done';
  return document.outcomes?.find(({ id }) => id === outcome)?.counts_as;
}

/**
 * Fact → what it leaves to be done, of one visit's facts in log order. An answer and an end count as the log stood when they
 * were given: what is reported later changes nothing of it.
 */
export function opened(document: StandardDocument, facts: readonly RecordedFact[], inputs: Inputs): Map<string, Opens> {
  const found = new Map<string, Opens>();
  const openers = openersOf(document);
  if (openers.size === 0) return found;
  const standing = notWithdrawn(facts);
  standing.forEach(({ id, kind, body }, place) => {
    const name = kind === 'answered' ? 'step' : kind === 'ended' ? 'outcome' : undefined;
    const named = name && Object.hasOwn(body, name) ? body[name] : undefined;
    const opens = typeof named === 'string' ? openers.get(`${kind} ${named}`) : undefined;
    if (opens && (!Object.hasOwn(opens, 'when') || holds(opens.when, recordOf(standing.slice(0, place + 1)), inputs)))
      found.set(id, opens);
  });
  return found;
}

function openersOf(document: StandardDocument): Map<string, Opens> {
  const found = new Map<string, Opens>();
  if (document.language !== 2) return found;
  for (const { id, opens } of document.moments.flatMap(({ steps }) => steps))
    if (opens) found.set(`answered ${id}`, opens);
  for (const { id, opens } of document.outcomes ?? []) if (opens) found.set(`ended ${id}`, opens);
  return found;
}
