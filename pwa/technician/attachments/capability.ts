/** What the office gave along with a visit: plans, letters, photographs, to be looked at without a network. */
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { FINISHED } from '../standard/states.ts';

type Parts = () => Promise<typeof import('./parts.ts')>;
const some = ([visit]: readonly VisitOnPhone[]): boolean =>
  visit !== undefined && !visit.evicted && !FINISHED.has(visit.state) && Boolean(visit.bundle.work.attachments?.length);

export const capability = (parts: Parts): Capability => {
  const { Page: Part } = lazy(async () => (await parts()).AttachmentsRow);
  return {
    name: 'attachments',
    sections: [
      { on: 'visit', when: some, Part },
      { on: 'overview', when: some, Part },
    ],
  };
};
