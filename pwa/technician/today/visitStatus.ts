/** How a visit stands, in words a person uses: from the state that the standard's table gives and the facts behind it. */
import { clock, clockOn } from '../shell/dates.ts';
import type { IconName } from '../shell/icons.tsx';
import type { LogEntry, VisitOnPhone } from '../phone/interface.ts';
import { phaseOf } from './phase.ts';
import { atOnce, reachBy } from './urgent.ts';
import { inTongue } from '../shell/format.ts';
import type { Json } from '../storage/wire.ts';
import { messages } from '../shell/messages.ts';
import { notWithdrawn } from '../standard/record.ts';

export type Tone = '' | 'doing' | 'attention' | 'problem';
export interface VisitStatus {
  pieces: string[];
  icon: IconName;
  tone: Tone;
}
/** The facts of a visit that stand. */
export const currentFacts = (visit: VisitOnPhone): LogEntry[] => notWithdrawn(visit.log);

/** The last fact of a kind that stands. */
export const lastFact = (visit: VisitOnPhone, ...kinds: string[]): LogEntry | undefined =>
  currentFacts(visit).findLast((fact) => kinds.includes(fact.kind));

const timeOf = (visit: VisitOnPhone, ...kinds: string[]): string | undefined => {
  const found = lastFact(visit, ...kinds);
  return found && clockOn(found.at);
};

/** Who of those that are not of this visit any more is inside: it was given to somebody else while they were at work. */
export function stranger(visit: VisitOnPhone): { name: string; at: string } | undefined {
  const { work, people } = visit.bundle;
  if (!people || visit.evicted) return undefined;
  const facts = currentFacts(visit);
  const came = facts.findLast(({ kind }) => kind === 'arrived' || kind === 'entered');
  const known = came && people.find(({ id }) => id === came.person);
  if (!known || [work.lead, ...work.helpers].some((each) => each?.id === came.person)) return undefined;
  return facts.some(({ kind, person }) => person === came.person && (kind === 'left' || kind === 'ended'))
    ? undefined
    : { name: known.name, at: came.at };
}

/** The state line of a row: icon, tone, and pieces that are joined by a middle dot. */
export function statusOf(visit: VisitOnPhone, title: string): VisitStatus {
  const say = messages.value.today.state;
  if (visit.conflicts.some((each) => each.state === 'open'))
    return { pieces: [title, say.conflict], icon: 'swap', tone: 'attention' };
  if (visit.evicted && phaseOf(visit) !== 'over') return away(visit, title);
  switch (phaseOf(visit)) {
    case 'over':
      return over(visit, title);
    case 'away':
      return away(visit, title);
    case 'working':
      return working(visit, title);
    case 'on_the_way':
      return present([say.onTheWay, timed(timeOf(visit, 'departed'), say.departed), title], 'road', 'doing');
    default:
      return planned(visit, title);
  }
}

const present = (pieces: (string | undefined)[], icon: IconName, tone: Tone): VisitStatus => ({
  pieces: pieces.filter(Boolean) as string[],
  icon,
  tone,
});
const timed = (time: string | undefined, put: (time: string) => string): string | undefined => time && put(time);

function over(visit: VisitOnPhone, title: string): VisitStatus {
  const { state } = messages.value.today;
  const left = timed(timeOf(visit, 'left') ?? timeOf(visit, 'ended'), state.left);
  if (visit.state === 'done') return present([state.done, left, title], 'tick', '');
  return present([outcomeOf(visit, lastFact(visit, 'ended')?.body.outcome), left, title], 'dash', 'attention');
}

/** An end in words: the languages' own by the catalogue, those of a standard by their title; never *done* for what is none. */
export function outcomeOf(visit: VisitOnPhone, outcome: Json | undefined): string {
  const { state, outcome: known } = messages.value.today;
  const own = visit.standard.outcomes?.find(({ id }) => id === outcome)?.title;
  if (outcome === 'done') return state.done;
  return known[String(outcome)] ?? (own ? inTongue(own) : state.ended);
}

function away(visit: VisitOnPhone, title: string): VisitStatus {
  const say = messages.value.today.state;
  const at = visit.evicted?.at && clockOn(visit.evicted.at);
  if (visit.state === 'cancelled' || visit.evicted?.reason === 'cancelled')
    return present([say.cancelled, at, title], 'cancel', 'attention');
  const name = visit.evicted?.given_to;
  return present([name ? say.given(name) : say.givenAway, title], 'swap', 'attention');
}

function working(visit: VisitOnPhone, title: string): VisitStatus {
  const say = messages.value.today.state;
  const other = stranger(visit);
  if (other) return present([...say.colleague(other.name, clockOn(other.at)), title], 'people', 'attention');
  const time = timeOf(visit, 'arrived') ?? timeOf(visit, 'knocked');
  const doing = time === undefined ? [say.busy] : visit.state === 'at_the_door' ? say.atDoor(time) : say.working(time);
  return present([...doing, title], 'door', 'doing');
}

function planned(visit: VisitOnPhone, title: string): VisitStatus {
  const say = messages.value.today.state;
  const { work } = visit.bundle;
  const asked = lastFact(visit, 'reschedule_asked', 'rescheduled');
  if (asked?.kind === 'reschedule_asked') return present([title, say.awaitsOffice], 'clock', 'attention');
  const late = lastFact(visit, 'running_late')?.body.expected_at;
  if (late) return present([title, say.late(clock(String(late)))], 'clock', 'attention');
  if (atOnce(visit))
    return present(
      [say.atOnce, timed(timed(reachBy(visit), clock), messages.value.today.reachBy), title],
      'warning',
      'problem',
    );
  const urgent = work.priority === 'urgent' ? messages.value.today.urgent : undefined;
  if (!work.agreed_at && !work.window) return present([title, say.awaitsTime], 'clock', 'attention');
  if (!work.agreed_at) return present([urgent, title, say.windowed], 'calendar', urgent ? 'problem' : '');
  if (urgent) return present([urgent, title], 'warning', 'problem');
  return present([title, visit.bundle.needs_review ? say.review : say.planned], 'calendar', '');
}

/** What the technician is in the middle of, for the button that leads back ("back to 1502: work"). */
export function partOf(visit: VisitOnPhone): string {
  const part = messages.value.today.part;
  if (visit.state === 'at_the_door') return part.door;
  if (visit.state === 'customer_turn') return part.customer;
  return lastFact(visit, 'signed', 'signing_offered') ? part.leaving : part.work;
}
