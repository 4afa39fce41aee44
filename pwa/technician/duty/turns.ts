/** Which turn is mine, who gave it and who takes it: by the office's word, and by what this phone has said and not heard of yet. Pure. */
import type { Turn } from '../storage/wire.ts';

/** What was said here of a turn, and what is half written of giving it. Kept on the phone. */
export interface Said {
  gave?: string;
  took?: string;
  keys?: string;
  notes?: string;
  /** A line for the book of the turn, half written. */
  line?: string;
}
export type AllSaid = { [turn: string]: Said };

export interface MyDuty {
  /** The turn that I am on: the latest, because whoever takes the next one is relieved of the one before. */
  on?: Turn;
  /** When I gave it, and nobody has taken over that this phone knows of. */
  gave?: string;
  /** Who comes after it on the same post. */
  relief?: Turn;
  /** A turn that I can take now, and whoever is still on that post. */
  take?: Turn;
  from?: Turn;
  /** My next turn, where there is nothing to do yet. */
  next?: Turn;
}

const BEFORE = 2 * 3_600_000; // ms before a turn from which it can be taken

/** How duty stands for this person at this moment. */
export function myDuty(turns: readonly Turn[], said: AllSaid, me: string, now: number): MyDuty {
  const mine = turns.filter(({ person, deputy }) => person.id === me || deputy === me);
  const on = mine.findLast(({ id, state }) => state !== 'planned' || said[id]?.took);
  const next = mine.find(({ id, state, to }) => state === 'planned' && !said[id]?.took && Date.parse(to) > now);
  const found: MyDuty = {};
  if (on) {
    found.on = on;
    const gave = on.given ?? said[on.id]?.gave;
    const relief = turns.find(
      ({ id, post, state, from }) => post === on.post && id !== on.id && state === 'planned' && from >= on.from,
    );
    if (gave) found.gave = gave;
    if (relief) found.relief = relief;
  }
  if (!next) return found;
  const from = turns.findLast(({ id, post, state }) => post === next.post && id !== next.id && state !== 'planned');
  const due = Date.parse(next.from) - now <= BEFORE || from?.state === 'handed_over';
  return { ...found, ...(due ? { take: next, ...(from && { from }) } : { next }) };
}
