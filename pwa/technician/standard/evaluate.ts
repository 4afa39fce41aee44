/**
 * Whether a condition of a standard holds over a visit's record: pure, total, one meaning with evaluate.py.
 * A missing or ill-typed part makes its predicate not hold; nothing here throws.
 */
import { secondOf } from './moment.ts';
import type { Condition, Inputs, Occurrence, Record_ } from './types.ts';

type Plain = { [key: string]: unknown };
interface Found {
  value?: unknown;
  occurrence?: Occurrence;
}
const DEEPEST = 16; // because both interpreters must stop at the same depth, not each at its own stack

/** True where the condition holds; record: {path: [{value, second, position}]}, inputs: {name: scalar}. */
export function holds(condition: Condition | unknown, record: Record_, inputs: Inputs, depth = 0): boolean {
  if (!isPlain(condition) || depth > DEEPEST) return false;
  if (Object.hasOwn(condition, 'seconds_between')) return secondsBetween(condition, record, inputs);
  const [name, body] = onlyEntry(condition);
  const find = (each: unknown): Found => term(each, record, inputs);
  if (name === 'not') return !holds(body, record, inputs, depth + 1);
  if (name === 'present') return find(body).value !== undefined;
  if (!Array.isArray(body)) return false;
  if (name === 'all') return body.every((each) => holds(each, record, inputs, depth + 1));
  if (name === 'any') return body.some((each) => holds(each, record, inputs, depth + 1));
  if (name === 'one_of') {
    const listed: unknown[] = body.length === 2 && Array.isArray(body[1]) ? body[1] : [];
    return listed.some((each) => equal(find(body[0]), { value: scalar(each) }));
  }
  if (body.length !== (name === 'within' ? 3 : 2)) return false;
  const [one, two, three] = body.map(find) as [Found, Found, Found];
  switch (name) {
    case 'equal':
      return equal(one, two);
    case 'at_least':
      return compare(one, two, 1);
    case 'at_most':
      return compare(one, two, -1);
    case 'before':
      return ordered(one, two);
    case 'within':
      return ordered(two, one, three);
    default:
      return false;
  }
}

/** The value is undefined where it is missing, the occurrence where the term names no path. */
export function term(body: unknown, record: Record_, inputs: Inputs): Found {
  if (!isPlain(body)) return { value: scalar(body) };
  const [name, path] = onlyEntry(body);
  if (typeof path !== 'string' || !['first', 'last', 'input', 'count'].includes(name)) return {};
  if (name === 'input') return { value: Object.hasOwn(inputs, path) ? scalar(inputs[path]) : undefined };
  const found = Object.hasOwn(record, path) ? record[path]! : [];
  if (name === 'count') return { value: found.length };
  const occurrence = found.at(name === 'first' ? 0 : -1);
  if (!occurrence) return {};
  const value: unknown = occurrence.value;
  return { value: typeof value === 'object' && value !== null ? value : scalar(value), occurrence };
}

/** Text, boolean or safe integer; anything else is missing. */
function scalar(value: unknown): unknown {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value) ? value : undefined;
}

function equal(left: Found, right: Found): boolean {
  return left.value !== undefined && typeof left.value !== 'object' && left.value === right.value;
}

function compare(left: Found, right: Found, sign: number): boolean {
  return (
    Number.isSafeInteger(left.value) &&
    Number.isSafeInteger(right.value) &&
    ((left.value as number) - (right.value as number)) * sign >= 0
  );
}

function ordered(...found: Found[]): boolean {
  const places = found.map(({ occurrence }) => occurrence?.position);
  return places.every((place, i) => Number.isSafeInteger(place) && (i === 0 || places[i - 1]! < place!));
}

function secondsBetween(condition: Plain, record: Record_, inputs: Inputs): boolean {
  const { seconds_between: pair, ...bounds } = condition;
  const keys = Object.keys(bounds);
  if (!Array.isArray(pair) || pair.length !== 2 || keys.length === 0) return false;
  if (!keys.every((key) => (key === 'at_least' || key === 'at_most') && Number.isSafeInteger(bounds[key])))
    return false;
  const [start, end] = pair.map((each) => momentOf(each, record, inputs));
  if (start === undefined || end === undefined) return false;
  const { at_least = -Infinity, at_most = Infinity } = bounds as { at_least?: number; at_most?: number };
  return at_least <= end - start && end - start <= at_most;
}

/** A text is taken at its word; any other occurrence counts at the second at which it was reported. */
export function momentOf(body: unknown, record: Record_, inputs: Inputs): number | undefined {
  const { value, occurrence } = term(body, record, inputs);
  return secondOf(typeof value === 'string' || !occurrence ? value : occurrence.second);
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function onlyEntry(plain: Plain): [string, unknown] {
  const entries = Object.entries(plain);
  return entries.length === 1 ? entries[0]! : ['', undefined];
}
