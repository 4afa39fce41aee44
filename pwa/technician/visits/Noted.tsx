/** What was just noted at this visit, as long as it can be undone; its part of the program comes with the first slip. */
import { saved, slip } from '../slips/lazy';
import type { Here } from './here';

export { slip };

export function Noted({
  here: {
    view: { visit },
  },
}: {
  here: Here;
}) {
  return visit.log.some((each) => each.kind === 'slipped' && each.mine) ? <saved.Page visits={[visit]} /> : null;
}
