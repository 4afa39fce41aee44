// What is known of a caller is filled in, and taken out again when somebody else calls; what somebody typed is never written over.

const PLACE = ['district', 'estate', 'building', 'unit', 'room', 'rural', 'gate_note', 'premises'];
// A place is one thing: a typed estate with another house's unit and gate code would send somebody to a wrong door.
const GROUPS = [['name'], ['caller'], ['salutation'], ['language'], ['hard_of_hearing'], PLACE];
type Values = Record<string, string>;

/** Fill in one customer, or take the last one out when `filled` is empty; tells whether anything changed. */
export function refill(form: HTMLFormElement, filled: Values): boolean {
  const given = givenIn(form),
    next: Values = {};
  let changed = false;
  for (const group of GROUPS) {
    const untouched = group.every((name) => textOf(form, name) === (given[name] ?? beginning(form, name)));
    if (!untouched || group.some((name) => control(form, name) === document.activeElement)) continue;
    for (const name of group) {
      const value = filled[name] ?? beginning(form, name);
      if (textOf(form, name) !== value) changed = true;
      put(form, name, value);
      if (filled[name] !== undefined) next[name] = value;
    }
  }
  const kept = control(form, 'given');
  if (kept) kept.value = JSON.stringify(next);
  return changed;
}

function givenIn(form: HTMLFormElement): Values {
  try {
    return JSON.parse(control(form, 'given')?.value || '{}') as Values;
  } catch {
    return {};
  }
}

function textOf(form: HTMLFormElement, name: string): string {
  const one = control(form, name);
  if (one instanceof HTMLInputElement && one.type === 'checkbox') return one.checked ? '1' : '';
  return one?.value ?? '';
}

/** What a field says before anybody is known. */
function beginning(form: HTMLFormElement, name: string): string {
  const one = control(form, name);
  return one instanceof HTMLSelectElement ? (one.dataset.beginning ?? '') : '';
}

function put(form: HTMLFormElement, name: string, value: string): void {
  const one = control(form, name);
  if (one instanceof HTMLInputElement && one.type === 'checkbox') one.checked = value === '1';
  else if (one) one.value = value;
}

function control(form: HTMLFormElement, name: string): HTMLInputElement | HTMLSelectElement | null {
  return form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement | null;
}
