/** What the customer has written since the phone was given to them. Pure. */
import type { LogEntry } from '../phone/interface.ts';
import type { VisitView } from './view.ts';

/** All of it, in the order of writing; empty where the words were for the company alone and are home. */
export function addedIn(view: VisitView): string[] {
  return commentsIn(view).map(({ body: { text = '' } }) => String(text));
}

/**
 * Of these what they said is wrong on the pages: it is part of what they sign, and the technician puts it right. What is only
 * added goes to the company alone, because the receipt, which the technician opens, repeats what was signed.
 */
export function objectionsIn(view: VisitView): string[] {
  return commentsIn(view)
    .filter((fact) => fact.body.objects === true)
    .map((fact) => String(fact.body.text));
}

function commentsIn({ facts }: VisitView): LogEntry[] {
  const since = facts.slice(facts.findLastIndex((fact) => fact.kind === 'customer_mode_entered') + 1);
  return since.filter((fact) => fact.kind === 'commented');
}
