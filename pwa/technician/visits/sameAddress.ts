/** Two visits at one address: one arrival and one door for both, the work each for itself. Pure. */
import type { LogEntry, VisitOnPhone } from '../phone/interface.ts';
import { kindsWith } from '../storage/factKinds.ts';
import type { Body } from '../storage/wire.ts';

/** What happens once at a door, however many visits are behind it. */
const ONCE = kindsWith('once');

/** The other visits at this address on the same day that are still open. */
export function alsoHere(visit: VisitOnPhone, visits: VisitOnPhone[]): VisitOnPhone[] {
  const named = new Set(visit.bundle.work.same_address ?? []);
  return visits.filter(
    (each) =>
      named.has(each.bundle.id) &&
      each.bundle.work.day === visit.bundle.work.day &&
      !each.evicted &&
      !each.log.some((fact) => fact.kind === 'ended' || fact.kind === 'cancelled'),
  );
}

/**
 * Whether this fact also holds for another visit at the address: the door is one; a step of the preparation that both
 * standards have (the five items, HV-4) is done once; an end before entering ends both.
 */
export function alsoHolds(kind: string, body: Body, visit: VisitOnPhone, other: VisitOnPhone): boolean {
  const had = (fact: string): boolean => other.log.some((each) => each.kind === fact);
  if (kind === 'ended')
    return body.outcome !== 'done' && !visit.log.some((each) => each.kind === 'entered') && !had('entered');
  if (kind === 'answered')
    return (
      firstSteps(visit).has(String(body.step)) && firstSteps(other).has(String(body.step)) && !answers(other, body.step)
    );
  if (kind === 'call_attempted' || kind === 'customer_told') return !had('entered');
  return ONCE.has(kind) && !had(kind);
}

/** The fact of another visit here that was reported with this one: undoing the arrival undoes it for both. */
export function twinOf(fact: LogEntry, log: LogEntry[]): LogEntry | undefined {
  return log.find(
    (each) =>
      each.mine &&
      each.kind === fact.kind &&
      each.body.step === fact.body.step &&
      Math.abs(Date.parse(each.at) - Date.parse(fact.at)) < SAME_TAP_MS,
  );
}
const SAME_TAP_MS = 5_000;

function firstSteps({ standard }: VisitOnPhone): Set<string> {
  return new Set(standard.moments[0]?.steps.map((step) => step.id));
}

function answers(visit: VisitOnPhone, step: unknown): boolean {
  return visit.log.some((fact) => fact.kind === 'answered' && fact.body.step === step);
}
