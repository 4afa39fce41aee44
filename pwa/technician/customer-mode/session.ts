/** Whether the phone is in the customer's hands, and what they have done there: read from the log, so a kill changes nothing. */
import type { LogEntry, VisitOnPhone } from '../phone/interface.ts';
import { isSignature, notWithdrawn } from '../standard/record.ts';
import { INSIDE } from '../standard/states.ts';

/** The customer's turn on this phone: entered and not yet left. Only this phone's own facts lock this phone. */
export function inCustomerMode(log: LogEntry[]): boolean {
  const doors = log.filter((f) => f.mine && (f.kind === 'customer_mode_entered' || f.kind === 'customer_mode_left'));
  return doors.at(-1)?.kind === 'customer_mode_entered';
}

/** The visit whose customer holds the phone now; the app shows nothing else until it is given back. The state spares reading 200 logs at every start. */
export function customersVisit(visits: readonly VisitOnPhone[]): VisitOnPhone | undefined {
  return visits.find((visit) => INSIDE.has(visit.state) && inCustomerMode(visit.log));
}

/** What the customer has already given in this visit; each is given once, the signature on whatever phone it was. */
export function given(log: LogEntry[]): { surveyed: boolean; commented: boolean; signed: LogEntry | undefined } {
  const facts = notWithdrawn(log);
  return {
    surveyed: facts.some((f) => f.kind === 'surveyed'),
    commented: facts.some((f) => f.kind === 'commented'),
    signed: facts.findLast((f) => isSignature(f.kind)),
  };
}
