// The board by keyboard, by the table of keys: walking from visit to visit, and what is done with one in hand.
import { carry as carryOver, held, hold, lift, stretch } from './hand.ts';
import { lengthOf, otherDay, type Hand } from './inHand.ts';
import { putBack, putDown } from './putting.ts';
import { clockOf, lanes } from './scale.ts';
import { filled, say } from './saying.ts';
import { rowsOf } from '../keys/table.ts';

const STEP = 10;

/** Listen before the office's own keys do, so that a letter means nothing while something is in hand. */
export function listenToWalking(): void {
  document.addEventListener('keydown', hear, { capture: true });
}

/** One block can be reached by Tab in the rows, and one in the list beside them; arrows reach the others. */
export function letTabIn(): void {
  for (const blocks of [inRows(), waiting()]) {
    const entry = blocks.find((each) => each.dataset.here) ?? blocks.find((each) => each === document.activeElement);
    for (const each of blocks) each.tabIndex = each === (entry ?? blocks[0]) ? 0 : -1;
  }
}

function hear(event: KeyboardEvent): void {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const block = (event.target as HTMLElement).closest<HTMLElement>('[data-block]');
  if (held()) {
    if (carry(event)) take(event);
    return;
  }
  if (!block) return;
  const row = rowsOf('board', event.key)[0];
  switch (row?.does) {
    case 'lift':
      take(event);
      if (!event.repeat) raise(block);
      break;
    case 'along':
    case 'across':
      if (walk(block, row.does === 'along', row.at === 0)) take(event);
  }
}

function take(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function raise(block: HTMLElement): void {
  const item = block.closest<HTMLElement>('li[data-id]');
  const table = lanes();
  if (!item || !table) return;
  if (!lift(item, 'keys')) {
    say(table.dataset.sayFixed ?? '');
    return;
  }
  const hand = held();
  if (hand && !hand.lead) hold(rows()[0] ?? '', hand.minute);
  say(filled(table.dataset.sayLifted, { what: item.dataset.place ?? '' }));
}

/** A key while something is in hand; letters are kept from meaning anything else. */
function carry(event: KeyboardEvent): boolean {
  const hand = held();
  if (!hand) return false;
  const named = event.shiftKey ? rowsOf('held', `Shift+${event.key}`) : [];
  const row = named[0] ?? rowsOf('held', event.key)[0];
  if (!row) return event.key.length === 1;
  const by = row.at === 0 ? -1 : 1;
  switch (row.does) {
    case 'put_back':
      putBack();
      return true;
    case 'drop':
      if (!event.repeat) void putDown();
      return true;
    case 'minutes':
      if (hand.minute !== null) hold(hand.lead, hand.minute + by * STEP);
      break;
    case 'longer':
      stretch(lengthOf(hand) + by * STEP);
      break;
    case 'person':
      toPerson(hand, by);
      break;
    case 'day':
      carryOver(by);
      break;
    case 'nobody':
      hold('', hand.minute);
  }
  tell();
  return true;
}

function toPerson(hand: Hand, by: number): void {
  const all = rows();
  hold(all[Math.max(0, Math.min(all.length - 1, all.indexOf(hand.lead) + by))] ?? '', hand.minute);
  document.getElementById(`lane-${held()?.lead ?? ''}`)?.scrollIntoView({ block: 'nearest' });
}

function tell(): void {
  const hand = held();
  const table = lanes();
  if (!hand || !table) return;
  const row = document.getElementById(`lane-${hand.lead}`);
  const who = row?.dataset.name ?? table.dataset.sayNobody ?? '';
  const time = hand.minute === null ? '' : `${otherDay(hand)} ${clockOf(hand.minute)}`.trim();
  say(filled(table.dataset.sayAt, { who, time }));
}

/** Left and right within a row, up and down to what stands nearest in time; beside the rows up and down alone. */
function walk(block: HTMLElement, along: boolean, back: boolean): boolean {
  const list = waiting();
  if (list.includes(block)) {
    if (along) return back && focus(inRows()[0]);
    return focus(list[list.indexOf(block) + (back ? -1 : 1)]);
  }
  const row = block.closest('tr');
  const mine = row ? blocksOf(row) : [];
  if (along) {
    const next = mine[mine.indexOf(block) + (back ? -1 : 1)];
    return focus(next) || (!back && focus(list[0]));
  }
  const all = [...document.querySelectorAll('.lanes tr[data-row]')].filter((each) => blocksOf(each).length);
  const near = all[all.indexOf(row as Element) + (back ? -1 : 1)];
  return near !== undefined && focus(nearest(blocksOf(near), from(block)));
}

function nearest(blocks: HTMLElement[], minute: number): HTMLElement | undefined {
  return [...blocks].sort((one, other) => Math.abs(from(one) - minute) - Math.abs(from(other) - minute))[0];
}

function from(block: HTMLElement): number {
  return Number(block.closest<HTMLElement>('li')?.dataset.from ?? 0);
}

function focus(block: HTMLElement | undefined): boolean {
  if (!block) return false;
  for (const each of document.querySelectorAll<HTMLElement>('[data-block][data-here]')) delete each.dataset.here;
  block.dataset.here = 'yes';
  block.focus();
  block.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  letTabIn();
  return true;
}

function rows(): string[] {
  return [...document.querySelectorAll<HTMLElement>('.lanes tr[data-row]')].map((each) => each.dataset.row ?? '');
}

function blocksOf(row: Element): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('[data-block]')];
}

function inRows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.lanes [data-block]')];
}

function waiting(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-waiting] [data-block]')];
}
