// Taking orders and complaints while somebody is on the telephone: what follows the typing is fetched from the server, which words it once.
import { parsed } from '../live/parsed.ts';
import { keep, restore } from '../forms/drafts.ts';
import { showEnded } from '../forms/ended.ts';
import { refill } from './filling.ts';
import { listenToIntakeKeys } from './keys.ts';

const PAUSE = 250;
let asked = 0;
type Part = 'found' | 'side' | 'inputs' | 'slots' | 'read' | 'visits' | 'count';
type Answer = Record<Part | 'limit' | 'work', string> & { filled: Record<string, string> };

/** Start on the intake page; do nothing elsewhere. */
export function startIntake(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-intake]');
  if (!form) return;
  let waiting = 0;
  const follow = () => {
    asked += 1; // what was asked before is about what stood there before
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask(form), PAUSE);
  };
  form.addEventListener('input', (event) => {
    if (event instanceof InputEvent && event.isComposing) return;
    changed(form, event.target as HTMLElement, follow);
  });
  form.addEventListener('compositionend', follow);
  form.addEventListener('click', (event) => takeOther(form, event, follow));
  form.addEventListener('submit', (event) => isComplete(form) || event.preventDefault());
  listenToIntakeKeys(form);
  document.addEventListener('click', (event) => together(form, event, follow));
  if (form.dataset.restored) follow();
  count(form);
}

function changed(form: HTMLFormElement, target: HTMLElement, follow: () => void): void {
  if (target instanceof HTMLInputElement && target.name.startsWith('read_')) {
    ticked(form, target);
    return;
  }
  if (target instanceof HTMLInputElement && target.name === 'day' && target.value) clearSlots(form);
  if (target instanceof HTMLInputElement && target.name === 'slot') clearDay(form);
  if (target instanceof HTMLInputElement && target.name === 'phone') forgetWho(form);
  follow();
}

async function ask(form: HTMLFormElement): Promise<void> {
  const mine = ++asked;
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  try {
    const answer = await fetch(form.dataset.intake ?? '', { method: 'POST', body, credentials: 'same-origin' });
    if (answer.status === 401) return showEnded();
    if (answer.redirected || !answer.ok) return;
    const found = (await answer.json()) as Answer;
    if (mine === asked) show(form, found); // because a slower answer is about what was typed before
  } catch {
    // The page goes on working without: saving says what is missing.
  }
}

function show(form: HTMLFormElement, answer: Answer): void {
  let changed = refill(form, answer.filled);
  if (field(form, 'customer').value !== 'new') field(form, 'customer').value = answer.filled.customer ?? '';
  for (const place of document.querySelectorAll<HTMLElement>('[data-part]')) {
    const part = place.dataset.part as Part;
    if (part === 'inputs' && place.dataset.of === answer.work) continue; // else what is being typed there loses its place
    if (part === 'inputs') place.dataset.of = answer.work;
    if (part === 'slots' && isTypedIn(place)) offerTechnicians(place, answer[part]);
    else put(place, answer[part]);
  }
  const limit = form.querySelector<HTMLElement>('[data-limit]');
  if (limit) limit.textContent = answer.limit ?? '';
  for (const button of document.querySelectorAll<HTMLElement>('[data-together]')) button.hidden = false;
  if (form.dataset.restored) {
    delete form.dataset.restored; // because what these parts hold could not be put back before they were there
    changed = restore(form) || changed;
  }
  keep(form);
  count(form);
  if (changed) void ask(form);
}

/** Another number: whoever was found by the last one, and what was said of them, no longer counts. */
function forgetWho(form: HTMLFormElement): void {
  field(form, 'customer').value = '';
  for (const answer of form.querySelectorAll<HTMLInputElement>('[name=same_person]')) answer.checked = false;
}

/** Whether somebody is writing there, whose caret and half a syllable would go with the field. */
function isTypedIn(place: HTMLElement): boolean {
  return place.contains(document.activeElement) && !!document.activeElement?.matches('input:not([type=radio])');
}

/** Who is offered follows the team, also while a day or a time is being written. */
function offerTechnicians(place: HTMLElement, html: string): void {
  const offered = parsed(html).querySelector('[name=lead]');
  if (offered) place.querySelector('[name=lead]')?.replaceWith(offered);
}

function put(place: HTMLElement, html: string): void {
  const here = place.contains(document.activeElement) ? document.activeElement : null;
  const { name = '', type = '', value = '' } = (here as HTMLInputElement | HTMLSelectElement | null) ?? {};
  place.replaceChildren(parsed(html));
  if (name)
    place.querySelector<HTMLElement>(`[name="${name}"]${type === 'radio' ? `[value="${value}"]` : ''}`)?.focus();
}

function takeOther(form: HTMLFormElement, event: Event, follow: () => void): void {
  const button = (event.target as HTMLElement).closest<HTMLElement>('[data-other]');
  if (!button) return;
  event.preventDefault();
  forgetWho(form);
  field(form, 'customer').value = button.dataset.other ?? '';
  follow();
}

function together(form: HTMLFormElement, event: Event, follow: () => void): void {
  const button = (event.target as HTMLElement).closest<HTMLElement>('[data-together]');
  if (!button) return;
  const slot =
    form.querySelector<HTMLInputElement>(`[name=slot][value="${button.dataset.together}"]`) ??
    newSlot(form, button.dataset.together ?? '');
  slot.disabled = false;
  slot.checked = true;
  choose(form, 'team', button.dataset.team ?? '');
  choose(form, 'lead', button.dataset.lead ?? '');
  follow();
}

/** A time that is none of the day's slots; the server draws it as one with the next answer. */
function newSlot(form: HTMLFormElement, value: string): HTMLInputElement {
  const slot = document.createElement('input');
  Object.assign(slot, { type: 'radio', name: 'slot', value, hidden: true });
  form.querySelector('[data-part=slots]')?.append(slot);
  return slot;
}

/** Choose somebody who may not be offered yet, because they belong to another team. */
function choose(form: HTMLFormElement, name: string, value: string): void {
  const list = form.elements.namedItem(name);
  if (!(list instanceof HTMLSelectElement) || !value) return;
  if (![...list.options].some((option) => option.value === value)) list.add(new Option('…', value));
  list.value = value;
}

function clearDay(form: HTMLFormElement): void {
  const day = form.elements.namedItem('day');
  if (day instanceof HTMLInputElement) day.value = '';
}

function clearSlots(form: HTMLFormElement): void {
  for (const slot of form.querySelectorAll<HTMLInputElement>('[name=slot]')) slot.checked = false;
}

function count(form: HTMLFormElement): void {
  const complete = isComplete(form);
  for (const save of form.querySelectorAll<HTMLButtonElement>('[data-save], [name=then]')) save.disabled = !complete;
}

/** A part was read: the next one that was not takes the focus, so that Space walks through the sentence. */
function ticked(form: HTMLFormElement, part: HTMLInputElement): void {
  count(form);
  const parts = [...form.querySelectorAll<HTMLInputElement>('[name^=read_]')];
  const number = form.querySelector<HTMLElement>('[data-read-count]');
  if (number) number.textContent = number.textContent.replace(/\d+/, String(parts.filter((one) => one.checked).length));
  if (!part.checked) return;
  (parts.find((one) => !one.checked) ?? form.querySelector<HTMLElement>('[data-save]'))?.focus();
}

/** All four parts were read and ticked, or nothing is to be read. */
function isComplete(form: HTMLFormElement): boolean {
  if (form.querySelector('[data-save][data-free]')) return true;
  const parts = [...form.querySelectorAll<HTMLInputElement>('[name^=read_]')];
  return parts.length === 4 && parts.every((part) => part.checked);
}

function field(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement;
}
