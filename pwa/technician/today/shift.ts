/** Whether this phone has begun and ended the shift of a day: kept as a draft, because shifts are not in a visit's log. */
import type { ReadonlySignal } from '@preact/signals';
import type { Draft, Drafts } from '../phone/interface.ts';

/** Moments of beginning and end, what was missing, and the visits for which things were counted at the beginning. */
export type Shift = { started?: string; ended?: string; missing?: string[]; counted?: string[] };

const drafts = new WeakMap<Drafts, Map<string, Draft<Shift>>>();

/** One draft a day and phone, opened once. */
export function shiftDraft(phone: Drafts, day: string): Draft<Shift> {
  const ofPhone = drafts.get(phone) ?? new Map<string, Draft<Shift>>();
  drafts.set(phone, ofPhone);
  const found = ofPhone.get(day) ?? phone.draft<Shift>(`shift ${day}`);
  ofPhone.set(day, found);
  return found;
}

export const shiftOn = (phone: Drafts, day: string): ReadonlySignal<Shift | undefined> => shiftDraft(phone, day).value;
