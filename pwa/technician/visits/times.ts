/** The times that a visit's pages speak of: arrival against what was agreed, from when one may leave, what comes next. Pure. */
import type { VisitOnPhone } from '../phone/interface.ts';
import { judge } from '../standard/limits.ts';
import { notWithdrawn } from '../standard/record.ts';
import { FINISHED } from '../standard/states.ts';
import type { Limit, Record_, Inputs } from '../standard/types.ts';
import { firstOf, type VisitView } from './view.ts';

const MINUTE = 60_000;

/** What was promised: the agreed time, else the end of the window, because only that can be missed (HV-8a). */
export function promised(visit: VisitOnPhone): { at: string; window: boolean } | undefined {
  const { agreed_at, window } = visit.bundle.work;
  if (agreed_at) return { at: agreed_at, window: false };
  return window && { at: window.to, window: true };
}

/**
 * The moment from which a limit holds, `undefined` while its beginning has not been reported: the standard says from
 * which fact it counts and how many seconds at least (HV-9b); nothing here knows a figure.
 */
export function allowedFrom(limit: Limit | undefined, record: Record_, inputs: Inputs): string | undefined {
  const found =
    limit &&
    judge([{ ...limit, when: { all: [] } }], record, inputs, new Date().toISOString()).find(({ waits }) => waits);
  return found && new Date(found.due).toISOString();
}

/** A note on paper says the whole minute; rounding up keeps it from promising a minute too early. */
export function wholeMinuteAfter(at: string): string {
  return new Date(Math.ceil(Date.parse(at) / MINUTE) * MINUTE).toISOString();
}

/** The next visit of the same day that is still to do and was promised for later than this one; others at this address are one with it. */
export function nextVisit(visit: VisitOnPhone, visits: VisitOnPhone[]): VisitOnPhone | undefined {
  const here = new Set([visit.bundle.id, ...(visit.bundle.work.same_address ?? [])]);
  const begins = (each: VisitOnPhone): number =>
    Date.parse(each.bundle.work.agreed_at ?? each.bundle.work.window?.from ?? '');
  const open = visits.filter(
    (each) => !here.has(each.bundle.id) && each.bundle.work.day === visit.bundle.work.day && stillToDo(each),
  );
  return open
    .sort((a, b) => (begins(a) || Infinity) - (begins(b) || Infinity))
    .find((each) => !(begins(each) < begins(visit)));
}

/** Not begun, not ended, not given away. */
export function stillToDo(visit: VisitOnPhone): boolean {
  return (
    !visit.evicted &&
    !FINISHED.has(visit.state) &&
    !notWithdrawn(visit.log).some(
      (fact) => fact.kind === 'ended' || fact.kind === 'arrived' || fact.kind === 'cancelled',
    )
  );
}

/** So many minutes before the next promise the page speaks of it, because a call after the hour comes too late (HV-8b). */
export const WARN_MINUTES = 15;

/** The next visit whose promise this one is about to break; nothing before arrival, after the end, or with time in hand. */
export function runsInto(view: VisitView, visits: VisitOnPhone[], now: number): VisitOnPhone | undefined {
  if (!firstOf(view, 'arrived') || firstOf(view, 'ended')) return undefined;
  const next = nextVisit(view.visit, visits);
  const promise = next && promised(next);
  return promise && now >= Date.parse(promise.at) - WARN_MINUTES * MINUTE ? next : undefined;
}
