/** What a slip reports, when it counts as said twice, and how long it can be undone. */
import type { LogEntry, VisitOnPhone } from '../phone/interface';
import { SLIP_SECONDS } from '../standard/figures';
import { notWithdrawn } from '../standard/record';
import type { Body } from '../storage/wire';
import type { About } from './messages';

export interface Typed {
  visit?: string;
  about?: About;
  text: string;
  answer: boolean;
  other: boolean;
  name: string;
  phone: string;
}
export const EMPTY: Typed = { text: '', answer: false, other: false, name: '', phone: '' };
const SAME_MINUTES = 10;

/** The fact's body; without a contact where the customer gets the answer. */
export function bodyOf({ about, text, answer, other, name, phone }: Typed): Body {
  const contact =
    answer && other && name.trim()
      ? { contact: { name: name.trim(), ...(phone.trim() && { phone: phone.trim() }) } }
      : {};
  return { about: about!, text: text.trim(), wants_answer: answer, ...contact };
}

/** The slips of a visit that still stand, oldest first. */
export function slipsOf({ log }: VisitOnPhone): LogEntry[] {
  return notWithdrawn(log).filter((each) => each.kind === 'slipped');
}

/** Whether the same was noted just now, because two taps tell of one thing. */
export function saidBefore(visit: VisitOnPhone, { about, text }: Typed, now: number): boolean {
  return slipsOf(visit).some(
    (each) =>
      each.body.about === about && each.body.text === text.trim() && now - Date.parse(each.at) < SAME_MINUTES * 60_000,
  );
}

/** The own slip that can still be undone, on whichever of these visits. */
export function undoableSlip(
  visits: readonly VisitOnPhone[],
  now: number,
): { visit: VisitOnPhone; slip: LogEntry } | undefined {
  for (const visit of visits) {
    const slip = slipsOf(visit).findLast((each) => each.mine && now - Date.parse(each.at) < SLIP_SECONDS * 1000);
    if (slip) return { visit, slip };
  }
  return undefined;
}
