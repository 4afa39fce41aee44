/** One visit: its pages from the preparation to the receipt. */
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';
import { loadStyle } from '../shell/loadStyle.ts';
import type { visits } from './messages/zh-CN.ts';

declare module '../shell/router.ts' {
  interface Routes {
    visit: { id: string; moment?: string | undefined };
    customer: { id: string };
  }
}
declare module '../shell/messages.ts' {
  interface Messages {
    visits: typeof visits;
  }
}

const page = lazy(async () => {
  const [{ VisitPage }] = await Promise.all([import('./VisitPage.tsx'), loadStyle('visits')]);
  return VisitPage;
});

export const capability: Capability = {
  name: 'visits',
  pages: [
    {
      page: 'customer', // nobody handed the phone over: that alone opens the customer's pages (customer-mode)
      read: ([first, id, what]) => (first === 'visit' && id && what === 'customer' ? { id } : undefined),
      write: ({ id }) => `visit/${encodeURIComponent(id)}/customer`,
      Page: page.Page,
    },
    {
      page: 'visit',
      read: ([first, id, moment]) => (first === 'visit' && id ? (moment ? { id, moment } : { id }) : undefined),
      write: ({ id, moment }) => ['visit', id, ...(moment ? [moment] : [])].map(encodeURIComponent).join('/'),
      Page: page.Page,
    },
  ],
  facts: {
    opened: {},
    arrived: {},
    knocked: {},
    call_attempted: {},
    visit_note_left: {},
    entered: {},
    answered: {},
    deviated: {},
    appointed: {},
    withdrawn: {},
    suggested: {},
    photographed: {},
    noted: {},
    settle_asked: {},
    customer_mode_entered: {},
    left: {},
    ended: {},
  },
  messages: {
    'zh-CN': () => import('./messages/zh-CN.ts'),
    en: () => import('./messages/en.ts'),
  },
  ahead: [page.fetch, async () => (await import('./camera/detector.ts')).keepDecoder()],
};
