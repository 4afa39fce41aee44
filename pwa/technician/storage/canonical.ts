/** The canonical subset of JSON (RFC 8785): what may be signed, and the one text that it has. Twin of kernel/canonical.py. */
import { StorageProblem } from './problem.ts';
import type { Body, Json } from './wire.ts';

const LARGEST_FACT = 32 * 1024;
const DEEPEST = 16;
const UNSAFE = /\p{Surrogate}|\u0000/u; // with the u flag only *lone* surrogates match
const EVERY_UNSAFE = /\p{Surrogate}|\u0000/gu;

/** The body as it may be signed: lone surrogates and NUL dropped, missing members left out. */
export function normalised(body: { [key: string]: unknown }): Body {
  return plain(body, 0) as Body;
}

/** The one text of a value of the subset; StorageProblem `not_a_fact` outside it. */
export function canonical(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new StorageProblem('not_a_fact');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) throw new StorageProblem('not_a_fact');
  const members = Object.keys(value)
    .sort()
    .map((key) => `${quoted(key)}:${canonical(value[key]!)}`);
  return `{${members.join(',')}}`;
}

/** The text of a fact, refused with `too_long` above 32 KB because the server would quarantine it. */
export function factText(fact: Json): { text: string; size: number } {
  const text = canonical(fact);
  const size = new TextEncoder().encode(text).length;
  if (size > LARGEST_FACT) throw new StorageProblem('too_long');
  return { text, size };
}

function plain(value: unknown, depth: number): Json | undefined {
  if (depth > DEEPEST) throw new StorageProblem('not_a_fact');
  if (typeof value === 'string') return value.replace(EVERY_UNSAFE, '');
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return value as Json;
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.map((each) => plain(each, depth + 1)).filter((each) => each !== undefined);
  if (typeof value !== 'object') throw new StorageProblem('not_a_fact');
  const kept: { [key: string]: Json } = {};
  for (const [key, each] of Object.entries(value)) {
    const found = plain(each, depth + 1);
    if (found !== undefined) kept[key.replace(EVERY_UNSAFE, '')] = found;
  }
  return kept;
}

function quoted(text: string): string {
  if (UNSAFE.test(text)) throw new StorageProblem('not_a_fact');
  return JSON.stringify(text);
}
