/** The pages by address: Today comes with the first load, all others as parts that are fetched while nobody waits. */
import { zone } from '../shell/format.ts';
import { learnZone } from '../shell/inZone.ts';
import { lazy } from '../shell/lazy.tsx';
import { loadStyle } from '../shell/loadStyle.ts';
import type { Route } from '../shell/router.ts';
import { TodayPage } from '../today/TodayPage.tsx';

const visit = lazy(async () => {
  const [{ VisitPage }] = await Promise.all([import('../visits/VisitPage.tsx'), loadStyle('visits')]);
  return VisitPage;
});
const customer = lazy(async () => {
  const [{ CustomerMode }] = await Promise.all([
    import('../customer-mode/CustomerMode.tsx'),
    loadStyle('customer-mode'),
  ]);
  return CustomerMode;
});
const start = lazy(async () => (await import('./rest.ts')).PackPage);
const signIn = lazy(async () => (await import('./rest.ts')).SignInPage);
const rest = {
  delivery: lazy(async () => (await import('./rest.ts')).DeliveryPage),
  proof: lazy(async () => (await import('./rest.ts')).ProofPage),
  end: lazy(async () => (await import('./rest.ts')).EndPage),
  settings: lazy(async () => (await import('./rest.ts')).SettingsPage),
  search: lazy(async () => (await import('./rest.ts')).SearchPage),
  lost: lazy(async () => (await import('./rest.ts')).LostPage),
};

/** The page of a route. */
export function pageOf(where: Route) {
  switch (where.page) {
    case 'today':
      return <TodayPage day={where.day} />;
    case 'visit':
      return <visit.Page id={where.id} moment={where.moment} />;
    case 'customer':
      return <visit.Page id={where.id} moment={undefined} />; // nobody handed the phone over: that alone opens the customer's pages
    case 'start':
      return <start.Page />;
    case 'signin':
      return <signIn.Page />;
    default: {
      const { Page } = rest[where.page];
      return <Page />;
    }
  }
}

/** The customer's pages: drawn instead of every other page for as long as they hold the phone. */
export const CustomerTurn = customer.Page;

/** Drawn on every page of the technician's while there is such an order. */
export const UrgentNews = lazy(async () => (await import('./rest.ts')).UrgentNews).Page;

/** Fetches what will be opened next while nobody waits, so that a tap finds it ready. */
export function fetchAhead(): void {
  const ahead = [visit, start, customer];
  const next = (): void => {
    void ahead
      .shift()
      ?.fetch()
      .then(next, () => undefined);
  };
  setTimeout(() => learnZone(zone.peek()), 1_000);
  if ('requestIdleCallback' in window) requestIdleCallback(next, { timeout: 5_000 });
  else setTimeout(next, 1_500);
}
