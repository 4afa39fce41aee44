// The keyboard of the console. Single letters are off inside fields, while an input method composes, and when switched off as a whole.
import { choose, isQuestion, onQuestions, step } from './questions.ts';
import { move, onSelected, open, panel, tick } from './rows.ts';
import { rowsOf, type KeyRow } from './table.ts';

const OFF = 'doorstep-keys-off';
const WALKING = /^[jk]$/i;
const NUMBER = /^[1-9]$/;
const NEVER = -Infinity; // not 0, because that is the moment at which the page came
let going = NEVER; // when G was pressed, as long as nothing else was
let sent = false;

/** Listen for keys on the whole page, and for the switch in the list of keys. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return send(event);
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    if (event.key === 'Escape') return leave(event);
    if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
    if (event.repeat && !WALKING.test(event.key)) return; // because a key that is held down means one act
    if (event.key === 'Enter' && !isQuestion(event.target)) return enter(event);
    if (isOff() && event.key !== '?') return;
    const done = press(event.key);
    if (done) event.preventDefault();
  });
  document.addEventListener('submit', (event) => setTimeout(() => (sent ||= !event.defaultPrevented))); // after all who may prevent it
  addEventListener('pageshow', () => (sent = false));
  const off = document.querySelector<HTMLInputElement>('[data-keys-off]');
  if (!off) return;
  off.checked = isOff();
  off.addEventListener('change', () => localStorage.setItem(OFF, off.checked ? '1' : ''));
}

/** What the table of keys on this page says of a letter: after G where it leads, else what it does. */
function saidOf(letter: string, afterG: boolean): KeyRow | undefined {
  const rows = [...rowsOf('everywhere', letter), ...rowsOf('list', letter)];
  return rows.find(({ does }) => (does === 'go') === afterG);
}

function press(key: string): boolean {
  const small = key.length > 1 ? key : key.toLowerCase(); // because a name such as ArrowUp is no letter
  const place = performance.now() - going < 1500 ? saidOf(small, true)?.target : undefined;
  if (place) return go(place);
  going = small === 'g' ? performance.now() : NEVER;
  if (NUMBER.test(small) && onQuestions()) return choose(Number(small));
  const said = saidOf(small, false);
  const target = (said?.target ?? '').replaceAll('KEY', small);
  switch (said?.does) {
    case 'search':
      return focusOn('[role=search] input');
    case 'keys':
      return showKeys();
    case 'walk':
      return move(small === 'j' ? 1 : -1);
    case 'tick':
      return tick() || followFirst(target);
    case 'give':
      return giveTicked() || followFirst(target);
    case 'expand':
      return unfold() || followFirst(target);
    case 'question':
      return step(said.at === 0 ? -1 : 1);
    case 'follow':
      return followFirst(target);
    default:
      return false;
  }
}

/** The first of several that is there at all, because a panel may wait for what is not; the page's own before the rail's. */
function followFirst(targets: string): boolean {
  const each = targets.split(' | ');
  return follow(each.find((one) => document.querySelector(one)) ?? each.join());
}

function enter(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (target.closest('a, button, summary, form') && !target.closest('tr[data-id]')) return; // because Enter there means what stands there
  if (open()) event.preventDefault();
}

/** Ctrl+Enter sends the form in which somebody stands; the order that is read back has its own rule (intake/keys.ts). */
function send(event: KeyboardEvent): void {
  const form = (event.target as HTMLElement).closest<HTMLFormElement>(
    'main form[method=post], aside form[method=post]',
  );
  if (!form || form.matches('[data-intake]') || event.repeat) return;
  event.preventDefault();
  form.requestSubmit();
}

/** Where visits are ticked, giving means all of them: the choice of the person takes the focus. */
function giveTicked(): boolean {
  const lead = document.querySelector<HTMLSelectElement>('#many-lead');
  if (!lead?.form || !new FormData(lead.form).getAll('visit').length) return false;
  lead.focus();
  return true;
}

function leave(event: KeyboardEvent): void {
  const menu = document.querySelector<HTMLDetailsElement>('details.filter[open]');
  if (menu) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
    event.preventDefault();
  } else if (isTyping(event.target)) (event.target as HTMLElement).blur();
  else if (!document.querySelector('dialog[open]')) leaveFor('.panel .close', '[data-put-aside]', '.bar .back');
}

/** Press the first of these that is there: the panel is shut before its page is left. */
function leaveFor(...selectors: string[]): void {
  selectors
    .map((each) => document.querySelector<HTMLElement>(each))
    .find(Boolean)
    ?.click();
}

function unfold(): boolean {
  const folds = [...document.querySelectorAll<HTMLDetailsElement>('details[data-moment]')];
  const shut = folds.some((fold) => !fold.open);
  for (const fold of folds) fold.open = shut;
  return folds.length > 0;
}

/** Press what a key stands for. In the panel beside a list it belongs to the selected row, and may have to wait for it. */
function follow(selector: string): boolean {
  const beside = panel();
  const found = [...document.querySelectorAll<HTMLElement>(selector)].find((one) => !beside?.contains(one));
  if (sent || (!found && !beside)) return false;
  if (found?.matches('textarea, [type=radio]')) found.focus();
  if (found && !(found instanceof HTMLTextAreaElement)) found.click();
  if (!found) onSelected(() => beside?.querySelector<HTMLElement>(selector)?.click());
  return true;
}

function focusOn(selector: string): boolean {
  const found = document.querySelector<HTMLInputElement>(selector);
  found?.focus();
  found?.select();
  return found !== null;
}

function showKeys(): boolean {
  document.querySelector<HTMLDialogElement>('#keys')?.showModal();
  return true;
}

function go(address: string): boolean {
  location.assign(address);
  return true;
}

function isOff(): boolean {
  return localStorage.getItem(OFF) === '1';
}

/** Whether keys belong to a field just now. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName);
}
