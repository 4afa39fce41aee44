/** How a limit stands, in words: its time, whether it was kept, and why nobody can say. */
import { clockOn } from '../shell/dates.ts';
import { inTongue } from '../shell/format.ts';
import type { Limit } from '../storage/wire.ts';
import type { MatterWords } from './messages.ts';

/** `late`: it is over and nothing has stopped it, or it was stopped too late. */
export function stateOfLimit(limit: Limit, now: number, say: MatterWords): { words: string; late: boolean } {
  const { due, verdict, stopped, paused, why } = limit;
  const over = Date.parse(due) < now && !stopped;
  const words =
    verdict === 'not_measured' && why
      ? inTongue(why)
      : stopped
        ? (verdict === 'missed' ? say.missed : say.met)(clockOn(stopped), clockOn(due))
        : (over ? say.over : say.until)(clockOn(due));
  const late = verdict !== 'not_measured' && (over || verdict === 'missed');
  return { words: [words, paused ? say.paused(paused) : ''].filter(Boolean).join(' · '), late };
}

/** The one that a row has room for: what runs and is due first. */
export const running = (limits: readonly Limit[] = []): Limit | undefined =>
  limits.find(({ stopped, verdict }) => !stopped && verdict !== 'not_measured');
