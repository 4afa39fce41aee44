/** What every part of a visit's page works with: the visit as it stands, and the one way to report something of it. */
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Phone, VisitOnPhone } from '../phone/interface';
import { usePhone } from '../shell/context';
import { saidOf } from '../shell/problems';
import type { FactKind } from '../storage/factKinds';
import type { Body } from '../storage/wire';
import { tapGate } from './taps';
import { alsoHere, alsoHolds } from './sameAddress';
import { withCompletionCheck } from './completionCheck.ts';
import { viewOf, type VisitView } from './view';

export interface Here {
  view: VisitView;
  phone: Phone;
  others: VisitOnPhone[];
  lead: boolean;
  /** Saves one fact, and the same one for the other visit at this door where it holds there, too. Rejects when not saved. */
  report: (kind: FactKind, body: Body) => Promise<void>;
  /** Runs what a tap asks for, once; what could not be saved is said on the page, and nothing is lost. */
  tap: (key: string, work: () => Promise<unknown>) => Promise<boolean>;
  failed: string | undefined;
}

/** Undefined where this phone does not hold the visit. */
export function useHere(id: string): Here | undefined {
  const phone = usePhone();
  const visit = phone.visit(id).value;
  const view = useMemo(() => visit && viewOf(visit), [visit]);
  const gate = useRef(tapGate());
  const [failed, fail] = useState<string>();
  if (!view) return undefined;
  const others = alsoHere(view.visit, phone.visits.value);
  const reportOn = (visit: string, kind: FactKind, body: Body): Promise<string> => {
    const now = kind === 'ended' && phone.visit(visit).value; // as it stands by now, each visit for itself
    return phone.report({ type: 'visit', id: visit }, kind, now ? withCompletionCheck(body, now) : body);
  };
  const report = async (kind: FactKind, body: Body): Promise<void> => {
    await reportOn(id, kind, body);
    for (const other of others) {
      if (alsoHolds(kind, body, view.visit, other)) await reportOn(other.bundle.id, kind, body);
    }
  };
  const tap: Here['tap'] = async (key, work) => {
    try {
      const done = await gate.current(key, work);
      if (done) fail(undefined);
      return done;
    } catch (problem) {
      const { what, next } = saidOf(problem);
      fail([what, next].filter(Boolean).join(' '));
      return false;
    }
  };
  return { view, phone, others, lead: view.visit.bundle.grant.role === 'lead', report, tap, failed };
}

/** The name of whoever reported a fact: lead, helper, or whoever had the visit before. */
export function nameOf({ bundle }: VisitOnPhone, person: string): string | undefined {
  return [bundle.work.lead, ...bundle.work.helpers, ...(bundle.people ?? [])].find((each) => each?.id === person)?.name;
}
