/** Runs of the phone's clock: a new one at every start and after every jump, because only within one run are times comparable. */
import { newId } from './ids.ts';
import type { Environment } from './environment.ts';

const JUMP = 2_000; // ms: slower drift is the crystal's, not somebody's hand

export interface Clock {
  run(): string;
}

export function startClock(environment: Environment): Clock {
  const distance = () => environment.now() - environment.monotonic();
  let known = distance();
  let run = newId(environment.now());
  return {
    run() {
      if (Math.abs(distance() - known) > JUMP) run = newId(environment.now());
      known = distance();
      return run;
    },
  };
}
