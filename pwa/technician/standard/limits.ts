/** How a standard's time limits stand. Twin of limits.py, which says what the words mean; vectors hold them together. */
import { holds, momentOf, term } from './evaluate.ts';
import { secondOf, textOf } from './moment.ts';
import type { Inputs, Limit, Record_ } from './types.ts';

export const ON_TIME = 'HV-8a';
export interface LimitResult {
  id: string;
  clause: string;
  figure: number;
  due: string;
  tell: string[];
  state: 'met' | 'missed' | 'pending' | 'not_measured';
  waits?: true;
  seconds?: number;
  at?: string;
  minutes?: number;
  position?: number;
}

export function judge(
  limits: readonly Limit[],
  record: Record_,
  inputs: Inputs,
  now: string,
  over = false,
): LimitResult[] {
  return limits.flatMap((limit) => {
    if (limit.each === undefined) return resultsOf(limit, record, inputs, now, over);
    const found = Object.hasOwn(record, limit.each) ? record[limit.each]! : [];
    return found.flatMap(({ position }) =>
      resultsOf(limit, only(record, position), inputs, now, over).map((each) => ({ ...each, position })),
    );
  });
}

function resultsOf(limit: Limit, record: Record_, inputs: Inputs, now: string, over: boolean): LimitResult[] {
  if (limit.when !== undefined && !holds(limit.when, record, inputs)) return [];
  const counts = limit.counts_when === undefined || holds(limit.counts_when, record, inputs);
  const start = momentOf(limit.from, record, inputs),
    end = counts ? momentOf(limit.to, record, inputs) : undefined;
  const present = secondOf(now),
    least = limit.at_least !== undefined,
    figure = limit.at_least ?? limit.at_most ?? 0;
  if (present === undefined || (start === undefined && (end === undefined || !least))) return [];
  const waits = least && (end === undefined || typeof term(limit.to, record, inputs).value !== 'string');
  const due = least && !waits && end !== undefined ? end - figure : (start ?? 0) + figure;
  const found = {
    id: limit.id,
    clause: limit.clause,
    figure,
    due: textOf(due),
    tell: [...(limit.tell ?? [])],
    ...(waits && { waits }),
  };
  if (start !== undefined && end !== undefined) {
    const at = least && !waits ? start : end,
      kept = least ? end - start >= figure : end - start <= figure;
    const state = isUncertain(limit, record, inputs) ? 'not_measured' : kept ? 'met' : 'missed';
    return [
      { ...found, seconds: end - start, at: textOf(at), minutes: minutesBetween(at, at === start ? end : due), state },
    ];
  }
  const unknown = over && limit.counts_when === undefined;
  return [{ ...found, state: unknown ? 'not_measured' : present > due && !waits ? 'missed' : 'pending' }];
}

/** The same of two moments as text; 0 where one is no moment. */
export function early(at: string, due: string): number {
  const [one, two] = [secondOf(at), secondOf(due)];
  return one === undefined || two === undefined ? 0 : minutesBetween(one, two);
}

/** Minutes early (positive) or late (negative) as people count them by two clock times; a second too late is a minute late. */
function minutesBetween(at: number, due: number): number {
  const minutes = Math.floor(due / 60) - Math.floor(at / 60);
  return at <= due ? minutes : Math.min(-1, minutes);
}

/** A moment of a clock that was wrong is never held against anybody. */
function isUncertain(limit: Limit, record: Record_, inputs: Inputs): boolean {
  return [limit.from, limit.to]
    .map((side) => term(side, record, inputs))
    .some(({ value, occurrence }) => occurrence?.uncertain === true && typeof value !== 'string');
}

function only(record: Record_, position: number): Record_ {
  return Object.fromEntries(
    Object.entries(record)
      .map(([path, found]) => [path, found.filter((each) => each.position === position)] as const)
      .filter(([, found]) => found.length),
  );
}
