/** A visit's bundle as it lies on the disk: text, with the few things beside it that a day of 200 visits asks of each. */
import type { Bundle, Moment } from './wire.ts';

/** Where a visit stands in the order of the days; `due`: the agreed time, else the window's beginning, else the day's end, or its begin where somebody must go at once. */
export interface Slot {
  id: string;
  number: string;
  day: string;
  due: Moment;
  same_address?: string[];
}

/** Text, because reading 200 bundles as objects held a cheap phone up longer than drawing the list; most are not looked at in a start. */
export interface Packed {
  slot: Slot;
  standard: string;
  text: string;
}

export function packed(bundle: Bundle): Packed {
  return { slot: slotOf(bundle), standard: bundle.grant.standard.hash, text: JSON.stringify(bundle) };
}

export function slotOf({ id, number, work }: Bundle): Slot {
  const due =
    work.agreed_at ??
    work.window?.from ??
    `${work.day}T${work.priority === 'urgent' ? '00:00:00.000' : '23:59:59.999'}Z`;
  return { id, number, day: work.day, due, ...(work.same_address && { same_address: work.same_address }) };
}

/** The order of the days: by day, then by when a visit is due, then by its number. */
export function inOrder(one: Slot, other: Slot): number {
  return compared(one.day, other.day) || compared(one.due, other.due) || compared(one.number, other.number);
}

const compared = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const opened = new WeakMap<Slot, Bundle>(); // by the slot, because it is written anew with every new text

/** The bundle itself, parsed once for as long as somebody holds what lay on the disk. Nobody changes it in place. */
export function bundleOf({ slot, text }: Packed): Bundle {
  const bundle = opened.get(slot) ?? (JSON.parse(text) as Bundle);
  opened.set(slot, bundle);
  return bundle;
}
