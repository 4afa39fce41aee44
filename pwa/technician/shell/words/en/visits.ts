/** One visit from beginning to end: at the door, nobody home, work, what to say, done. */
import type { visits as chinese } from '../zh-CN/visits.ts';

export const visits: typeof chinese = {
  parts: (done, all) => `Part\u00a0${done}/${all}`,
};
