/** What Today looked like when it last stood still: told to the service worker, so that a cold start shows the day before
 * the program has run. What is kept is always what is on the screen: whatever changes the page throws it away first. */
import type { LastSeen } from '../sw.ts';
import { now } from './clock.ts';
import { dayAfter, dayOf, inOrganisation } from './dates.ts';

const STILL = 500; // ms without a change
const TODAY = '.page[data-last-seen]'; // the page says so itself, because an address does not tell whose turn it is
const OPENED = 'dialog[open], [aria-expanded="true"]'; // what a fresh start shows closed

/** Watches the page below `root` from now on. */
export function keepLastSeen(root: HTMLElement): void {
  let kept = true; // by the run of the program before this one
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const take = () => {
    if (!kept && root.querySelector(TODAY) && !root.querySelector(OPENED)) kept = tell(drawn(root));
  };
  new MutationObserver(() => {
    if (kept) kept = tell(undefined);
    clearTimeout(waiting);
    waiting = setTimeout(take, STILL);
  }).observe(root, { attributes: true, characterData: true, childList: true, subtree: true });
}

/** The page as HTML that nobody can touch before the program has taken it up. */
function drawn(root: HTMLElement): LastSeen {
  const page = root.cloneNode(true) as HTMLElement;
  page.inert = true;
  const until = Date.parse(inOrganisation(dayAfter(dayOf(now.value), 1), '00:00'));
  const {
    lang,
    dataset: { theme },
  } = document.documentElement;
  return { root: page.outerHTML, lang, theme, from: Date.now(), until };
}

/** Whether something is kept now. */
function tell(seen: LastSeen | undefined): boolean {
  (navigator.serviceWorker as ServiceWorkerContainer | undefined)?.controller?.postMessage({ seen });
  return seen !== undefined;
}
