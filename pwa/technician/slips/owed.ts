/** What its person promised on this phone's visits and nobody has kept yet: the same reading of the log as the office's (docs/PROTOCOL.md). */
import type { LogEntry, VisitOnPhone } from '../phone/interface';
import { notWithdrawn } from '../standard/record';
import type { Step } from '../standard/types';
import { kindsWith } from '../storage/factKinds';

export interface Promised {
  id: string;
  kind: 'answer' | 'return';
  due: string;
  what: string;
  visit: VisitOnPhone;
}

const WRITES = kindsWith('value'); // a withdrawal is none that is left by then
const ANSWER_BY = 'answer-by'; // the step of standards that do not say yet which step is a promise

/** The open promises of a visit that this person made. */
export function promisesOf(visit: VisitOnPhone, person: string): Promised[] {
  const steps = promiseSteps(visit),
    open = new Map<string, Promised & { step: string }>();
  for (const entry of notWithdrawn(visit.log)) {
    if (entry.outcome === 'conflict') continue;
    const { kind, body } = entry;
    if (WRITES.has(kind)) {
      const made = madeBy(entry, visit, steps);
      if (body.step) for (const each of open.values()) if (each.step === body.step) open.delete(each.id);
      if (made && entry.person === person) open.set(entry.id, { ...made, step: String(body.step ?? '') });
    }
    const named = open.get(String(body.commitment));
    if (!named) continue;
    if (kind.startsWith('promise_')) open.delete(named.id);
    if (kind === 'promise_moved' && !body.visit) open.set(entry.id, { ...named, id: entry.id, due: String(body.to) });
  }
  return [...open.values()];
}

/** Those of all visits that are due by the end of this day, the earliest first. */
export function dueBy(visits: readonly VisitOnPhone[], person: string, end: string): Promised[] {
  return visits
    .flatMap((visit) => promisesOf(visit, person))
    .filter(({ due }) => due < end)
    .sort((one, other) => (one.due < other.due ? -1 : 1));
}

function promiseSteps({ standard }: VisitOnPhone): Set<string> {
  const steps = standard.moments.flatMap((moment) => moment.steps).filter((step) => step.answer.kind === 'moment');
  const isTheirs = ({ promise, id }: Step): boolean =>
    typeof promise === 'object' ? promise.owner === 'technician' : (promise ?? id === ANSWER_BY);
  return new Set(steps.filter(isTheirs).map((step) => step.id));
}

function madeBy({ id, kind, body }: LogEntry, visit: VisitOnPhone, steps: Set<string>): Promised | undefined {
  if (kind === 'appointed') return { id, kind: 'return', due: String(body.from), what: String(body.what), visit };
  if (kind === 'answered' && steps.has(String(body.step)))
    return { id, kind: 'answer', due: String(body.value), what: visit.bundle.work.instructions ?? '', visit };
  return undefined;
}
