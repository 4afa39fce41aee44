// What is in hand on the board, as data: how long it is, where it was, whether it would be put anywhere else.
import type { Costs } from './costs.ts';

const UNKNOWN = 60;

export interface Hand {
  id: string;
  item: HTMLElement;
  version: string;
  place: string;
  lead: string; // of the row over which it is held; '' beside the rows, where it is nobody's
  minute: number | null;
  ahead: number; // days from the one that is drawn
  minutes: number | null; // how long it takes, null where nobody knows
  was: { lead: string; minute: number | null; minutes: number | null };
  costs: Costs | null;
  asked: Promise<Costs | null>;
}

/** The other day to which it was carried, in words; '' for the day that is drawn. */
export function otherDay(of: Hand): string {
  return of.ahead ? (of.costs?.days[String(of.ahead)]?.label ?? '') : '';
}

/** How long a block is that stands for it. */
export function lengthOf(of: Hand): number {
  return of.minutes ?? UNKNOWN;
}

/** Whether it would be put where it already is. */
export function isUnmoved(of: Hand): boolean {
  const { was } = of;
  return of.ahead === 0 && of.lead === was.lead && of.minute === was.minute && of.minutes === was.minutes;
}
