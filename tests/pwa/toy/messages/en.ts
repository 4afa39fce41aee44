/** The words of the toy. */
import type { toy as chinese } from './zh-CN.ts';

export const toy: typeof chinese = {
  button: 'Toy',
  title: (colour) => `A ${colour} toy`,
  seen: 'Seen',
  waiting: (count) => `Toys: ${count}`,
};
