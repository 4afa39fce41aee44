/** The customer's turn: their pages are drawn instead of every other page for as long as they hold the phone. */
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';
import { loadStyle } from '../shell/loadStyle.ts';
import { customersVisit } from './session.ts';

const turn = lazy(async () => {
  const [{ CustomerMode }] = await Promise.all([import('./CustomerMode.tsx'), loadStyle('customer-mode')]);
  return CustomerMode;
});

export const capability: Capability = {
  name: 'customer-mode',
  takesOver: { visit: (visits) => customersVisit(visits)?.slot.id, Page: turn.Page },
  facts: { customer_mode_left: {}, surveyed: {}, commented: {}, signed: {}, signing_offered: {} },
  ahead: [turn.fetch],
};
