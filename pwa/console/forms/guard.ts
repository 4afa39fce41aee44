// Typing is never lost: each form with `data-guard` is kept while it is typed, and stands there again whenever its page is opened.
import { forget, forgetSaved, keep, restore } from './drafts.ts';
import { askWhetherSignedIn } from './ended.ts';

const FORMS = 'form[data-guard]';
let unkept = false;

/** Keep what is typed, put back what was kept, and let no held or composing Enter send anything. */
export function guardForms(): void {
  settle();
  for (const kind of ['input', 'change']) document.addEventListener(kind, typed);
  document.addEventListener('keydown', (event) => {
    const composing = event.isComposing || event.keyCode === 229 || event.repeat;
    if (event.key === 'Enter' && composing && (event.target as HTMLElement).closest(FORMS)) event.preventDefault();
  });
  document.addEventListener('click', clear);
  document.addEventListener('submit', () => (unkept = false));
  addEventListener('beforeunload', (event) => unkept && event.preventDefault());
  restoreAll();
  new MutationObserver(restoreAll).observe(document.body, { childList: true, subtree: true });
}

/** What the server says that it has is not kept any longer; the address then says it no more. */
function settle(): void {
  const address = new URL(location.href);
  forgetSaved(address.searchParams.get('saved') ?? '');
  address.searchParams.delete('saved');
  if (address.href !== location.href) history.replaceState(null, '', address);
}

function typed(event: Event): void {
  const form = (event.target as HTMLInputElement).form;
  if (!form?.matches(FORMS)) return;
  unkept = !keep(form);
  const sign = document.querySelector<HTMLElement>('[data-draft-kept]');
  if (sign && form.matches('[data-intake]')) sign.hidden = unkept;
  void askWhetherSignedIn();
}

function restoreAll(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>(`${FORMS}:not([data-draft-seen])`)) {
    form.dataset.draftSeen = '1';
    if (!restore(form)) continue;
    form.dataset.restored = '1';
    (form.querySelector('.scroll') ?? form).prepend(notice());
  }
}

function notice(): HTMLElement {
  const line = document.createElement('p'),
    button = document.createElement('button');
  line.className = 'kept';
  line.setAttribute('role', 'status');
  button.type = 'button';
  button.dataset.draftClear = '';
  button.textContent = document.body.dataset.startAnew ?? '';
  line.append(document.body.dataset.keptWords ?? '', ' ', button);
  return line;
}

function clear(event: Event): void {
  const form = (event.target as HTMLElement).closest('[data-draft-clear]')?.closest<HTMLFormElement>(FORMS);
  if (!form) return;
  forget(form);
  location.assign(location.pathname + location.search);
}
