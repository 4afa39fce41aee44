/** On the way: the customer may see where the technician is, where the technician wants that for this trip. */
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';
import { mayShare } from './sharing.ts';

type Parts = () => Promise<typeof import('./parts.ts')>;

export const capability = (parts: Parts): Capability => ({
  name: 'trip',
  sections: [
    { on: 'departed', when: (visits) => visits.some(mayShare), Part: lazy(async () => (await parts()).ShareTrip).Page },
  ],
  banner: { when: (visits) => visits.some(mayShare), Part: lazy(async () => (await parts()).TripShown).Page },
});
