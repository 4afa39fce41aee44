// Finding one of many people by typing: name, initials or badge. Enter takes the first as the lead, Shift+Enter as a helper, a second Enter gives.

/** Narrow a long list of people while somebody types, and let Enter choose from it. */
export function findPeople(): void {
  document.addEventListener('input', (event) => {
    if (isFinder(event.target)) narrow(event.target);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.ctrlKey || event.metaKey || !isFinder(event.target)) return;
    event.preventDefault(); // because a field that only searches must not give the visit away
    if (!event.repeat) take(event.target, event.shiftKey);
  });
}

function isFinder(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLInputElement && target.matches('[data-find]');
}

/** Choices and ticks that do not match are hidden, chosen ones stay. */
function narrow(field: HTMLInputElement): void {
  const wanted = spelled(field.value);
  for (const one of field.form?.querySelectorAll<HTMLElement>('option, .people label') ?? []) {
    const chosen = one instanceof HTMLOptionElement ? one.selected : one.querySelector('input')?.checked;
    one.hidden = !chosen && !isMeant(one, wanted);
  }
}

function isMeant(one: HTMLElement, wanted: string): boolean {
  const known = spelled(`${one.textContent ?? ''} ${one.dataset.known ?? ''}`);
  return wanted.split(/\s+/).every((word) => known.includes(word));
}

/** As the server's search spells it: narrow and in lower case. */
function spelled(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}

function take(field: HTMLInputElement, asHelper: boolean): void {
  const form = field.form,
    wanted = spelled(field.value);
  if (!form) return;
  if (!wanted) {
    if (form.dataset.taken) form.requestSubmit(); // because the person was chosen by the Enter before
    return;
  }
  const first = [...form.querySelectorAll<HTMLElement>('.people label')].find((one) => isMeant(one, wanted));
  const tick = first?.querySelector('input');
  const lead = form.querySelector<HTMLSelectElement>('select[name=lead]');
  if (!tick || !lead) return;
  if (asHelper) tick.checked = true;
  else lead.value = tick.value;
  form.dataset.taken = '1';
  field.value = '';
  narrow(field);
  (asHelper ? tick : lead).dispatchEvent(new Event('change', { bubbles: true }));
}
