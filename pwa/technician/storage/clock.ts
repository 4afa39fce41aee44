/** Runs of the phone's clock: a new one at every start and after every jump, because only within one run are times comparable. */
import { newId } from './ids.ts';
import type { Surroundings } from './surroundings.ts';

const JUMP = 2_000; // ms: slower drift is the crystal's, not somebody's hand

export interface Clock {
  run(): string;
}

export function startClock(surroundings: Surroundings): Clock {
  const distance = () => surroundings.now() - surroundings.monotonic();
  let known = distance();
  let run = newId(surroundings.now());
  return {
    run() {
      if (Math.abs(distance() - known) > JUMP) run = newId(surroundings.now());
      known = distance();
      return run;
    },
  };
}
