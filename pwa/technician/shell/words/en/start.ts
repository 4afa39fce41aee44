/** … */
import type { start as chinese } from '../zh-CN/start.ts';

export const start: typeof chinese = {};
