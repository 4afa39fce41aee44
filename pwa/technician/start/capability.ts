/** Beginning: signing in, setting the phone up, and the pack list of the day. */
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';
import type { start } from './messages/zh-CN.ts';

declare module '../shell/router.ts' {
  interface Routes {
    start: object;
    signin: object;
  }
}
declare module '../shell/messages.ts' {
  interface Messages {
    start: typeof start;
  }
}

const pages = () => import('./pages.ts');
const pack = lazy(async () => (await pages()).PackPage);

export const capability: Capability = {
  name: 'start',
  pages: [
    { page: 'start', Page: pack.Page },
    { page: 'signin', Page: lazy(async () => (await pages()).SignInPage).Page },
  ],
  facts: { shift_started: {} },
  messages: {
    'zh-CN': () => import('./messages/zh-CN.ts'),
    en: () => import('./messages/en.ts'),
  },
  ahead: [pack.fetch],
};
