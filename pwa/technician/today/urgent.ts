/** Orders to be reached at once: which they are, until when, and which of them this technician has not looked at. */
import type { VisitOnPhone } from '../phone/interface.ts';
import { ON_SITE_SECONDS } from '../standard/figures.ts';
import { phaseOf } from './phase.ts';

/** At once: urgent, and without a time of its own. */
export const atOnce = ({ bundle: { work } }: VisitOnPhone): boolean =>
  work.priority === 'urgent' && !work.agreed_at && !work.window;

/** The moment by which somebody must be there; undefined where an older server does not tell when the order came. */
export function reachBy({ bundle: { grant } }: VisitOnPhone): string | undefined {
  const { order } = grant.inputs as { order?: { received_at?: string } };
  return order?.received_at && new Date(Date.parse(order.received_at) + ON_SITE_SECONDS * 1000).toISOString();
}

/** To be reached at once, and nobody of this phone has opened it. */
export const unseen = (visits: readonly VisitOnPhone[], today: string): VisitOnPhone[] =>
  visits.filter(
    (visit) =>
      visit.slot.day === today &&
      phaseOf(visit) === 'planned' &&
      atOnce(visit) &&
      !visit.log.some((fact) => fact.kind === 'opened' && fact.mine),
  );
