/** Duty: who has it, what is open in it, and giving and taking it without a network. */
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';

declare module '../shell/router.ts' {
  interface Routes {
    duty: { give?: string; take?: string };
  }
}

type Parts = () => Promise<typeof import('./parts.ts')>;

export const capability = (parts: Parts): Capability => ({
  name: 'duty',
  pages: [
    {
      page: 'duty',
      read: ([first, what, turn]) =>
        first !== 'duty' ? undefined : (what === 'give' || what === 'take') && turn ? { [what]: turn } : {},
      write: ({ give, take }) => (give ? `duty/give/${give}` : take ? `duty/take/${take}` : 'duty'),
      Page: lazy(async () => (await parts()).DutyPage).Page,
    },
  ],
  sections: [{ on: 'today', Part: lazy(async () => (await parts()).DutyRow).Page }],
});
