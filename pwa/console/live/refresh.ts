// Parts of a page fetch themselves again and again; what a person chose, typed, opened or looks at stays (see morph.ts).
import { parsed } from './parsed.ts';
import { morph } from './morph.ts';

const HIDDEN_PAUSE = 5;
const PATIENCE = 15_000;
const asking = new WeakMap<HTMLElement, AbortController>();

/** Refresh every `data-live` part every `data-every` seconds, and at once when the page is shown again. */
export function keepAlive(): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const every = Number(part.dataset.every ?? '20') * 1000;
    let wait = 0;
    setInterval(() => {
      wait += 1;
      if (!document.hidden || wait % HIDDEN_PAUSE === 0) void refresh(part);
    }, every);
    document.addEventListener('visibilitychange', () => document.hidden || void refresh(part));
  }
}

/** Fetch one part anew, unless that is under way; when it fails, say since when it stands still, and try again at the next turn. */
export async function refresh(part: HTMLElement): Promise<void> {
  if (!asking.has(part) && !('held' in part.dataset)) await ask(part, part.dataset.address ?? location.href);
}

/** The same for what has just changed: an answer that was asked for before is not waited for, and nothing loses the focus. */
export async function renew(part: HTMLElement): Promise<void> {
  asking.get(part)?.abort();
  await ask(part, part.dataset.address ?? location.href);
}

/** Show something else in a part: what was asked for before is not waited for. Until it is there nothing in the part can be pressed. */
export async function turnTo(part: HTMLElement, address: string): Promise<void> {
  asking.get(part)?.abort();
  part.inert = true;
  await ask(part, address);
}

async function ask(part: HTMLElement, address: string): Promise<void> {
  const mine = new AbortController();
  asking.set(part, mine);
  const late = setTimeout(() => mine.abort('late'), PATIENCE);
  try {
    const html = await fragment(part, address, mine.signal);
    if (asking.get(part) === mine) show(part, html);
  } catch {
    if (asking.get(part) === mine) fail(part);
  } finally {
    clearTimeout(late);
    if (asking.get(part) === mine) asking.delete(part);
  }
}

async function fragment(part: HTMLElement, address: string, signal: AbortSignal): Promise<string> {
  const url = new URL(address, location.href);
  url.searchParams.set('part', part.dataset.live ?? 'list');
  url.searchParams.delete('done');
  const answer = await fetch(url, { headers: { Accept: 'text/html' }, credentials: 'same-origin', signal });
  if (answer.redirected) location.assign(location.href); // because the sign-in has ended
  if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

function show(part: HTMLElement, html: string): void {
  const fresh = parsed(html);
  const other = shownIn(fresh) !== shownIn(part);
  if (other) part.replaceChildren(fresh);
  else morph(part, fresh);
  part.inert = false;
  tell(part, false);
  part.dispatchEvent(new CustomEvent('refreshed', { bubbles: true }));
}

/** Nothing came: what the part shows grows old, and what it should show instead is not there at all. */
function fail(part: HTMLElement): void {
  if (part.inert) {
    const words = document.createElement('p');
    words.textContent = part.dataset.failed ?? '';
    words.className = 'empty';
    words.setAttribute('role', 'alert');
    part.replaceChildren(words);
    part.inert = false;
  }
  tell(part, true);
  part.dispatchEvent(new CustomEvent('unreachable', { bubbles: true }));
}

/** Whose content a part shows: the visit or the phone that was selected; '' where it is not about one. */
export function shownIn(part: ParentNode): string {
  return part.querySelector<HTMLElement>('[data-shows]')?.dataset.shows ?? '';
}

/** What is said outside of the part: since when it stands still, a visit's state, how much waits where. */
function tell(part: HTMLElement, stale: boolean): void {
  for (const news of part.querySelectorAll<HTMLElement>('[data-news]')) {
    for (const place of document.querySelectorAll(`[data-live-copy="${news.dataset.news ?? ''}"]`)) {
      morph(place, news.cloneNode(true) as HTMLElement);
    }
  }
  const asOf = document.querySelector<HTMLElement>('[data-asof]');
  if (!asOf) return;
  asOf.classList.toggle('stale', stale);
  const fresh = part.querySelector<HTMLElement>('[data-asof-now]');
  if (fresh) asOf.dataset.stale = fresh.dataset.stale ?? asOf.dataset.stale;
  if (stale) asOf.textContent = asOf.dataset.stale ?? '';
  else if (fresh) asOf.textContent = fresh.textContent;
}
