/** Where the person is: paths under /app/, read from the address, so that every page opens from cold and offline. */
import { computed, signal } from '@preact/signals';
import { installed, type AnyPage } from './capability.ts';

/** Pages by name with what their address says. A capability adds its own: `declare module '../shell/router.ts' { interface Routes { … } }`. */
export interface Routes {
  lost: object;
}
export type PageName = keyof Routes;
export type Route = { [P in PageName]: { page: P } & Routes[P] }[PageName];

const BASE = '/app/';

const path = signal(location.pathname + location.search);
export const route = computed<Route>(() => read(path.value));
/** Counts the pages behind this one in this window, so that "back" never leaves the app. */
let depth = Number(history.state?.depth ?? 0);

/** The route that an address names; anything unknown is `lost`, never an exception. */
export function read(address: string): Route {
  const url = new URL(address, 'https://app.invalid');
  if (!url.pathname.startsWith(BASE)) return { page: 'lost' };
  const parts = url.pathname.replace(BASE, '').split('/').filter(Boolean).map(decoded);
  for (const entry of pages()) {
    const plain = parts.length === 1 && parts[0] === entry.page ? {} : undefined;
    const said = entry.read ? entry.read(parts, url.searchParams) : plain;
    if (said) return { page: entry.page, ...said } as Route;
  }
  return { page: 'lost' };
}

/** The address of a route. */
export function address(to: Route): string {
  const entry = entryOf(to);
  if (!entry) return BASE;
  return BASE + ((entry.write as ((to: Route) => string) | undefined)?.(to) ?? entry.page);
}

/** What draws a route; undefined where no capability has such a page. */
export const entryOf = (to: Route): AnyPage | undefined => pages().find(({ page }) => page === to.page);

const pages = (): AnyPage[] => installed().flatMap((each) => each.pages ?? []);

/** Sheets that are open, the last one in front. Each has an entry of the history, because "back" must close it and not leave the page. */
const layers: (() => void)[] = [];
let spare = false; // the entry of a sheet that has just been closed
let leaving: (() => void) | undefined; // what follows when that entry is gone

/** Opens a layer over the page; `close` is what "back" does. Call what it returns when the layer is gone, however that came about. */
export function layer(close: () => void): () => void {
  if (!spare) history.pushState({ depth: ++depth }, '', location.href);
  spare = false;
  layers.push(close);
  return () => {
    const at = layers.indexOf(close);
    if (at < 0) return;
    layers.splice(at, 1);
    spare = true;
    setTimeout(() => {
      if (spare) giveBack(() => undefined);
    }); // not at once, because another sheet or page may follow in its place
  };
}

function giveBack(then: () => void): void {
  spare = false;
  leaving = then;
  history.back();
}

/** Goes to a page; `replace` where going back must not lead here again (after sign-in, after ending a visit). */
export function go(to: Route | string, how: { replace?: boolean } = {}): void {
  const next = typeof to === 'string' ? to : address(to);
  if (leaving) {
    leaving = () => go(to, how);
    return;
  }
  if (layers.length > 0) {
    // whoever leads elsewhere from a sheet closes it afterwards, and its entry is given back here
    layers.length = 0;
    if (!how.replace) spare = true;
    else {
      rememberScroll();
      path.value = next; // at once, because the page below the sheet must not come under a finger that taps on
      giveBack(() => history.replaceState({ depth }, '', next));
      return;
    }
  }
  if (spare && how.replace) {
    giveBack(() => go(to, how));
    return;
  }
  rememberScroll();
  if (how.replace || spare) history.replaceState({ depth }, '', next);
  else history.pushState({ depth: ++depth }, '', next);
  spare = false;
  path.value = next;
}

/** One page back inside the app, or to Today when this page was opened from outside. */
export function back(): void {
  if (depth > 0) history.back();
  else go({ page: 'today' }, { replace: true });
}

const scrolls = new Map<string, number>();
const rememberScroll = (): void => {
  scrolls.set(path.value, window.scrollY);
};

/** Where this page was scrolled to when it was left; 0 for a page seen for the first time. */
export const scrollOf = (): number => scrolls.get(path.value) ?? 0;

/** Follows the browser's own back and forward, and turns links inside /app/ into moves without a request. */
export function startRouter(): void {
  if ('scrollRestoration' in history) history.scrollRestoration = 'manual';
  window.addEventListener('popstate', (event) => {
    rememberScroll();
    depth = Number((event.state as { depth?: number } | null)?.depth ?? 0);
    if (leaving) {
      const then = leaving;
      leaving = undefined;
      return then();
    }
    if (layers.length > 0) return layers.pop()!();
    path.value = location.pathname + location.search;
  });
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
      return;
    if (
      link.target ||
      link.hasAttribute('download') ||
      link.origin !== location.origin ||
      !link.pathname.startsWith(BASE)
    )
      return;
    if (link.hash && link.pathname === location.pathname) return; // because error summaries link to their fields
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
