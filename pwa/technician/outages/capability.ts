/** Interruptions: a valve was closed that others hang on, too; who was told, a photograph of each notice, and the end. */
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';

declare module '../shell/router.ts' {
  interface Routes {
    outage: { visit: string };
  }
}

type Parts = () => Promise<typeof import('./parts.ts')>;
export const capability = (parts: Parts): Capability => ({
  name: 'outages',
  pages: [
    {
      page: 'outage',
      read: ([first, visit]) => (first === 'outage' && visit ? { visit } : undefined),
      write: ({ visit }) => `outage/${encodeURIComponent(visit)}`,
      Page: lazy(async () => (await parts()).OutagePage).Page,
    },
  ],
  sections: [
    {
      on: 'visit',
      when: ([visit]) => visit?.log.some(({ kind }) => kind === 'supply_cut') ?? false,
      Part: lazy(async () => (await parts()).OutageRow).Page,
    },
    {
      on: 'overview',
      when: ([visit]) => visit?.log.some(({ kind }) => kind === 'arrived') ?? false,
      Part: lazy(async () => (await parts()).OutageRow).Page,
    },
  ],
  facts: { supply_cut: {}, notice_posted: {}, supply_back: {} },
});
