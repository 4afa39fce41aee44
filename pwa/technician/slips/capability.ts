/** Slips: noting what was seen or heard from the bottom bar, and what was promised, first on Today. */
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';
import { messages } from '../shell/messages.ts';

type Parts = () => Promise<typeof import('./parts.ts')>;

/** Slips come from the store when the first is written: neither the first picture nor a visit's page waits for them. */
export const capability = (parts: Parts): Capability => ({
  name: 'slips',
  bar: [
    {
      on: ['today', 'visit'],
      icon: 'pen',
      label: () => messages.value.shell.note,
      Sheet: lazy(async () => (await parts()).SlipSheet).Page,
    },
  ],
  sections: [
    { on: 'today', Part: lazy(async () => (await parts()).Promises).Page },
    {
      on: 'visit',
      when: ([visit]) => visit?.log.some((each) => each.kind === 'slipped' && each.mine) ?? false,
      Part: lazy(async () => (await parts()).SavedSlip).Page,
    },
  ],
});
