// The keys of taking orders and complaints, by the table of keys; Enter goes on to the next field, with Ctrl it saves.
import { isTyping } from '../keys/keys.ts';
import { rowsOf } from '../keys/table.ts';

/** Listen on the intake page. Plain Enter goes on to the next field, and never saves. */
export function listenToIntakeKeys(form: HTMLFormElement): void {
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const done = press(form, event);
    if (done) event.preventDefault();
  });
}

function press(form: HTMLFormElement, event: KeyboardEvent): boolean {
  if (event.key === 'Enter') return enter(form, event);
  const row = rowsOf('intake', event.key)[0];
  const { target } = event;
  switch (row?.does) {
    case 'press':
      return click(row.target);
    case 'fix':
      return target instanceof HTMLInputElement && target.matches('[name^=read_]') && fix(form, target);
    case 'work':
      return !isTyping(target) && work(form, row.target.replace('KEY', event.key));
    default:
      return false;
  }
}

const WHERE: Record<string, string> = {
  read_name: 'name',
  read_phone: 'phone',
  read_place: 'estate',
  read_time: 'agreed',
  read_which: 'visit',
  read_words: 'text',
  read_wants: 'wants',
  read_next: 'slot',
};

function enter(form: HTMLFormElement, event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (!form.contains(target)) return false;
  if (event.repeat) return true; // because a key that is held is pressed once
  if (event.ctrlKey || event.metaKey) {
    form.querySelector<HTMLButtonElement>('[data-save]:not(:disabled)')?.click();
    return true;
  }
  if (target.closest('button, a, summary, textarea')) return false;
  const controls = [
    ...form.querySelectorAll<HTMLElement>('input:not([type=hidden]):not(:disabled), select, textarea'),
  ].filter((one) => one.tabIndex >= 0);
  controls[controls.indexOf(target) + 1]?.focus();
  return true;
}

function work(form: HTMLFormElement, selector: string): boolean {
  const radio = form.querySelector<HTMLInputElement>(selector);
  radio?.click();
  radio?.focus();
  return radio !== null;
}

function click(selector: string): boolean {
  const button = document.querySelector<HTMLElement>(selector);
  button?.click();
  return button !== null;
}

/** From what was read back to the field that it was read from; of several choices to the one that was made. */
function fix(form: HTMLFormElement, { name }: HTMLInputElement): boolean {
  const named = form.elements.namedItem(WHERE[name] ?? 'phone');
  const all = named instanceof RadioNodeList ? ([...named] as HTMLInputElement[]) : [named as HTMLElement | null];
  (all.find((one) => one instanceof HTMLInputElement && one.checked) ?? all[0])?.focus();
  return true;
}
