/** How steps are reported: one place that knows which fact each kind of answer becomes. */
import { go } from '../shell/router';
import type { Step } from '../standard/types.ts';
import type { FactKind } from '../storage/factKinds';
import type { Body, Json } from '../storage/wire';
import type { Here } from './here';
import { whereabouts } from './geolocation';
import { twinOf } from './sameAddress.ts';
import { lastOf } from './view';

/** Answers a step; a value that is already there is not written twice. */
export async function answer(here: Here, step: Step, value: Json, more: Body = {}): Promise<void> {
  await here.report('answered', { step: step.id, value, ...more });
}

/** Reports the fact that a step asks for (departed, arrived, knocked …); arrival takes the place along where it is allowed. */
export async function reportStep(here: Here, step: Step): Promise<void> {
  if (step.answer.kind !== 'fact') return answer(here, step, true);
  const { fact } = step.answer;
  const place = fact === 'arrived' ? await whereabouts() : undefined;
  const body: Body = place ? { place: { ...place } } : {};
  await here.report(fact as FactKind, body); // the standard's editor offers no other
}

/** Not as asked, with a reason of the standard. */
export async function deviate(here: Here, step: Step, reason: string, note: string): Promise<void> {
  await here.report('deviated', { step: step.id, reason, ...(note && { note }) });
}

/** Strikes out a fact: `slip` within ten seconds, else with the reason in words. */
export async function withdraw(here: Here, fact: string, reason: string): Promise<void> {
  await here.report('withdrawn', { fact, reason });
  const struck = here.view.visit.log.find((each) => each.id === fact);
  for (const other of struck ? here.others : []) {
    const twin = twinOf(struck!, other.log);
    if (twin) await here.phone.report({ type: 'visit', id: other.bundle.id }, 'withdrawn', { fact: twin.id, reason });
  }
}

/** Gives the phone to the customer: from here on it shows nothing else until the PIN is typed. */
export async function enterCustomerMode(here: Here): Promise<void> {
  const { id, customer } = here.view.visit.bundle;
  const left = lastOf(here.view, 'customer_mode_left');
  await here.tap('customer', () => here.report('customer_mode_entered', { language: customer.language }));
  go({ page: 'customer', id }, { replace: left === undefined });
}
