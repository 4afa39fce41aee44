// A form is sent once at a time, and a dead line shows no browser's page: what was typed stays, and a second press saves nothing twice.
import { forgetAll, keep, pathOf } from './drafts.ts';
import { sayEnded } from './ended.ts';

const PATIENCE = 30_000;

/** Send the console's forms by script. Without one they go by themselves, and the server answers both alike. */
export function sendForms(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== 'post' || form.enctype.startsWith('multipart')) return; // files go by themselves
    if (pathOf(form) === '/signout') return forgetAll();
    if (!form.querySelector('input[name=once]') || !pathOf(form).startsWith('/console/')) return;
    event.preventDefault();
    void send(form, event.submitter);
  });
  addEventListener('pageshow', () => document.querySelectorAll<HTMLFormElement>('form[data-sending]').forEach(unlock));
}

async function send(form: HTMLFormElement, by: HTMLElement | null): Promise<void> {
  if (form.dataset.sending) return;
  const body = new URLSearchParams([...new FormData(form, by)].map(([name, value]) => [name, String(value)]));
  if ('guard' in form.dataset) keep(form);
  lock(form);
  try {
    const answer = await fetch(pathOf(form), {
      method: 'POST',
      body,
      credentials: 'same-origin',
      headers: { 'X-Doorstep-Form': '1' },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!(answer.headers.get('Content-Type') ?? '').startsWith('application/json'))
      throw new Error(String(answer.status));
    const { go } = (await answer.json()) as { go: string };
    if (answer.status === 401) return sayEnded(form, go);
    location.assign(go);
  } catch (error) {
    unlock(form);
    if (/^40[34]$/.test((error as Error).message)) goByItself(form, by);
    else say(form, document.body.dataset.notSent ?? '');
  }
}

/** What is not there, or not for this person, has a page of its own. */
function goByItself(form: HTMLFormElement, by: HTMLElement | null): void {
  if (by instanceof HTMLButtonElement && by.name) {
    const pressed = document.createElement('input');
    Object.assign(pressed, { type: 'hidden', name: by.name, value: by.value });
    form.append(pressed);
  }
  form.submit();
}

function lock(form: HTMLFormElement): void {
  form.dataset.sending = '1';
  say(form, '');
  for (const button of buttonsOf(form)) button.setAttribute('aria-disabled', 'true');
}

function unlock(form: HTMLFormElement): void {
  delete form.dataset.sending;
  for (const button of buttonsOf(form)) button.removeAttribute('aria-disabled');
}

function buttonsOf(form: HTMLFormElement): HTMLButtonElement[] {
  return [...form.elements].filter((each): each is HTMLButtonElement => each instanceof HTMLButtonElement);
}

/** Say something at the form itself; nothing when the words are empty. */
export function say(form: HTMLFormElement, words: string): void {
  form.querySelector('[data-said]')?.remove();
  if (!words) return;
  const line = document.createElement('p');
  line.className = 'mistake';
  line.dataset.said = '';
  line.setAttribute('role', 'alert');
  line.textContent = words;
  (form.querySelector('.actions, .save') ?? form.lastElementChild)?.before(line);
}
