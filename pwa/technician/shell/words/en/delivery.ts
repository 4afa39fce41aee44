/** … */
import type { delivery as chinese } from '../zh-CN/delivery.ts';

export const delivery: typeof chinese = {};
