/** Where in the day a visit belongs. */
import type { VisitOnPhone } from '../phone/interface.ts';
import { AT_WORK, ENDED } from '../standard/states.ts';

export type Phase = 'over' | 'working' | 'on_the_way' | 'planned' | 'away';

/** Where in the day a visit belongs: over, being worked on, on the way to it, still to come, or not ours any more. */
export function phaseOf(visit: VisitOnPhone): Phase {
  if (ENDED.has(visit.state)) return 'over';
  if (visit.readOnly || visit.state === 'cancelled') return 'away';
  if (AT_WORK.has(visit.state)) return 'working';
  return visit.state === 'on_the_way' ? 'on_the_way' : 'planned';
}
