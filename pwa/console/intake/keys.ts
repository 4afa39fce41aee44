// The keys of order intake: 1–8 for the work, arrows for the slot, F2 another customer, F4 one visit, Ctrl+Enter to save.
import { isTyping } from '../keys/keys.ts';

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
  if (event.key === 'F2') return click('[data-other]');
  if (event.key === 'F4') return click('[data-together]');
  const target = event.target as HTMLElement;
  if (event.key === 'Backspace' && target.matches('[name^=read_]'))
    return focus(form, WHERE[(target as HTMLInputElement).name] ?? 'phone');
  if (!isTyping(event.target) && /^[1-8]$/.test(event.key)) return work(form, event.key);
  return false;
}

const WHERE: Record<string, string> = {
  read_name: 'name',
  read_phone: 'phone',
  read_place: 'estate',
  read_time: 'agreed',
};

function enter(form: HTMLFormElement, event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (!form.contains(target)) return false;
  if (event.repeat) return true; // because a key that is held is pressed once
  if (event.ctrlKey || event.metaKey) {
    form.querySelector<HTMLButtonElement>('[data-save]:not(:disabled)')?.click();
    return true;
  }
  if (target.closest('button, a, summary')) return false;
  const controls = [
    ...form.querySelectorAll<HTMLElement>('input:not([type=hidden]):not(:disabled), select, textarea'),
  ].filter((one) => one.tabIndex >= 0);
  controls[controls.indexOf(target) + 1]?.focus();
  return true;
}

function work(form: HTMLFormElement, key: string): boolean {
  const radio = form.querySelector<HTMLInputElement>(`[data-work="${key}"]`);
  radio?.click();
  radio?.focus();
  return radio !== null;
}

function click(selector: string): boolean {
  const button = document.querySelector<HTMLElement>(selector);
  button?.click();
  return button !== null;
}

function focus(form: HTMLFormElement, name: string): boolean {
  (form.elements.namedItem(name) as HTMLElement | null)?.focus();
  return true;
}
