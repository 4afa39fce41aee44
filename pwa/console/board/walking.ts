// The board by keyboard: arrows walk, Space lifts; lifted, left and right are ten minutes, up and down a person, Enter drops, Esc puts back.
import { carry as carryOver, held, hold, lift, lengthOf, otherDay, stretch } from './hand.ts';
import { putBack, putDown } from './putting.ts';
import { clockOf, lanes } from './scale.ts';
import { filled, say } from './saying.ts';

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
  if (event.key === ' ') {
    take(event);
    if (!event.repeat) raise(block);
  } else if (event.key.startsWith('Arrow') && walk(block, event.key)) take(event);
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
  const { key } = event;
  if (key === 'Escape') putBack();
  else if ((key === 'Enter' || key === ' ') && !event.repeat) void putDown();
  else if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const by = key === 'ArrowLeft' ? -STEP : STEP;
    if (event.shiftKey) stretch(lengthOf(hand) + by);
    else if (hand.minute !== null) hold(hand.lead, hand.minute + by);
    tell();
  } else if (key === 'ArrowUp' || key === 'ArrowDown') {
    const all = rows();
    const at = all.indexOf(hand.lead) + (key === 'ArrowUp' ? -1 : 1);
    hold(all[Math.max(0, Math.min(all.length - 1, at))] ?? '', hand.minute);
    document.getElementById(`lane-${held()?.lead ?? ''}`)?.scrollIntoView({ block: 'nearest' });
    tell();
  } else if (key === 'PageDown' || key === 'PageUp') {
    carryOver(key === 'PageDown' ? 1 : -1);
    tell();
  } else if (key === 'Backspace' || key === 'Delete') {
    hold('', hand.minute);
    tell();
  } else return key.length === 1 || key === 'Enter';
  return true;
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
function walk(block: HTMLElement, key: string): boolean {
  const list = waiting();
  const back = key === 'ArrowLeft' || key === 'ArrowUp';
  if (list.includes(block)) {
    if (key === 'ArrowLeft') return focus(inRows()[0]);
    return key !== 'ArrowRight' && focus(list[list.indexOf(block) + (back ? -1 : 1)]);
  }
  const row = block.closest('tr');
  const mine = row ? blocksOf(row) : [];
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
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
  block.dataset.here = '1';
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
