/** Interruptions: a valve was closed that others hang on, too; who was told, a photograph of each notice, and the end. */
import type { Capability } from '../shell/capability.ts';
import { lazy } from '../shell/lazy.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { holds } from '../standard/evaluate.ts';
import { inputsOf, recordOf } from '../standard/record.ts';

declare module '../shell/router.ts' {
  interface Routes {
    outage: { visit: string };
  }
}

/** An answer counts only once the valve is noted as closed (4.4, case 4): then the way there stands on the page. */
function asksForCut({ standard, log, bundle }: VisitOnPhone): boolean {
  const waiting = standard.moments
    .flatMap(({ steps }) => steps)
    .filter(({ requires }) => requires && JSON.stringify(requires).includes('"supply_cut"'));
  if (waiting.length === 0) return false;
  const record = recordOf(log),
    inputs = inputsOf(bundle.grant.inputs);
  return waiting.some(({ requires, id }) => record[`answer.${id}`] && !holds(requires, record, inputs));
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
      when: ([visit]) => Boolean(visit) && (visit!.log.some(({ kind }) => kind === 'supply_cut') || asksForCut(visit!)),
      Part: lazy(async () => (await parts()).OutageRow).Page,
    },
    {
      on: 'overview',
      when: ([visit]) => visit?.log.some(({ kind }) => kind === 'arrived') ?? false,
      Part: lazy(async () => (await parts()).OutageRow).Page,
    },
  ],
});
