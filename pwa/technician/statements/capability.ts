/** Statements: somebody complained of this person, the company asks, and what happened is written down here, also without a network. */
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';

declare module '../shell/router.ts' {
  interface Routes {
    statement: { complaint: string };
  }
}

type Parts = () => Promise<typeof import('./parts.ts')>;

export const capability = (parts: Parts): Capability => ({
  name: 'statements',
  pages: [
    {
      page: 'statement',
      read: ([first, complaint]) => (first === 'statement' && complaint ? { complaint } : undefined),
      write: ({ complaint }) => `statement/${encodeURIComponent(complaint)}`,
      Page: lazy(async () => (await parts()).StatementPage).Page,
    },
  ],
  sections: [{ on: 'today', Part: lazy(async () => (await parts()).Questions).Page }],
});
