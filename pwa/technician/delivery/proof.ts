/** What a visit proves: when the technician came, what was agreed, who signed, when the office had it. Pure but for the words. */
import type { LogEntry, VisitOnPhone } from '../phone/interface.ts';
import { isSignature } from '../standard/record.ts';
import { early } from '../standard/limits.ts';
import { currentFacts } from '../today/visitStatus.ts';

export interface Proof {
  visit: VisitOnPhone;
  arrived?: string;
  agreed?: string;
  signed?: LogEntry;
  left?: string;
  told?: LogEntry;
  /** Minutes before the agreed time; negative when late. Only what was agreed is judged (HV-8a), never a window. */
  early?: number;
  /** When the last of it reached the office, if the server said so; `home` tells whether all has. */
  received?: string;
  home: boolean;
}

/** The proof of one visit, from the facts that stand. */
export function proofOf(visit: VisitOnPhone, waiting: ReadonlySet<string | undefined>): Proof {
  const facts = currentFacts(visit);
  const at = (kind: string): string | undefined => facts.find((fact) => fact.kind === kind)?.at;
  const arrived = at('arrived');
  const agreed = visit.bundle.work.agreed_at;
  const left = at('left') ?? at('ended');
  const signed = facts.findLast((fact) => isSignature(fact.kind));
  const told = facts.find((fact) => fact.kind === 'customer_told' && fact.body.result === 'reached');
  const received = facts
    .map((fact) => fact.received)
    .filter(Boolean)
    .sort()
    .at(-1);
  return {
    visit,
    home: facts.every((fact) => fact.sent) && !waiting.has(visit.bundle.id),
    ...(arrived && { arrived }),
    ...(agreed && { agreed }),
    ...(signed && { signed }),
    ...(left && { left }),
    ...(told && { told }),
    ...(received && { received }),
    ...(arrived && agreed && { early: early(arrived, agreed) }),
  };
}
