// What somebody types into a form stays on this computer until the server has it: for its person alone, three days, gone with signing out.

const PREFIX = 'doorstep-draft:';
const LONGEST = 3 * 86_400_000;
const NOT_KEPT = /^(read_.*|look|at|back|again|secret_.*)$/; // secrets as in server/console/form.py, and what a control hides
const HIDDEN = '[type=password]';

interface Draft {
  at: number;
  once: string;
  refused: string;
  fields: [string, string][];
}

/** Keep what stands in a form; tells whether this browser could. */
export function keep(form: HTMLFormElement): boolean {
  const draft: Draft = { at: Date.now(), once: onceOf(form), refused: refusedId(form), fields: typedIn(form) };
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(draft));
    return true;
  } catch {
    return false; // because a browser may have no room, or keep nothing at all
  }
}

/** Put back what was typed, unless the page shows something newer; tells whether it did. */
export function restore(form: HTMLFormElement): boolean {
  const draft = read(keyOf(form)),
    refused = refusedId(form);
  if (refused && draft?.refused !== refused) {
    keep(form);
    return false;
  }
  if (!draft || same(draft.fields, typedIn(form))) return false;
  for (const control of controlsOf(form)) put(control, draft.fields);
  const once = form.querySelector<HTMLInputElement>('input[name=once]');
  if (once && !refused) once.value = draft.once; // because it may have been sent already, and only its answer was lost
  return true;
}

/** Nothing of this form is kept any more. */
export function forget(form: HTMLFormElement): void {
  localStorage.removeItem(keyOf(form));
}

/** The server has said which form it has; what ran out goes as well. */
export function forgetSaved(token: string): void {
  for (const key of keys()) {
    const draft = read(key);
    if (!draft || (token && draft.once === token)) localStorage.removeItem(key);
  }
}

/** Whoever signs out leaves nothing on this computer. */
export function forgetAll(): void {
  for (const key of keys()) if (key.startsWith(mine())) localStorage.removeItem(key);
}

/** Where a form is sent to; a field named `action` would hide the property. */
export function pathOf(form: HTMLFormElement): string {
  return new URL(form.getAttribute('action') ?? '', location.href).pathname;
}

function keyOf(form: HTMLFormElement): string {
  return mine() + pathOf(form) + (form.dataset.draft ? `#${form.dataset.draft}` : '');
}

function mine(): string {
  return `${PREFIX}${document.body.dataset.person ?? ''}:`;
}

function keys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

function read(key: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? 'null') as Draft | null;
    return draft && Date.now() - draft.at < LONGEST ? draft : null;
  } catch {
    return null;
  }
}

/** The id under which the page shows this form again after it was refused. */
function refusedId(form: HTMLFormElement): string {
  const { refused = '', refusedAction } = document.body.dataset;
  return refusedAction === pathOf(form) ? refused : '';
}

function onceOf(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>('input[name=once]')?.value ?? '';
}

function typedIn(form: HTMLFormElement): [string, string][] {
  const hidden = new Set([...form.querySelectorAll<HTMLInputElement>(HIDDEN)].map(({ name }) => name));
  const pairs = [...new FormData(form)].flatMap(
    ([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []), // a file cannot be put back
  );
  return pairs.filter(([name]) => name !== 'once' && !NOT_KEPT.test(name) && !hidden.has(name));
}

function same(one: [string, string][], other: [string, string][]): boolean {
  const plain = (pairs: [string, string][]) =>
    JSON.stringify(pairs.filter(([name, value]) => value && name !== 'version').sort());
  return plain(one) === plain(other);
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function controlsOf(form: HTMLFormElement): Control[] {
  const all = [...form.elements].filter((each): each is Control => each.matches('input, select, textarea'));
  return all.filter((each) => each.name && each.name !== 'once' && each.type !== 'file' && !NOT_KEPT.test(each.name));
}

function put(control: Control, fields: [string, string][]): void {
  const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
  if (control instanceof HTMLInputElement && ['checkbox', 'radio'].includes(control.type))
    control.checked = values.includes(control.value);
  else if (values[0] !== undefined) control.value = values[0];
}
