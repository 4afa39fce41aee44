// Where things stand on the board: minutes of the day become multiples of an hour's width, so that a style alone draws them.

export const HOUR = 60;
export const SNAP = 5;

/** The rows as they are drawn now; null on other pages, and where there is nobody to draw. */
export function lanes(): HTMLTableElement | null {
  return document.querySelector<HTMLTableElement>('.board .lanes');
}

/** Give everything its place; needed again whenever the server has sent the rows anew. */
export function draw(): void {
  const table = lanes();
  document.querySelector('.frame')?.classList.add('drawn');
  if (!table) return;
  const first = numberOf(table.dataset.from);
  table.style.setProperty('--span', String((numberOf(table.dataset.to) - first) / HOUR));
  for (const track of table.querySelectorAll<HTMLElement>('[data-levels]'))
    track.style.setProperty('--levels', track.dataset.levels ?? '1');
  for (const each of table.querySelectorAll<HTMLElement>('.track [data-from]')) place(each, first);
}

function place(each: HTMLElement, first: number): void {
  const { from, to, level } = each.dataset;
  if (from) each.style.setProperty('--at', String((Number(from) - first) / HOUR));
  if (from && to) each.style.setProperty('--long', String((Number(to) - Number(from)) / HOUR));
  if (level) each.style.setProperty('--level', level);
}

/** A number that the page says, 0 where it says none. */
export function numberOf(said: string | undefined): number {
  return Number(said ?? 0) || 0;
}

/** 15:10 of minutes since midnight. */
export function clockOf(minute: number): string {
  const inDay = ((minute % 1440) + 1440) % 1440;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}

/** The nearest minute on which a hand may put something. */
export function snapped(minute: number): number {
  return Math.round(minute / SNAP) * SNAP;
}
