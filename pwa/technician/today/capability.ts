/** Today: the day, finding a visit, reaching a customer, and the news of an urgent order. */
import type { VisitOnPhone } from '../phone/interface.ts';
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';
import type { Messages } from '../shell/messages.ts';
import { today } from './messages/zh-CN.ts';
import type { sheets } from './messages/zh-CN.sheets.ts';
import { TodayPage } from './TodayPage.tsx';
import { unseen } from './urgent.ts';

interface AboutVisits {
  visits: VisitOnPhone[];
  onClose: () => void;
}
declare module '../shell/router.ts' {
  interface Routes {
    today: { day?: string | undefined };
    search: object;
  }
}
declare module '../shell/capability.ts' {
  interface Sheets {
    /** Reaching the customer; `whole` with the order's own words and the way there. */
    contact: AboutVisits & { whole?: boolean };
    late: AboutVisits;
    anotherTime: AboutVisits;
    departed: AboutVisits;
    map: { visit: VisitOnPhone; onClose: () => void };
    more: { shown: string; onClose: () => void };
  }
}
declare module '../shell/messages.ts' {
  interface Messages {
    today: typeof today & typeof sheets;
  }
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const parts = () => import('./parts.ts');

export const capability: Capability = {
  name: 'today',
  pages: [
    {
      page: 'today',
      read: (path, query) => {
        const day = query.get('day') ?? '';
        return path.length > 0 ? undefined : DAY.test(day) ? { day } : {};
      },
      write: ({ day }) => (day ? `?day=${day}` : ''),
      Page: TodayPage,
    },
    { page: 'search', Page: lazy(async () => (await parts()).SearchPage).Page },
  ],
  sheets: {
    contact: lazy(async () => (await parts()).ContactSheet).Page,
    late: lazy(async () => (await parts()).LateSheet).Page,
    anotherTime: lazy(async () => (await parts()).AnotherTimeSheet).Page,
    departed: lazy(async () => (await parts()).DepartedSheet).Page,
    map: lazy(async () => (await parts()).MapSheet).Page,
    more: lazy(async () => (await parts()).MoreSheet).Page,
  },
  banner: {
    when: (visits, day) => unseen(visits, day).length > 0,
    Part: lazy(async () => (await parts()).UrgentNews).Page,
  },
  facts: { departed: {}, customer_told: {}, running_late: {}, reschedule_asked: {} },
  messages: {
    first: { today: today as Messages['today'] },
    'zh-CN': async () => ({ today: { ...today, ...(await import('./messages/zh-CN.sheets.ts')).sheets } }),
    en: async () => {
      const [page, rest] = await Promise.all([import('./messages/en.ts'), import('./messages/en.sheets.ts')]);
      return { today: { ...page.today, ...rest.sheets } };
    },
  },
};
