/** What is asked for when a visit shall be at another time: what is still missing, and the fact's body. Pure. */
import { dayAfter } from '../shell/dates.ts';
import type { Body, Moment } from '../storage/wire.ts';

export type ReasonId = 'not_home' | 'not_ready' | 'busy' | 'overrun' | 'parts' | 'traffic' | 'ill' | 'other';
export interface Asking {
  by: 'customer' | 'us' | undefined;
  reason: ReasonId | undefined;
  note: string;
  /** `YYYY-MM-DD`, empty: no time yet. */
  day: string;
  from: string;
  to: string;
}
export const EMPTY: Asking = { by: undefined, reason: undefined, note: '', day: '', from: '', to: '' };
export const REASONS: Record<'customer' | 'us', ReasonId[]> = {
  customer: ['not_home', 'busy', 'not_ready', 'other'],
  us: ['overrun', 'parts', 'traffic', 'other'],
};
/** Day and clock time of the organisation as a moment. */
export type Placing = (day: string, time: string) => Moment;
export type Gap = 'missingBy' | 'missingReason' | 'missingTime' | 'past' | 'noSuchTime' | 'timeTwice' | 'order';
/** What a phone knows of a day and a clock time: whether it lies behind, and whether the clocks show it at all, or twice. */
export interface Clocks {
  isPast: (at: Moment) => boolean;
  isShown: (day: string, time: string) => boolean;
  isShownTwice: (day: string, time: string) => boolean;
}

/** The first thing that is missing, or nothing. A customer may ask for a change without knowing the new time. */
export function missing(asking: Asking, placed: Placing, clocks?: Clocks): Gap | undefined {
  if (!asking.by) return 'missingBy';
  if (!asking.reason || (asking.reason === 'other' && !asking.note.trim())) return 'missingReason';
  if (!asking.day) return undefined;
  if (!asking.from) return 'missingTime';
  if (clocks && !clocks.isShown(asking.day, asking.from)) return 'noSuchTime';
  if (clocks?.isShownTwice(asking.day, asking.from)) return 'timeTwice';
  const end = asking.to ? endOf(asking, placed) : undefined;
  if (asking.to && !end) return 'order';
  return clocks?.isPast(end ?? placed(asking.day, asking.from)) ? 'past' : undefined;
}

const LONGEST_OVER_MIDNIGHT = 8 * 3_600_000; // ms; a longer one is a slip of the hand, as the office says (kernel/text/times.py)

/** When the window ends: on the next day where it goes over midnight. Undefined where the end is no end. */
function endOf({ day, from, to }: Asking, placed: Placing): Moment | undefined {
  const [start, end, next] = [placed(day, from), placed(day, to), placed(dayAfter(day, 1), to)];
  if (end > start) return end;
  return to < from && Date.parse(next) - Date.parse(start) <= LONGEST_OVER_MIDNIGHT ? next : undefined;
}

/** Whether the window that is being typed ends on the day after. */
export const isOverMidnight = (asking: Asking, placed: Placing): boolean =>
  Boolean(asking.day && asking.from && asking.to && asking.to < asking.from && endOf(asking, placed));

/** The body of `reschedule_asked` (HV-8b, HV-8c); the reason is a text, because the dispatcher reads it to the customer. */
export function asked(
  asking: Asking,
  said: Record<ReasonId, string>,
  placed: Placing,
): Body & { reason: string; from?: Moment; to?: Moment } {
  const reason = asking.reason === 'other' || !asking.reason ? asking.note.trim() : said[asking.reason];
  const timed = asking.day && asking.from;
  const end = timed && asking.to ? endOf(asking, placed) : undefined;
  return {
    by: asking.by ?? 'customer',
    reason,
    ...(timed ? { from: placed(asking.day, asking.from) } : {}),
    ...(end ? { to: end } : {}),
  };
}
