/** What is asked for when a visit shall be at another time: what is still missing, and the fact's body. Pure. */
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
export type Gap = 'missingBy' | 'missingReason' | 'missingTime' | 'order';

/** The first thing that is missing, or nothing. A customer may ask for a change without knowing the new time. */
export function missing(asking: Asking, placed: Placing): Gap | undefined {
  if (!asking.by) return 'missingBy';
  if (!asking.reason || (asking.reason === 'other' && !asking.note.trim())) return 'missingReason';
  if (!asking.day) return undefined;
  if (!asking.from) return 'missingTime';
  return asking.to && placed(asking.day, asking.to) <= placed(asking.day, asking.from) ? 'order' : undefined;
}

/** The body of `reschedule_asked` (HV-8b, HV-8c); the reason is a text, because the dispatcher reads it to the customer. */
export function asked(
  asking: Asking,
  said: Record<ReasonId, string>,
  placed: Placing,
): Body & { reason: string; from?: Moment } {
  const reason = asking.reason === 'other' || !asking.reason ? asking.note.trim() : said[asking.reason];
  const timed = asking.day && asking.from;
  return {
    by: asking.by ?? 'customer',
    reason,
    ...(timed ? { from: placed(asking.day, asking.from) } : {}),
    ...(timed && asking.to ? { to: placed(asking.day, asking.to) } : {}),
  };
}
