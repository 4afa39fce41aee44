/** A toy, to show that one folder and one line in the list install a page, a bar entry with its sheet, a section, a kind of fact, and their words. */
import type { Capability } from '../../../pwa/technician/shell/capability.ts';
import { lazy } from '../../../pwa/technician/shell/lazy.tsx';
import { messages } from '../../../pwa/technician/shell/messages.ts';
import { toy } from './messages/zh-CN.ts';

declare module '../../../pwa/technician/shell/router.ts' {
  interface Routes {
    toy: { colour?: string };
  }
}
declare module '../../../pwa/technician/shell/messages.ts' {
  interface Messages {
    toy: typeof toy;
  }
}

const parts = () => import('./parts.tsx');

export const capability: Capability = {
  name: 'toy',
  pages: [
    {
      page: 'toy',
      read: ([first, colour]) => (first === 'toy' ? (colour ? { colour } : {}) : undefined),
      write: ({ colour }) => ['toy', ...(colour ? [colour] : [])].join('/'),
      Page: lazy(async () => (await parts()).ToyPage).Page,
    },
  ],
  bar: [
    {
      on: ['today'],
      icon: 'bag',
      label: () => messages.value.toy.button,
      Sheet: lazy(async () => (await parts()).ToySheet).Page,
    },
  ],
  sections: [{ on: 'today', Part: lazy(async () => (await parts()).ToySection).Page }],
  facts: { toy_seen: { waiting: (count) => messages.value.toy.waiting(count) } },
  messages: { first: { toy }, 'zh-CN': async () => ({ toy }), en: () => import('./messages/en.ts') },
};
