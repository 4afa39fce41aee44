// The board by mouse and by finger. Rows are measured once when something is lifted, and drawn once a frame.
// What pointed is read from each event, because a screen may have a mouse and fingers at once.
import { hold, held, lift, stretch } from './hand.ts';
import { putBack, putDown } from './putting.ts';
import { lanes, numberOf, SNAP, snapped } from './scale.ts';

const FAR = 4; // pixels from which a press of the mouse is a drag
const STILL = 10; // pixels within which a finger rests
const LONG = 450; // milliseconds after which a finger that rests lifts
const EDGE = 8; // pixels at a block's end by which the mouse makes it longer

interface Ground {
  rows: { id: string; top: number; bottom: number }[];
  left: number;
  right: number;
  hour: number;
  first: number;
  scroller: HTMLElement;
}

interface Press {
  item: HTMLElement;
  pointer: number;
  touch: boolean;
  x: number;
  y: number;
  inside: number; // minutes from the block's beginning to where it was taken
  ends: boolean; // taken by its end, so that it is made longer
  timer: number;
}

let press: Press | null = null;
let ground: Ground | null = null;
let swallowing = false;

/** Listen to mouse and fingers on the whole page. */
export function listenToPointers(): void {
  document.addEventListener('pointerdown', down);
  document.addEventListener('pointermove', move);
  document.addEventListener('pointerup', up);
  document.addEventListener('pointercancel', cancel);
  // Not passive, because only a prevented move keeps the browser from scrolling with what a finger holds.
  document.addEventListener('touchmove', (event) => press && held() && event.preventDefault(), { passive: false });
  document.addEventListener('contextmenu', (event) => isBlock(event.target) && press && event.preventDefault());
  document.addEventListener('dragstart', (event) => isBlock(event.target) && event.preventDefault());
  document.addEventListener('click', click, { capture: true });
}

function isBlock(target: EventTarget | null): boolean {
  return (target as HTMLElement).closest('[data-block]') !== null;
}

function down(event: PointerEvent): void {
  const target = event.target as HTMLElement;
  swallowing = false;
  if (event.button !== 0 || press) return;
  const touch = event.pointerType !== 'mouse';
  const handle = target.closest<HTMLElement>('.handle');
  const item = handle ? (held()?.item ?? null) : target.closest<HTMLElement>('.board li[data-id], .side li[data-id]');
  if (!item || (held() && !handle)) return;
  const ends = handle !== null || (!touch && isAtEnd(event, item));
  press = { item, pointer: event.pointerId, touch, x: event.clientX, y: event.clientY, inside: 0, ends, timer: 0 };
  if (handle) return void (ground = grounds());
  if (touch) press.timer = window.setTimeout(rested, LONG);
}

function isAtEnd(event: PointerEvent, item: HTMLElement): boolean {
  const box = item.querySelector('.track [data-block]')?.getBoundingClientRect();
  return box !== undefined && box.width > 4 * EDGE && event.clientX > box.right - EDGE;
}

/** A finger has rested on a block. */
function rested(): void {
  if (press && begin(press)) navigator.vibrate?.(10);
  else press = null;
}

function move(event: PointerEvent): void {
  if (event.pointerId !== press?.pointer) return;
  if (!held()) {
    const far = Math.hypot(event.clientX - press.x, event.clientY - press.y);
    if (press.touch) {
      if (far > STILL) letGo(); // because who moves at once scrolls
      return;
    }
    if (far < FAR) return;
    if (!begin(press)) letGo();
  }
  if (press) point(event, press);
}

function letGo(): void {
  clearTimeout(press?.timer);
  press = null;
  ground = null;
}

function begin(of: Press): boolean {
  if (!lift(of.item, of.touch ? 'touch' : 'mouse')) return false;
  ground = grounds();
  const { from } = of.item.dataset;
  if (ground && from && of.item.closest('.track')) of.inside = minuteAt(ground, of.x) - Number(from);
  return ground !== null;
}

function point(event: PointerEvent, of: Press): void {
  const hand = held();
  if (!ground || !hand || Math.hypot(event.clientX - of.x, event.clientY - of.y) < FAR) return;
  const minute = minuteAt(ground, event.clientX);
  if (of.ends) {
    stretch(Math.max(SNAP, snapped(minute - (hand.minute ?? minute))));
    return;
  }
  const beside = event.clientX > ground.right && !of.touch;
  const row = rowAt(ground, event.clientY);
  if (beside) hold('', hand.was.minute);
  else if (row || hand.lead) hold(row ?? hand.lead, snapped(minute - of.inside));
}

function up(event: PointerEvent): void {
  if (event.pointerId !== press?.pointer) return;
  const { touch } = press;
  letGo();
  if (!held()) return;
  swallowing = true; // until the next press
  if (!touch) void putDown(); // a finger confirms beside the rows
}

/** The browser took the gesture for its own: whatever was meant, nothing was. */
function cancel(event: PointerEvent): void {
  if (event.pointerId !== press?.pointer) return;
  letGo();
  if (held()) putBack();
}

/** The click that ends a drag opens nothing; with something in hand a tap on a row puts it there. */
function click(event: MouseEvent): void {
  const target = event.target as HTMLElement;
  if (swallowing && event.detail > 0 && target.closest('.track, [data-block]')) {
    stop(event); // a key's click has no detail, and is none that ends a drag
    return;
  }
  const touch = event instanceof PointerEvent && event.pointerType === 'touch';
  const item = target.closest<HTMLElement>('.board li[data-id], .side li[data-id]');
  if (!held()) {
    if (touch && item && lift(item, 'touch')) stop(event);
    return;
  }
  const track = target.closest<HTMLElement>('tr[data-row] .track');
  const on = track ? grounds() : null;
  if (!track || !on) return;
  hold(track.closest<HTMLElement>('tr')?.dataset.row ?? '', snapped(minuteAt(on, event.clientX)));
  stop(event);
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function grounds(): Ground | null {
  const table = lanes();
  const scroller = table?.closest<HTMLElement>('.scroll');
  const track = table?.querySelector<HTMLElement>('tr[data-row] .track');
  if (!table || !scroller || !track) return null;
  const box = track.getBoundingClientRect();
  const span = numberOf(table.dataset.to) - numberOf(table.dataset.from);
  const rows = [...table.querySelectorAll<HTMLElement>('tr[data-row]')].map((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return { id: row.dataset.row ?? '', top: top + scroller.scrollTop, bottom: bottom + scroller.scrollTop };
  });
  return {
    rows,
    left: box.left + scroller.scrollLeft,
    right: scroller.getBoundingClientRect().right,
    hour: (box.width / span) * 60,
    first: numberOf(table.dataset.from),
    scroller,
  };
}

function rowAt(on: Ground, clientY: number): string | undefined {
  const y = clientY + on.scroller.scrollTop;
  return on.rows.find((each) => each.top <= y && y < each.bottom)?.id;
}

function minuteAt(on: Ground, x: number): number {
  return on.first + ((x + on.scroller.scrollLeft - on.left) / on.hour) * 60;
}
