// Parts of a page fetch themselves again and again; selection, scroll, ticks, open folds, focus and typing are kept.

const HIDDEN_PAUSE = 5;

/** Refresh every `data-live` part every `data-every` seconds, and at once when the page is shown again. */
export function keepAlive(): void {
  for (const part of document.querySelectorAll<HTMLElement>("[data-live]")) {
    const every = Number(part.dataset.every ?? "20") * 1000;
    let wait = 0;
    setInterval(() => {
      wait += 1;
      if (!document.hidden || wait % HIDDEN_PAUSE === 0) void refresh(part);
    }, every);
    document.addEventListener("visibilitychange", () => document.hidden || void refresh(part));
  }
}

/** Fetch one part anew; when that fails, say since when it stands still, and try again at the next turn. */
export async function refresh(part: HTMLElement, address: string = location.href): Promise<void> {
  if (isBusy(part)) return;
  const url = new URL(address);
  url.searchParams.set("part", part.dataset.live ?? "list");
  url.searchParams.delete("done");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.redirected) return location.assign(location.href); // because the sign-in has ended
    if (!answer.ok) throw new Error(String(answer.status));
    const html = await answer.text();
    if (!isBusy(part)) replaceIn(part, html);
    tell(part, false);
  } catch {
    tell(part, true);
  }
}

/** Somebody is choosing or typing inside: their hands come first. */
function isBusy(part: HTMLElement): boolean {
  const active = document.activeElement;
  if (!active || !part.contains(active)) return false;
  const typing = active instanceof HTMLInputElement && active.type !== "checkbox" && active.type !== "radio";
  return typing || active instanceof HTMLTextAreaElement || active instanceof HTMLSelectElement;
}

function replaceIn(part: HTMLElement, html: string): void {
  const ticked = new Set([...part.querySelectorAll<HTMLInputElement>("input:checked")].map((box) => box.value));
  const opened = new Map([...part.querySelectorAll<HTMLDetailsElement>("details[data-moment]")].map((one) => [one.dataset.moment, one.open]));
  const focused = pathOf(document.activeElement, part);
  const scrolled = { top: part.scrollTop, left: part.scrollLeft };
  const template = document.createElement("template");
  template.innerHTML = html;
  part.replaceChildren(template.content);
  for (const box of part.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) box.checked ||= ticked.has(box.value);
  for (const one of part.querySelectorAll<HTMLDetailsElement>("details[data-moment]")) one.open = opened.get(one.dataset.moment) ?? one.open;
  part.scrollTop = scrolled.top;
  part.scrollLeft = scrolled.left;
  if (focused) part.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
  part.dispatchEvent(new CustomEvent("refreshed", { bubbles: true }));
}

/** A selector that finds the focused element again in what replaces it. */
function pathOf(element: Element | null, part: HTMLElement): string {
  if (!element || element === part || !part.contains(element)) return "";
  const row = element.closest<HTMLElement>("[data-id]")?.dataset.id;
  const tag = element.tagName.toLowerCase();
  if (row) return `[data-id="${row}"] ${tag}`;
  return element.id ? `#${CSS.escape(element.id)}` : "";
}

function tell(part: HTMLElement, stale: boolean): void {
  const asOf = document.querySelector<HTMLElement>("[data-asof]");
  if (!asOf) return;
  asOf.classList.toggle("stale", stale);
  const fresh = part.querySelector<HTMLElement>("[data-asof-now]")?.textContent;
  if (stale) asOf.textContent = asOf.dataset.stale ?? "";
  else if (fresh) asOf.textContent = fresh;
  const state = part.querySelector("[data-state-now]");
  if (state) document.querySelector("[data-live-state]")?.replaceChildren(...[...state.childNodes].map((node) => node.cloneNode(true)));
}
