/** How a visit ends without being done: the outcome with its note, and what was learnt about the address. */
import type { Here } from './here';
import type { MomentView, VisitView } from './view';

/** Ends that only somebody who is inside can tell, and those that only the door knows. */
const INSIDE = new Set(['declined', 'not_solved', 'parts_missing', 'not_ours']);
const AT_THE_DOOR = new Set(['nobody_home', 'entry_refused', 'gate_refused', 'wrong_address']);

/** Whether this end is told by somebody inside: then the customer sees what was not done, why, and what was promised. */
export const isHonest = (outcome: string | undefined): boolean => outcome !== undefined && INSIDE.has(outcome);

/** The end inside by which this visit is about to end: the one that an answer asks for, else the one that was written about. */
export function honestEnd({ otherEnd, side }: VisitView): MomentView | undefined {
  const begun = side.findLast(
    ({ moment, steps }) => isHonest(moment.outcome) && steps.some(({ state }) => state !== 'open'),
  );
  return otherEnd ?? begun;
}

/** The other ends that can be true now, those of the place where the technician stands first. */
export function endsFor(view: VisitView, inside: boolean): MomentView[] {
  const here = (each: MomentView) => INSIDE.has(each.moment.outcome!) === inside;
  const possible = view.side.filter(
    (each) =>
      !(inside ? AT_THE_DOOR : INSIDE).has(each.moment.outcome!) && (inside || each.moment.outcome !== 'nobody_home'),
  );
  return [...possible.filter(here), ...possible.filter((each) => !here(each))];
}

/** Reports the end; a corrected address goes to the office as a suggestion, never into the record of the place by itself. */
export async function endAs(here: Here, outcome: string, note: string, address = ''): Promise<void> {
  if (address.trim()) await here.report('suggested', { about: 'premises', field: 'address', value: address.trim() });
  await here.report('ended', { outcome, ...(note.trim() && { note: note.trim() }) });
}
