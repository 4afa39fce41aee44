/** The day in order: visits at one address become one stop (one arrival, the five items once), split by how they stand. */
import type { VisitOnPhone } from '../phone/interface.ts';
import { inOrder } from '../storage/bundles.ts';
import { phaseOf } from './phase.ts';

/** One address that is gone to once, with the one, two or more visits there. */
export interface Stop {
  visits: VisitOnPhone[];
}
export interface Day {
  count: number;
  over: Stop[];
  working: Stop[];
  next: Stop | undefined;
  later: Stop[];
  away: VisitOnPhone[];
}

/** When a visit is due: the agreed time, else the window's beginning, else the end of the day. */
export const dueOf = ({ slot }: VisitOnPhone): string => slot.due;

/** Whether a visit belongs to a day: today also what was begun before midnight and is not over, because nobody leaves a flat at twelve. */
export const isOf = (visit: VisitOnPhone, day: string, today: string): boolean =>
  visit.slot.day === day ||
  (day === today && visit.slot.day < day && ['working', 'on_the_way'].includes(phaseOf(visit)));

/** The visits of one day, split into over, working, next, later, and those that were given away or cancelled. */
export function dayFrom(visits: readonly VisitOnPhone[], day: string, today = ''): Day {
  const own = visits.filter((visit) => isOf(visit, day, today)).sort((one, other) => inOrder(one.slot, other.slot));
  const found: Day = { count: 0, over: [], working: [], next: undefined, later: [], away: [] };
  const coming: VisitOnPhone[] = [],
    onTheWay: VisitOnPhone[] = [];
  for (const visit of own) {
    const phase = phaseOf(visit);
    if (phase === 'away') found.away.push(visit);
    else found.count += 1;
    if (phase === 'over') found.over.push({ visits: [visit] });
    if (phase === 'working') found.working.push({ visits: [visit] });
    if (phase === 'on_the_way') onTheWay.push(visit);
    if (phase === 'planned') coming.push(visit);
  }
  const [next, ...later] = stopsOf([...onTheWay, ...coming]);
  return { ...found, next, later };
}

/** Every stop of a day in order, whatever has become of it. */
export const allOf = (day: Day): Stop[] => [...day.over, ...day.working, ...(day.next ? [day.next] : []), ...day.later];

/** Neighbours in the day that name each other as the same address become one stop. */
export function stopsOf(visits: readonly VisitOnPhone[]): Stop[] {
  const stops: Stop[] = [];
  const taken = new Set<string>();
  for (const visit of visits) {
    if (taken.has(visit.slot.id)) continue;
    const same = visit.slot.same_address ?? [];
    const others =
      same.length > 0
        ? visits.filter(({ slot: { id } }) => id !== visit.slot.id && same.includes(id) && !taken.has(id))
        : [];
    const together = [visit, ...others];
    together.forEach(({ slot }) => taken.add(slot.id));
    stops.push({ visits: together });
  }
  return stops;
}

/** Days after this one that have visits, soonest first, with how many. */
export function daysWith(visits: readonly VisitOnPhone[], except: string): { day: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const visit of visits) {
    const { day } = visit.slot;
    if (day !== except && phaseOf(visit) !== 'away') counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return [...counts].map(([day, count]) => ({ day, count })).sort((one, other) => (one.day < other.day ? -1 : 1));
}

/** What to bring to a stop: equal things of its visits added up, without what every visit needs (HV-4, HV-21: the pack list). */
export function bringTo(stop: Stop): VisitOnPhone['bundle']['work']['bring'] {
  const sums = new Map<string, VisitOnPhone['bundle']['work']['bring'][number]>();
  for (const item of stop.visits.flatMap(ownBring)) {
    const known = sums.get(item.name['zh-CN']);
    sums.set(item.name['zh-CN'], known ? { ...known, count: known.count + item.count } : item);
  }
  return [...sums.values()];
}

function ownBring({ bundle: { work }, standard }: VisitOnPhone): VisitOnPhone['bundle']['work']['bring'] {
  const always = new Set(standard.bring.filter((item) => item.clause !== undefined).map((item) => item.name['zh-CN']));
  return work.bring.filter((item) => !always.has(item.name['zh-CN']));
}
