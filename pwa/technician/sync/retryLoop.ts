/** Work that is done again and again: one turn at a time, sooner when woken, later and later while it fails. */
import type { Environment } from '../storage/environment.ts';

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 5 * 60_000;

export interface RetryLoop {
  /** Does a turn now; one that is wanted during a turn follows it, also a failing one where a person insists. Resolves when all wanted turns
   * are done; never rejects. */
  wake(insists?: boolean): Promise<void>;
  /** A turn in `ms` at the latest, for what nobody waits for: whatever else is wanted until then goes with it. */
  soon(ms: number): void;
  /** The turn that was to come soon comes now; nothing where none was. */
  hurry(): void;
  stop(): void;
}

/** `turn` resolves to the ms until the next one (undefined: until woken); a rejection means *passing*, tried again with jitter. */
export function retryLoop(environment: Environment, turn: () => Promise<number | undefined>): RetryLoop {
  let [failures, wanted, insisted, stopped] = [0, false, false, false];
  let running: Promise<void> | undefined;
  let [timer, pause]: (ReturnType<typeof setTimeout> | undefined)[] = [];

  async function turns(): Promise<void> {
    let rest: number | undefined;
    do {
      wanted = insisted = false;
      try {
        rest = await turn();
        failures = 0;
      } catch {
        failures += 1;
        rest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1)) * (0.5 + environment.chance());
      }
    } while (!stopped && (insisted || (wanted && failures === 0))); // while it fails, being woken is no reason to hammer
    running = undefined;
    if (rest !== undefined && !stopped) timer = setTimeout(() => void wake(), rest);
  }
  function wake(insists = false): Promise<void> {
    clearTimeout(timer);
    clearTimeout(pause);
    pause = undefined;
    wanted = true;
    insisted ||= insists;
    if (stopped) return Promise.resolve();
    return (running ??= turns());
  }
  return {
    wake,
    soon(ms) {
      if (!stopped) pause ??= setTimeout(() => void wake(), ms);
    },
    hurry() {
      if (pause !== undefined) void wake();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(pause);
    },
  };
}
