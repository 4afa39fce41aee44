/** The matter that a visit belongs to: since when, what was promised, what it is measured by, and what the customer has to bring. */
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';

declare module '../shell/router.ts' {
  interface Routes {
    matter: { visit: string };
  }
}
declare module '../shell/capability.ts' {
  interface Sheets {
    toldMissing: VisitsProps & { items: readonly string[]; onTold?: (items: string[]) => void; onClose: () => void };
  }
}

type Parts = () => Promise<typeof import('./parts.ts')>;
/** Before anybody stands at the door, where no customer looks on: whatever there is to know beside the order itself. */
const worthKnowing = ([visit]: readonly VisitOnPhone[]): boolean => {
  const { earlier, limits, promised, missing } = visit?.bundle.work.matter ?? {};
  return Boolean(earlier ?? limits ?? promised ?? missing) && !visit!.log.some(({ kind }) => kind === 'arrived');
};

export const capability = (parts: Parts): Capability => ({
  name: 'matters',
  pages: [
    {
      page: 'matter',
      read: ([first, visit]) => (first === 'matter' && visit ? { visit } : undefined),
      write: ({ visit }) => `matter/${encodeURIComponent(visit)}`,
      Page: lazy(async () => (await parts()).MatterPage).Page,
    },
  ],
  sheets: { toldMissing: lazy(async () => (await parts()).TellMissing).Page },
  sections: [
    { on: 'visit', when: worthKnowing, Part: lazy(async () => (await parts()).MatterRow).Page },
    {
      on: 'overview',
      when: ([visit]) => visit?.bundle.work.matter !== undefined,
      Part: lazy(async () => (await parts()).MatterRow).Page,
    },
  ],
});
