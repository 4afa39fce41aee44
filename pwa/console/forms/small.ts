// Small helps for forms and menus: a menu closes by itself, a problem takes the focus, a link is easy to copy.

const FIELDS = ['input:not([type=hidden])', 'select', 'textarea', 'button'];
const FIRST = FIELDS.map((each) => `aside.panel form[data-guard] ${each}:not(:disabled)`).join();

/** A menu closes when somebody clicks elsewhere or opens another. */
export function closeMenusOutside(): void {
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.filter[open]')) {
      if (!menu.contains(event.target as Node)) menu.open = false;
    }
  });
}

/** What went wrong is read first; else a form that somebody asked for begins in its first field, or on its button where it has none. */
export function focusFirst(): void {
  const isAsked = new URL(location.href).searchParams.has('do');
  const sees = document.querySelector('[autofocus]:not(dialog *)'); // because a browser sees to that by itself
  const first = isAsked && !sees ? document.querySelector<HTMLElement>(FIRST) : null;
  (document.querySelector<HTMLElement>('[data-focus]') ?? first)?.focus();
}

/** A one-time link is selected as a whole when it takes the focus. */
export function selectLinks(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>('[data-select]'))
    field.addEventListener('focus', () => field.select());
}

/** What is pasted and does not fit stands there whole, because a browser cuts it off without a word; the server says how much fits. */
export function keepPastedWhole(): void {
  document.addEventListener('paste', (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    if (field.form?.method !== 'post' || field.maxLength < 0) return;
    const room = field.maxLength - field.value.length + (field.selectionEnd ?? 0) - (field.selectionStart ?? 0);
    if ((event.clipboardData?.getData('text') ?? '').length > room) field.removeAttribute('maxlength');
  });
}
