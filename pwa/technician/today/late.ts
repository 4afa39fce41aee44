/** When somebody who is late will be there. Pure. */
import type { VisitOnPhone } from '../phone/interface.ts';

/** Minutes later than promised; once that is past, from now. Cut to the minute, because nobody promises seconds. */
export function expectedAt({ bundle: { work } }: VisitOnPhone, minutes: number, present: number): string {
  const promised = Date.parse(work.agreed_at ?? work.window?.to ?? '') || present;
  const due = Math.max(promised, present) + minutes * 60_000;
  return new Date(Math.floor(due / 60_000) * 60_000).toISOString();
}
