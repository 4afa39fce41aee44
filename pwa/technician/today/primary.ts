/** Where the one filled button of Today leads: back into the work, to the door, to the next stop, to the pack list, home. */
import type { PrimaryProps } from '../shell/BottomBar.tsx';
import { clock } from '../shell/dates.ts';
import type { Drafts, VisitOnPhone } from '../phone/interface.ts';
import { address } from '../shell/router.ts';
import { messages } from '../shell/messages.ts';
import { shiftOn } from './shift.ts';
import type { Day } from './day.ts';
import { atOnce, reachBy } from './urgent.ts';
import { partOf, stranger } from './visitStatus.ts';

/** The short name of a place for a button: the room, else the estate, else the line. */
export const shortly = ({ bundle: { place } }: VisitOnPhone): string => place.room ?? place.estate ?? place.line;
/** Estate and room: enough to know the next address by. */
export const placeShort = ({ bundle: { place } }: VisitOnPhone): string =>
  place.estate && place.room ? `${place.estate} ${place.room}` : place.line;

/** The primary action of today, or none when there is nothing to do. */
export function primaryOf(day: Day, phone: Drafts, today: string): PrimaryProps | undefined {
  const say = messages.value.today;
  const working =
    day.working.map(({ visits: [visit] }) => visit!).findLast((visit) => !stranger(visit) && !visit.evicted) ??
    day.working.at(-1)?.visits[0];
  if (working && (working.evicted || stranger(working)))
    return { label: say.look(placeShort(working)), href: visitPage(working) };
  if (working) return { label: say.back(shortly(working), partOf(working)), href: visitPage(working) };
  const next = day.next?.visits[0];
  if (!next)
    return day.count > 0 ? { label: say.finish, note: say.finishNote, href: address({ page: 'end' }) } : undefined;
  if (next.state === 'on_the_way')
    return { label: say.reach(shortly(next)), note: say.reachNote, href: visitPage(next) };
  const begun = day.over.length > 0 || shiftOn(phone, today).value?.started !== undefined;
  if (!begun) return { label: say.pack, note: say.packNote, href: address({ page: 'start' }) };
  return { label: say.nextStop(placeShort(next)), ...due(next), href: visitPage(next) };
}

const visitPage = (visit: VisitOnPhone): string => address({ page: 'visit', id: visit.bundle.id });

function due(visit: VisitOnPhone): { note?: string } {
  const say = messages.value.today;
  const { work } = visit.bundle;
  const by = atOnce(visit) ? reachBy(visit) : undefined;
  if (by) return { note: `${say.urgent} ${say.reachBy(clock(by))}` };
  if (work.agreed_at) return { note: say.agreedAt(clock(work.agreed_at)) };
  return work.window ? { note: say.between(clock(work.window.from), clock(work.window.to)) } : {};
}
