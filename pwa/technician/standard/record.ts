/** A visit's log as the plain record that conditions look at. Twin of record.py; vectors hold them together. */
import { wholeSecond } from './moment.ts';
import type { Inputs, Occurrence, RecordedFact, Record_ } from './types.ts';

const FIGURE = /^-?[0-9]{1,12}(\.[0-9]{1,6})?$/;
/** Whether this is the customer's signature, on this phone or on their own. */
export const isSignature = (kind: string): boolean => kind === 'signed' || kind === 'signed_on_own_phone';

/** By an offer the order of signing is judged, because the signature on the customer's own phone comes home by another way. */
const SIGNING = new Map([['signing_offered', 'signed']]);
const STEP_PATHS = new Map([
  ['answered', 'answer'],
  ['deviated', 'deviation'],
  ['photographed', 'photograph'],
  ['appointed', 'appointment'],
]);
type Plain = { [key: string]: unknown };

/**
 * {path: [{value, second, position}]} of one visit's facts in log order. A fact that a later
 * `withdrawn {fact, reason}` names is left out, so that undoing opens its step again.
 */
export function recordOf(facts: readonly RecordedFact[]): Record_ {
  const gone = withdrawn(facts);
  const record: { [path: string]: Occurrence[] } = Object.create(null); // because a step may be called `constructor`
  facts.forEach((fact, position) => {
    if (gone.has(fact.id)) return;
    const second = wholeSecond(fact.at);
    for (const [path, value] of paths(fact.kind, fact.body))
      (record[path] ??= []).push({ value, second, position, ...(fact.uncertain && { uncertain: true }) });
  });
  return record;
}

/** The grant's inputs as {dotted name: scalar}, whether they were written nested or dotted. */
export function inputsOf(grantInputs: Plain): Inputs {
  const flat: { [name: string]: unknown } = Object.create(null);
  for (const [path, value] of leaves('', grantInputs)) flat[path] = value;
  return flat;
}

/** Ids named by a later `withdrawn` that is not itself withdrawn, each with it: walked backwards, so that undoing can be undone. */
export function withdrawn(facts: readonly Pick<RecordedFact, 'id' | 'kind' | 'body'>[]): Map<string, string> {
  const gone = new Map<string, string>();
  const later = new Set<string>();
  for (const { id, kind, body } of [...facts].reverse()) {
    later.add(id);
    const named = own(body, 'fact');
    if (kind !== 'withdrawn' || gone.has(id) || typeof named !== 'string') continue;
    if (!later.has(named) && !gone.has(named)) gone.set(named, id);
  }
  return gone;
}

/** The facts that stand: what was withdrawn is left out, and so are withdrawals. */
export function notWithdrawn<F extends RecordedFact>(log: readonly F[]): F[] {
  const gone = withdrawn(log);
  return log.filter(({ id, kind }) => kind !== 'withdrawn' && !gone.has(id));
}

function* paths(said: string, body: Plain): Generator<[string, unknown]> {
  const kind = SIGNING.get(said) ?? said;
  if (kind !== said && own(body, 'survey') === true) yield ['surveyed', true]; // it is asked with the signature, and comes home with it
  yield [kind, true];
  yield* leaves(`${kind}.`, body);
  const step = own(body, 'step');
  const name = STEP_PATHS.get(kind);
  if (name === undefined || typeof step !== 'string') return;
  const value =
    kind === 'answered' ? (own(body, 'value') ?? true) : kind === 'deviated' ? (own(body, 'reason') ?? true) : true;
  yield [`${name}.${step}`, value];
  if (isPlain(value)) yield* leaves(`${name}.${step}.`, value);
  const size = typeof value === 'string' ? thousandths(value) : undefined;
  if (size !== undefined) yield [`${name}.${step}.thousandths`, size];
}

function* leaves(prefix: string, body: Plain): Generator<[string, unknown]> {
  for (const [key, value] of Object.entries(body)) {
    if (isPlain(value)) yield* leaves(`${prefix}${key}.`, value);
    else yield [`${prefix}${key}`, value];
  }
}

/** A decimal written as text in whole thousandths, so that it can be compared without a float; undefined if it is none. */
export function thousandths(text: string): number | undefined {
  if (!FIGURE.test(text)) return undefined;
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const size = Number(whole) * 1000 + Number(`${fraction}000`.slice(0, 3));
  return text.startsWith('-') && size !== 0 ? -size : size; // because −0 would be written as 0 and differ from itself
}

function own(body: Plain, key: string): unknown {
  return Object.hasOwn(body, key) ? body[key] : undefined;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
