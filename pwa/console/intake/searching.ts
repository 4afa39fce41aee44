// Who calls, found while it is typed: name, initials, number, account or address. Enter still goes to the whole list.
import { parsed } from '../live/parsed.ts';

const PAUSE = 200;
const LEAST = 2; // characters, because one finds everybody
let asked = 0;

/** Offer customers below the search of the intake page. */
export function startSearching(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-offers]');
  const input = form?.querySelector<HTMLInputElement>('[name=q]');
  const list = form?.querySelector<HTMLElement>('.offers');
  if (!form || !input || !list) return;
  let waiting = 0;
  const follow = () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void offer(form, input.value.trim(), list), PAUSE);
  };
  input.addEventListener('input', (event) => {
    if (!(event instanceof InputEvent && event.isComposing)) follow();
  });
  input.addEventListener('compositionend', follow);
  form.addEventListener('keydown', (event) => walk(event, input, list));
  document.addEventListener('click', (event) => form.contains(event.target as Node) || list.replaceChildren());
}

async function offer(form: HTMLFormElement, words: string, list: HTMLElement): Promise<void> {
  const mine = ++asked;
  if (words.length < LEAST) return list.replaceChildren();
  const address = new URL(form.action);
  address.search = new URLSearchParams({ for: whatFor(form), part: 'offers', q: words }).toString();
  try {
    const answer = await fetch(address, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
    if (answer.redirected || !answer.ok || mine !== asked) return;
    list.replaceChildren(parsed(await answer.text()));
  } catch {
    // The whole list still answers to Enter.
  }
}

/** What the customer is chosen for: an order, a complaint. */
function whatFor(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>('[name=for]')?.value ?? '';
}

function walk(event: KeyboardEvent, input: HTMLElement, list: HTMLElement): void {
  if (event.isComposing) return;
  if (event.key === 'Escape' && list.firstElementChild) {
    list.replaceChildren();
    input.focus();
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const all = [input, ...list.querySelectorAll<HTMLElement>('a')];
  const at = all.indexOf(document.activeElement as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1);
  all[Math.max(0, Math.min(all.length - 1, at))]?.focus();
  event.preventDefault();
}
