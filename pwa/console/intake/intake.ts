// Order intake while somebody is on the telephone: what follows the typing is fetched from the server, which words it once.
import { forget, keep, restore } from "./draft.ts";
import { listenToIntakeKeys } from "./keys.ts";

const PAUSE = 250;
type Answer = Record<"found" | "side" | "slots" | "read", string> & { filled: Record<string, string>; limit: string };

/** Start on the intake page; do nothing elsewhere. */
export function startIntake(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-intake]");
  if (!form) return;
  const restored = restore(form);
  form.dataset.kept = "1"; // because the draft survives leaving
  let waiting = 0;
  const follow = () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask(form), PAUSE);
  };
  form.addEventListener("input", (event) => {
    if (event instanceof InputEvent && event.isComposing) return;
    changed(form, event.target as HTMLElement, follow);
  });
  form.addEventListener("compositionend", follow);
  form.addEventListener("click", (event) => takeOther(form, event, follow));
  form.addEventListener("submit", (event) => (isComplete(form) ? forget() : event.preventDefault()));
  listenToIntakeKeys(form);
  document.querySelector("[data-put-aside]")?.addEventListener("click", forget);
  document.addEventListener("click", (event) => together(form, event, follow));
  if (restored) follow();
  count(form);
}

function changed(form: HTMLFormElement, target: HTMLElement, follow: () => void): void {
  keep(form);
  if (target instanceof HTMLInputElement && target.name.startsWith("read_")) return ticked(form, target);
  if (target instanceof HTMLInputElement && target.name === "day" && target.value) clearSlots(form);
  if (target instanceof HTMLInputElement && target.name === "slot") field(form, "day").value = "";
  if (target instanceof HTMLInputElement && target.name === "phone") field(form, "customer").value = field(form, "premises").value = "";
  follow();
}

async function ask(form: HTMLFormElement): Promise<void> {
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  try {
    const answer = await fetch(form.dataset.intake ?? "", { method: "POST", body, credentials: "same-origin" });
    if (answer.redirected || !answer.ok) return;
    show(form, (await answer.json()) as Answer);
  } catch {
    // The page goes on working without: saving says what is missing.
  }
}

function show(form: HTMLFormElement, answer: Answer): void {
  const filled = Object.entries(answer.filled).filter(([name]) => fill(form, name, answer.filled[name] ?? ""));
  for (const part of ["found", "side", "slots", "read"] as const) {
    const place = document.querySelector<HTMLElement>(`[data-part="${part}"]`);
    if (place && !(part === "slots" && place.contains(document.activeElement) && document.activeElement?.matches("input, select"))) put(place, answer[part]);
  }
  const limit = form.querySelector<HTMLElement>("[data-limit]");
  if (limit) limit.textContent = answer.limit;
  for (const button of document.querySelectorAll<HTMLElement>("[data-together]")) button.hidden = false;
  keep(form);
  count(form);
  if (filled.length) void ask(form);
}

/** Fill an empty field from what is known of the caller; never write over what was typed. */
function fill(form: HTMLFormElement, name: string, value: string): boolean {
  const control = form.elements.namedItem(name);
  if (control instanceof HTMLInputElement && control.type === "checkbox") {
    const was = control.checked;
    control.checked ||= value === "1";
    return control.checked !== was;
  }
  if (control instanceof HTMLSelectElement && !control.dataset.touched) {
    const was = control.value;
    control.value = value;
    return control.value !== was;
  }
  if (!(control instanceof HTMLInputElement) || control.value || control === document.activeElement) return false;
  control.value = value;
  return true;
}

function put(place: HTMLElement, html: string): void {
  const focused = document.activeElement instanceof HTMLInputElement && place.contains(document.activeElement) ? document.activeElement.name : "";
  const template = document.createElement("template");
  template.innerHTML = html;
  place.replaceChildren(template.content);
  if (focused) place.querySelector<HTMLElement>(`[name="${focused}"]`)?.focus();
}

function takeOther(form: HTMLFormElement, event: Event, follow: () => void): void {
  const button = (event.target as HTMLElement).closest<HTMLElement>("[data-other]");
  if (!button) return;
  event.preventDefault();
  for (const name of ["name", "district", "estate", "building", "unit", "room", "rural", "gate_note", "premises"]) field(form, name).value = "";
  field(form, "customer").value = button.dataset.other ?? "";
  follow();
}

function together(form: HTMLFormElement, event: Event, follow: () => void): void {
  const button = (event.target as HTMLElement).closest<HTMLElement>("[data-together]");
  if (!button) return;
  const slot = form.querySelector<HTMLInputElement>(`[name=slot][value="${button.dataset.together}"]`);
  if (slot) {
    slot.disabled = false;
    slot.checked = true;
  }
  const lead = form.elements.namedItem("lead");
  if (lead instanceof HTMLSelectElement) lead.value = button.dataset.lead ?? "";
  follow();
}

function clearSlots(form: HTMLFormElement): void {
  for (const slot of form.querySelectorAll<HTMLInputElement>("[name=slot]")) slot.checked = false;
}

function count(form: HTMLFormElement): void {
  const save = form.querySelector<HTMLButtonElement>("[data-save]");
  if (save) save.disabled = !isComplete(form);
}

/** A part was read: the next one that was not takes the focus, so that Space walks through the sentence. */
function ticked(form: HTMLFormElement, part: HTMLInputElement): void {
  count(form);
  const parts = [...form.querySelectorAll<HTMLInputElement>("[name^=read_]")];
  const number = form.querySelector<HTMLElement>("[data-read-count]");
  if (number) number.textContent = number.textContent.replace(/\d+/, String(parts.filter((one) => one.checked).length));
  if (!part.checked) return;
  (parts.find((one) => !one.checked) ?? form.querySelector<HTMLElement>("[data-save]"))?.focus();
}

/** All four parts were read and ticked. */
function isComplete(form: HTMLFormElement): boolean {
  const parts = [...form.querySelectorAll<HTMLInputElement>("[name^=read_]")];
  return parts.length === 4 && parts.every((part) => part.checked);
}

function field(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement;
}
