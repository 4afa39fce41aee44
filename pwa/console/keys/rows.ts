// Walking a list without leaving it: the selected row's panel is fetched beside it, and the address follows.
import { isInHand } from '../live/morph.ts';
import { shownIn, turnTo } from '../live/refresh.ts';

const ROWS = 'tr[data-id]';
let waiting: (() => void) | null = null;

/** Select the next or previous row and show it in the panel. */
export function move(by: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(ROWS)];
  if (!rows.length) return false;
  const here = rows.findIndex((row) => row.getAttribute('aria-selected') === 'true');
  const next = rows[Math.min(rows.length - 1, Math.max(0, here < 0 ? (by > 0 ? 0 : rows.length - 1) : here + by))];
  const link = next?.querySelector<HTMLAnchorElement>('a[href]');
  if (next && link && panel()) select(next, link.href);
  else if (next && link) goTo(next, link); // because where no panel shows it, only Enter opens a row
  return true;
}

/** Tick or untick the selected row. */
export function tick(): boolean {
  const box = chosen()?.querySelector<HTMLInputElement>('input[type=checkbox]');
  box?.click();
  return box !== undefined && box !== null;
}

/** Open the selected row's page. */
export function open(): boolean {
  const row = chosen();
  const address =
    row?.querySelector<HTMLElement>('[data-page]')?.dataset.page ??
    row?.querySelector<HTMLAnchorElement>('a[href]')?.href;
  if (address) location.assign(address);
  return address !== undefined;
}

/** Let a click on a row show it in the panel where there is one, instead of loading the page anew. */
export function listenToRows(): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>(`${ROWS} a[href]:not(.own)`);
    const row = link?.closest<HTMLElement>(ROWS);
    if (!link || !row || event.metaKey || event.ctrlKey || event.shiftKey || !panel() || link.hasAttribute('target'))
      return;
    event.preventDefault();
    select(row, link.href);
  });
  document.addEventListener('dblclick', (event) => {
    if ((event.target as HTMLElement).closest(ROWS)) open();
  });
  addEventListener('popstate', () => location.reload());
  document.addEventListener('refreshed', hearWaiting);
  document.addEventListener('unreachable', hearWaiting);
}

/** Act on the selected row: at once when the panel shows it, else as soon as it does; never on what the panel showed before. */
export function onSelected(act: () => void): void {
  const part = panel();
  if (isShown(part)) act();
  else if (part?.inert) waiting = act; // because only what is on its way is waited for
}

function isShown(part: HTMLElement | null): boolean {
  const row = chosen();
  return !row || !part || shownIn(part) === row.dataset.id;
}

/** A key that was pressed before the panel was there is heard when it comes, and forgotten when it does not. */
function hearWaiting(event: Event): void {
  if (event.target !== panel()) return;
  const act = waiting;
  waiting = null;
  if (act && event.type === 'refreshed' && isShown(panel())) act();
}

function select(row: HTMLElement, address: string): void {
  const part = panel();
  if (part && row === chosen() && shownIn(part) === row.dataset.id) return;
  if (part && !mayLeave(part)) return;
  waiting = null;
  goTo(row, row.querySelector<HTMLElement>('a[href]'));
  history.replaceState(null, '', address);
  if (!row.offsetParent) scrollTo(0, 0); // because on a small screen the panel takes the list's place
  document.querySelector('.frame')?.classList.add('chosen');
  if (part) void turnTo(part, address);
  else location.assign(address);
}

function goTo(row: HTMLElement, link: HTMLElement | null): void {
  for (const other of document.querySelectorAll(`${ROWS}[aria-selected]`)) other.removeAttribute('aria-selected');
  row.setAttribute('aria-selected', 'true');
  link?.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

/** Another row would take what was typed away, so the person is asked, as the browser asks before a page is left. */
function mayLeave(part: HTMLElement): boolean {
  const begun = [...part.querySelectorAll<HTMLFormElement>('form[data-guard]')].find(isInHand);
  return !begun || confirm(begun.dataset.guard);
}

function chosen(): HTMLElement | null {
  return document.querySelector<HTMLElement>(`${ROWS}[aria-selected="true"]`);
}

/** The panel that follows the selected row; null on pages without one. */
export function panel(): HTMLElement | null {
  return document.querySelector<HTMLElement>('aside.panel[data-live]');
}
