// What is wrong on the board, one kind at a time: a press dims everything else, and two arrows step through what is left.
import { board } from './hand.ts';

let kind = '';

/** Listen to the strip above the rows, and to the limits that it names. */
export function listenToWatching(): void {
  document.addEventListener('click', (event) => {
    const target = event.target as HTMLElement;
    const chip = target.closest<HTMLElement>('[data-watches]');
    if (chip) return watch(chip.dataset.watches ?? '');
    const step = target.closest<HTMLElement>('[data-step]');
    if (step) return go(Number(step.dataset.step));
    const goes = target.closest<HTMLElement>('[data-goes]');
    if (goes && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      reveal(document.querySelector<HTMLElement>(`li[data-id="${goes.dataset.goes ?? ''}"] [data-block]`));
    }
  });
}

/** Dim again what is not watched; needed whenever the rows were drawn anew. */
export function showWatched(): void {
  const part = board();
  const chips = [...document.querySelectorAll<HTMLElement>('[data-watches]')];
  if (kind && !chips.some((chip) => chip.dataset.watches === kind)) kind = '';
  part?.toggleAttribute('data-watching', kind !== '');
  for (const chip of chips) chip.setAttribute('aria-pressed', String(chip.dataset.watches === kind));
  const steps = part?.querySelector<HTMLElement>('[data-steps]');
  if (steps) steps.hidden = kind === '';
  for (const item of document.querySelectorAll<HTMLElement>('li[data-id]'))
    item.classList.toggle('watched', kind !== '' && isWatched(item));
}

function watch(wanted: string): void {
  kind = kind === wanted ? '' : wanted;
  showWatched();
  if (kind) go(1);
}

function isWatched(item: HTMLElement): boolean {
  return (item.dataset.watch ?? '').split(' ').includes(kind);
}

/** The next or the last one of those that are watched, round and round. */
function go(by: number): void {
  const all = [...document.querySelectorAll<HTMLElement>('li.watched [data-block]')];
  const at = all.findIndex((each) => each.hasAttribute('data-stepped'));
  for (const each of all) each.removeAttribute('data-stepped');
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
  next?.setAttribute('data-stepped', '');
  reveal(next ?? null);
}

/** Bring a block into sight and show its visit beside the rows. */
function reveal(block: HTMLElement | null): void {
  if (!block) return;
  block.scrollIntoView({ block: 'nearest', inline: 'center' });
  block.click();
}
