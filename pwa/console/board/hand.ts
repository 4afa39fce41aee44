// What somebody has in hand on the board, where it would go, and how that is shown. Nothing is stored until it is put down.
import { renew } from '../live/refresh.ts';
import { clockOf, lanes, numberOf, SNAP } from './scale.ts';
import { costsOf, forgetRows, saidOf, type Costs } from './costs.ts';
import { lengthOf, otherDay, type Hand } from './inHand.ts';

let hand: Hand | null = null;
let ghost: HTMLElement | null = null;
let waiting = false;

/** What is in hand; null for nothing. */
export function held(): Hand | null {
  return hand;
}

export type By = 'keys' | 'mouse' | 'touch';

/** Take a block's visit in hand; false for one that cannot be moved. */
export function lift(item: HTMLElement, by: By): boolean {
  const table = lanes();
  if (hand || !table || !('movable' in item.dataset)) return false;
  const { id = '', version = '', place = '', lead = '', from, minutes, want } = item.dataset;
  const was = { lead, minute: from ? Number(from) : null, minutes: minutes ? Number(minutes) : null };
  const asked = costsOf(table, id);
  hand = { id, item, version, place, ahead: 0, ...was, was, costs: null, asked };
  if (hand.minute === null) hand.minute = Math.max(want ? Number(want) : 0, roundedNow(table));
  forgetRows();
  item.classList.add('lifted');
  document.querySelector<HTMLElement>('.frame')?.setAttribute('data-by', by);
  board()?.setAttribute('data-held', '');
  side()?.setAttribute('data-held', '');
  void asked.then((costs) => {
    if (hand?.id !== id) return;
    hand.costs = costs;
    dim(costs);
    show();
  });
  show();
  tellOthers();
  return true;
}

/** Hold it over a row at a minute; what did not change is not drawn again. */
export function hold(lead: string, minute: number | null): void {
  if (!hand || (hand.lead === lead && hand.minute === minute)) return;
  hand.lead = lead;
  hand.minute = minute;
  soon();
}

/** Carry it to another day; where nobody can be promised anything there is none. */
export function carry(days: number): void {
  if (!hand?.costs?.days[String(hand.ahead + days)]) return;
  hand.ahead += days;
  soon();
}

/** Make it longer or shorter. */
export function stretch(minutes: number): void {
  if (!hand) return;
  hand.minutes = Math.max(SNAP, minutes);
  soon();
}

/** Show once more what is in hand, where a refresh that was on its way has drawn over it. */
export function showHand(): void {
  hand?.item.classList.add('lifted');
  show();
}

/** Let go of it: nothing is in hand any more, and nothing has changed unless somebody has stored it. */
export function release(): Hand | null {
  const was = hand;
  hand = null;
  was?.item.classList.remove('lifted');
  document.querySelector('.frame')?.removeAttribute('data-by');
  ghost?.remove();
  ghost = null;
  board()?.removeAttribute('data-held');
  side()?.removeAttribute('data-held');
  for (const row of document.querySelectorAll('.lanes .over, .lanes .unfit')) row.classList.remove('over', 'unfit');
  for (const why of document.querySelectorAll('.lanes .why')) why.textContent = '';
  const carried = document.querySelector<HTMLElement>('[data-carried]');
  if (carried) carried.hidden = true;
  tellOthers();
  return was;
}

/** Let go and fetch the board as it now stands. */
export async function settle(): Promise<void> {
  release();
  const part = board();
  if (part) await renew(part);
}

/** The part of the page that holds the rows. */
export function board(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.board[data-live]');
}

/** The part beside it. */
export function side(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.side[data-live]');
}

function tellOthers(): void {
  document.dispatchEvent(new Event('board-hand'));
}

function soon(): void {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    show();
  });
}

function show(): void {
  const table = lanes();
  if (!hand || !table) return;
  const row = hand.lead ? document.getElementById(`lane-${hand.lead}`) : null;
  const track = row?.querySelector<HTMLElement>('.track');
  if (!row?.classList.contains('over')) {
    table.querySelector('.over')?.classList.remove('over');
    row?.classList.add('over');
  }
  ghost ??= newGhost();
  if (track && ghost.parentNode !== track) track.append(ghost);
  else if (!track) ghost.remove();
  if (hand.minute !== null) {
    ghost.style.setProperty('--at', String((hand.minute - numberOf(table.dataset.from)) / 60));
    ghost.style.setProperty('--long', String(lengthOf(hand) / 60));
    if (ghost.firstChild) ghost.firstChild.nodeValue = `${otherDay(hand)} ${clockOf(hand.minute)} ${hand.place}`.trim();
  }
  saidOf(hand, row);
}

function newGhost(): HTMLElement {
  const made = document.createElement('div');
  made.className = 'ghost';
  const handle = document.createElement('span');
  handle.className = 'handle';
  handle.title = lanes()?.dataset.sayLonger ?? '';
  made.append(document.createTextNode(' '), handle);
  return made;
}

/** Rows of people who have not done such work are dimmed, and say why. */
function dim(costs: Costs | null): void {
  for (const [id, known] of Object.entries(costs?.people ?? {})) {
    const row = document.getElementById(`lane-${id}`);
    const why = row?.querySelector('.why');
    if (!row || !why || !costs) continue;
    row.classList.toggle('unfit', known.new);
    why.textContent = known.new ? (costs.words.new ?? '') : '';
  }
}

/** The next ten minutes of today; on another day the first hour that is drawn is early enough. */
function roundedNow(table: HTMLElement): number {
  const now = table.querySelector<HTMLElement>('.scale .clock')?.dataset.from ?? table.dataset.from;
  return Math.ceil(numberOf(now) / 10) * 10;
}
