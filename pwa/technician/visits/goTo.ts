/** From one page of a visit to another. */
import { go } from '../shell/router';
import type { Here } from './here';

/** Goes to a page of this visit; kept as the place to come back to. The moment that is left behind is over: its answers go. */
export function goTo(here: Here, moment: string): void {
  const id = here.view.visit.bundle.id;
  here.phone.draft<string>(`place.${id}`).set(moment);
  here.phone.sendWaiting();
  go({ page: 'visit', id, moment }, { replace: true });
}
