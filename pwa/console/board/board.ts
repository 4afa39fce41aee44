// The board of a day: what the server sends as a table is drawn to scale, and visits are lifted, moved and put down.
import { turnTo } from '../live/refresh.ts';
import { forgetRows } from './costs.ts';
import { board, held, hold, showHand, side } from './hand.ts';
import { putBack, putDown } from './putting.ts';
import { listenToPointers } from './pointing.ts';
import { showHands } from './grips.ts';
import { listenToOthers } from './pulse.ts';
import { draw, listenToWidth } from './scale.ts';
import { letTabIn, listenToWalking } from './walking.ts';
import { listenToWatching, showWatched } from './watch.ts';

/** Draw the board and listen to hands; nothing happens on other pages. */
export function startBoard(): void {
  const part = board();
  if (!part) return;
  again();
  document.addEventListener('refreshed', (event) => {
    if (event.target === part || event.target === side()) again();
  });
  listenToWalking();
  listenToWatching();
  if (part.querySelector('[data-may]')) listenToPointers();
  document.addEventListener('click', choose);
  document.addEventListener('click', carry);
  listenToOthers();
  listenToWidth();
}

function again(): void {
  forgetRows();
  draw();
  letTabIn();
  showHands();
  showWatched();
  showHand();
}

/** What the buttons beside the rows do for whoever cannot drag. */
function carry(event: MouseEvent): void {
  const wanted = (event.target as HTMLElement).closest<HTMLElement>('[data-carry]')?.dataset.carry;
  const hand = held();
  if (!wanted || !hand) return;
  if (wanted === 'here') void putDown();
  else if (wanted === 'never_mind') putBack();
  else if (wanted === 'details') {
    const { item } = hand;
    putBack();
    item.querySelector<HTMLElement>('[data-block]')?.click();
  } else if (hand.minute !== null) hold(hand.lead, hand.minute + (wanted === 'earlier' ? -10 : 10));
}

/** A click shows the visit beside the rows, instead of loading the page anew. */
function choose(event: MouseEvent): void {
  const block = (event.target as HTMLElement).closest<HTMLAnchorElement>('a[data-block]');
  const beside = side();
  if (!block || !beside || held() || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, '', block.href);
  document.querySelector('.frame')?.classList.add('chosen');
  for (const each of document.querySelectorAll('.board-block[aria-current]')) each.removeAttribute('aria-current');
  block.setAttribute('aria-current', 'true');
  void turnTo(beside, block.href);
}
