// Turn the children of an element into other ones where they stand. What does not change is never rebuilt, so focus, caret, typing,
// ticks, open folds and scroll stay by themselves; a form in which somebody is at work stays as a whole.

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
const FIELDS = 'input:not([type=hidden]), select, textarea';
// Attributes that belong to the reader once a page is there: folds and the selected row.
const OWN: Record<string, string> = { DETAILS: 'open', TR: 'aria-selected' };

interface Work {
  keep: Set<Element>;
  known: Map<string, Element[]>;
}

/** Make the children of `old` those of `fresh`. */
export function morph(old: Element, fresh: ParentNode): void {
  const keep = inHand(old);
  const known = new Map<string, Element[]>();
  for (const each of old.querySelectorAll('*')) {
    const key = keyOf(each);
    const inside = [...keep].some((form) => form !== each && form.contains(each));
    if (key && !inside) known.set(key, [...(known.get(key) ?? []), each]);
  }
  const active = document.activeElement;
  const caret = caretOf(active);
  children(old, fresh, { keep, known });
  if (active instanceof HTMLElement && active !== document.activeElement && old.contains(active))
    focusAgain(active, caret);
}

/** Whether somebody has begun to fill a form, or stands in one of its fields. */
export function isInHand(form: HTMLFormElement): boolean {
  const fields = [...form.elements].filter((each): each is Field => each.matches(FIELDS));
  return fields.some((field) => field === document.activeElement || isChanged(field));
}

/** Whether a field says something else than the page that the server sent. */
function isChanged(field: Field): boolean {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLInputElement)
    return isTick(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  const options = [...field.options];
  const first = field.multiple
    ? -1
    : Math.max(
        0,
        options.findIndex((one) => one.defaultSelected),
      );
  return options.some((one, place) => one.selected !== (field.multiple ? one.defaultSelected : place === first));
}

/** The forms in which somebody is at work, and fields without a form that were changed. */
function inHand(part: Element): Set<Element> {
  const fields = [...part.querySelectorAll<Field>(FIELDS)];
  const forms = new Set([...part.querySelectorAll('form'), ...fields.flatMap((field) => field.form ?? [])]);
  return new Set<Element>([
    ...[...forms].filter(isInHand),
    ...fields.filter((field) => !field.form && isChanged(field)),
  ]);
}

function children(old: Element, fresh: ParentNode, work: Work): void {
  let place = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const match = matchOf(old, place, next, work);
    if (match === null) old.insertBefore(next, place);
    else {
      if (match === place) place = place.nextSibling;
      else old.insertBefore(match, place);
      patch(match, next, work);
    }
  }
  while (place) {
    const gone: ChildNode = place;
    place = place.nextSibling;
    if (!holdsWork(gone, work)) gone.remove();
  }
}

/** What stands for `next` in the old page: the one with its key wherever it is, else the next of its kind here. */
function matchOf(old: Element, place: ChildNode | null, next: ChildNode, work: Work): ChildNode | null {
  const key = next instanceof Element ? keyOf(next) : '';
  if (key) {
    const found = (work.known.get(key) ?? []).filter((each) => !each.contains(old));
    const match = found.find((each) => each.parentNode === old) ?? found[0];
    work.known.set(
      key,
      found.filter((each) => each !== match),
    );
    return match ?? null;
  }
  for (let each = place; each; each = each.nextSibling) {
    if (each.nodeName === next.nodeName && !(each instanceof Element && keyOf(each))) return each;
  }
  return null;
}

function patch(old: ChildNode, fresh: ChildNode, work: Work): void {
  if (!(old instanceof Element) || !(fresh instanceof Element)) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  const form = old.matches(FIELDS) ? (old as Field).form : null;
  if (work.keep.has(old) || (form && work.keep.has(form))) return;
  attributes(old, fresh);
  children(old, fresh, work);
  if (old instanceof HTMLInputElement && isTick(old)) old.checked = (fresh as HTMLInputElement).defaultChecked;
  else if (old.matches(FIELDS) && !old.matches('[type=file]')) (old as Field).value = (fresh as Field).value;
}

function attributes(old: Element, fresh: Element): void {
  const own = OWN[old.nodeName];
  for (const { name } of [...old.attributes])
    if (name !== own && name !== 'style' && !fresh.hasAttribute(name)) old.removeAttribute(name); // styles are scripts' alone; without them a row would shrink and the scroll be lost
  for (const { name, value } of [...fresh.attributes])
    if (name !== own && old.getAttribute(name) !== value) old.setAttribute(name, value);
}

/** By what an element is known again: its id, its row, its form's address, its name and value. */
function keyOf(element: Element): string {
  if (element.id) return `#${element.id}`;
  const { id, moment, fact } = (element as HTMLElement).dataset ?? {};
  const said = id ?? moment ?? fact;
  if (said) return `${element.nodeName} ${said}`;
  if (element instanceof HTMLFormElement) return `form ${element.getAttribute('action') ?? ''}`;
  const name = element.matches('input, button, select, textarea') ? element.getAttribute('name') : null;
  if (!name) return '';
  const owner = element.getAttribute('form') ?? element.closest('form')?.getAttribute('action') ?? '';
  const value =
    element instanceof HTMLButtonElement || (element instanceof HTMLInputElement && isTick(element))
      ? element.value
      : '';
  return `${element.nodeName} ${owner} ${name} ${value}`;
}

function isTick(field: HTMLInputElement): boolean {
  return field.type === 'checkbox' || field.type === 'radio';
}

function holdsWork(node: ChildNode, work: Work): boolean {
  return node instanceof Element && [...work.keep].some((each) => node.contains(each));
}

function caretOf(element: Element | null): [number | null, number | null] | null {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return null;
  try {
    return [element.selectionStart, element.selectionEnd];
  } catch {
    return null; // because some kinds of fields have no caret
  }
}

function focusAgain(element: HTMLElement, caret: ReturnType<typeof caretOf>): void {
  element.focus({ preventScroll: true });
  if (caret && caret[0] !== null && 'setSelectionRange' in element)
    (element as HTMLInputElement).setSelectionRange(...caret);
}
