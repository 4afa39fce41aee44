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
  fit(table);
  table.style.setProperty('--span', String((numberOf(table.dataset.to) - first) / HOUR));
  for (const track of table.querySelectorAll<HTMLElement>('[data-levels]'))
    track.style.setProperty('--levels', track.dataset.levels ?? '1');
  for (const each of table.querySelectorAll<HTMLElement>('.track [data-from]')) place(each, first);
}

/** Draw it anew whenever the window, or the panel beside it, takes another width. */
export function listenToWidth(): void {
  const watch = new ResizeObserver(() => {
    const table = lanes();
    if (table) fit(table);
  });
  const part = document.querySelector('.board');
  if (part) watch.observe(part);
}

/** An hour as wide as lets the whole day be seen, and not narrower than can be read. In pixels, because a length that rests on a
 * container's width would be worked out anew for each block with each move. */
function fit(table: HTMLTableElement): void {
  const style = getComputedStyle(table);
  const em = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const [label, least] = ['--label', '--least'].map((name) => parseFloat(style.getPropertyValue(name)) * em);
  const hours = (numberOf(table.dataset.to) - numberOf(table.dataset.from)) / HOUR;
  const room = ((table.closest('.scroll')?.clientWidth ?? 0) - (label ?? 0) - 2) / Math.max(hours, 1);
  table.style.setProperty('--hour', `${Math.max(least ?? 0, room).toFixed(2)}px`);
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
