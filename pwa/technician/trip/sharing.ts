/** For which trips the customer sees where the technician is. Wanted anew for each trip: the wish names the departure that it is about. */
import type { Draft, Phone, VisitOnPhone } from '../phone/interface.ts';

/** Between departure and arrival, on the phone of whoever leads the visit: nobody else is the one whom the customer expects. */
export const mayShare = (visit: VisitOnPhone): boolean =>
  visit.state === 'on_the_way' && !visit.evicted && visit.bundle.grant.role === 'lead';

/** The fact by which this trip began. */
export const departureOf = (visit: VisitOnPhone): string | undefined =>
  visit.log.findLast(({ kind, mine }) => kind === 'departed' && mine)?.id;

/** The departure for which the person wants to be seen, kept through a kill. */
export const wishOf = (phone: Pick<Phone, 'draft'>, visit: VisitOnPhone): Draft<string> =>
  phone.draft<string>(`trip.${visit.bundle.id}`);

export function isShared(phone: Pick<Phone, 'draft'>, visit: VisitOnPhone): boolean {
  const departed = departureOf(visit);
  return mayShare(visit) && departed !== undefined && wishOf(phone, visit).value.value === departed;
}
