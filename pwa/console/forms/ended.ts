// While somebody types the page asks now and then whether the sign-in still holds, and says so when it does not.
import { keep } from './drafts.ts';

const EVERY = 60_000;
let asked = Date.now();

/** Ask at most once a minute, and only while somebody types. */
export async function askWhetherSignedIn(): Promise<void> {
  if (Date.now() - asked < EVERY) return;
  asked = Date.now();
  try {
    const answer = await fetch('/console/me', { method: 'HEAD', redirect: 'manual', credentials: 'same-origin' });
    if (answer.type === 'opaqueredirect') showEnded();
    else if (answer.ok) document.querySelector<HTMLElement>('[data-ended]')?.setAttribute('hidden', '');
  } catch {
    // A dead line is said by the list, and when the form is sent.
  }
}

/** Show the line that leads to the sign-in; what is typed stays here. */
export function showEnded(): void {
  const line = document.querySelector<HTMLElement>('[data-ended]');
  const link = line?.querySelector('a');
  if (!line || !link) return;
  link.href = `/signin?next=${encodeURIComponent(location.pathname + location.search)}`;
  line.hidden = false;
}

/** A form was refused because the sign-in had ended: where it can be kept here, sign in and come back to it. */
export function sayEnded(form: HTMLFormElement, address: string): void {
  if (!('guard' in form.dataset) || keep(form)) location.assign(address);
  else showEnded();
}
