/** What is where: what waits and what is home, the evening, proof of one's own work, and the settings. */
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';
import type { delivery } from './messages/zh-CN.ts';

declare module '../shell/router.ts' {
  interface Routes {
    delivery: object;
    proof: object;
    end: object;
    settings: object;
  }
}
declare module '../shell/messages.ts' {
  interface Messages {
    delivery: typeof delivery;
  }
}

const pages = () => import('./pages.ts');

export const capability: Capability = {
  name: 'delivery',
  pages: [
    { page: 'delivery', Page: lazy(async () => (await pages()).DeliveryPage).Page },
    { page: 'proof', Page: lazy(async () => (await pages()).ProofPage).Page },
    { page: 'end', Page: lazy(async () => (await pages()).EndPage).Page },
    { page: 'settings', Page: lazy(async () => (await pages()).SettingsPage).Page },
  ],
  facts: { shift_ended: {} },
  messages: {
    'zh-CN': () => import('./messages/zh-CN.ts'),
    en: () => import('./messages/en.ts'),
  },
};
