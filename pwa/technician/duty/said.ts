/** What duty's pages read and write: the turns, what was said here, and who I am. */
import { usePhone } from '../shell/context.tsx';
import { now } from '../shell/clock.ts';
import { myDuty, type AllSaid, type MyDuty, type Said } from './turns.ts';

export function useDuty(): MyDuty & { me: string; said: AllSaid; note: (turn: string, part: Said) => void } {
  const phone = usePhone();
  const draft = phone.draft<AllSaid>('duty');
  const me = phone.person.value?.id ?? '';
  const turns = phone.duty.value;
  const said = draft.value.value ?? {};
  // What was said of turns that the office knows no more is over.
  const known = Object.fromEntries(Object.entries(said).filter(([id]) => turns.some((turn) => turn.id === id)));
  return {
    ...myDuty(turns, said, me, now.value),
    me,
    said,
    note: (turn, part) => draft.set({ ...known, [turn]: { ...known[turn], ...part } }),
  };
}
