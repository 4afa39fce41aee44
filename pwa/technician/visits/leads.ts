/** Where the button at the bottom of a moment leads, and how many steps are still open here. Pure. */
import { kindsWith } from '../storage/factKinds.ts';
import { viewOf, type MomentView, type StepView, type VisitView } from './view.ts';

/** Facts that carry the visit over a threshold: the bottom button reports them on the way to the next page. */
const THRESHOLDS = kindsWith('threshold');

export interface Leads {
  to: 'moment' | 'customer' | 'end';
  next?: MomentView;
  /** The step that the button itself reports (departed, arrived, entered, left). */
  threshold?: StepView;
  /** Steps that the standard asks for and that are still open on this page, the threshold left out. */
  open: number;
}

/** What the bottom button of a moment of the way does. */
export function leadsTo(view: VisitView, here: MomentView): Leads {
  const next = view.main[view.main.indexOf(here) + 1];
  const threshold = crossing(here.steps.at(-1)) ?? (next && crossing(next.steps[0]));
  const open = here.open - (threshold && here.steps.includes(threshold) && threshold.step.required !== false ? 1 : 0);
  const found: Leads = { to: 'moment', open };
  if (next) found.next = next;
  if (threshold) found.threshold = threshold;
  // With nothing missing the customer's own page would only be a button more.
  const straight = next && awaitsCustomer(view, next) && missingBefore(view, view.main.indexOf(next)).length === 0;
  if (awaitsCustomer(view, here) || straight) found.to = 'customer';
  else if (!next) found.to = 'end';
  return found;
}

/** The customer's turn: until they have signed; a survey alone does not call them back, once they have had the phone. */
function awaitsCustomer(view: VisitView, here: MomentView): boolean {
  const had = view.facts.some((fact) => fact.kind === 'customer_mode_left');
  return here.steps.some(
    (each) =>
      each.state === 'open' && (each.step.answer.kind === 'signature' || (each.step.answer.kind === 'survey' && !had)),
  );
}

/** Steps that only the customer can do, in their own mode. */
export function byCustomer({ step }: StepView): boolean {
  return step.answer.kind === 'signature' || step.answer.kind === 'survey';
}

function crossing(each: StepView | undefined): StepView | undefined {
  const fact = each?.step.answer.kind === 'fact' ? each.step.answer.fact : undefined;
  return each?.state === 'open' && fact !== undefined && THRESHOLDS.has(fact) ? each : undefined;
}

/** Everything that keeps the visit from ending as done, with the page where it stands; the threshold of leaving is left out. */
export function missing(view: VisitView): { moment: MomentView; step: StepView }[] {
  return view.main.flatMap((moment) =>
    moment.steps
      .filter((each) => each.state === 'open' && each.step.required !== false && each !== crossing(moment.steps.at(-1)))
      .map((step) => ({ moment, step })),
  );
}

/** What is missing on the pages before this place in the way. */
export const missingBefore = (view: VisitView, place: number): ReturnType<typeof missing> =>
  missing(view).filter(({ moment }) => view.main.indexOf(moment) < place);

/** Whether the standard lets the visit end as done once the threshold (leaving) is reported, too. */
export function mayEndAfter(view: VisitView, threshold: StepView | undefined): boolean {
  const kind = threshold?.step.answer.kind === 'fact' ? threshold.step.answer.fact : undefined;
  if (kind === undefined) return view.completion.may_finish;
  const leaving = {
    id: 'leaving',
    kind,
    at: new Date(0).toISOString(),
    person: '',
    device: '',
    body: {},
    mine: true,
    sent: false,
  };
  return viewOf({ ...view.visit, log: [...view.visit.log, leaving] }).completion.may_finish;
}

/** Whether this is the page at the door: where arrival and knocking belong, and where the visit can end without entering. */
export function atDoor({ steps }: MomentView): boolean {
  return steps.some(
    ({ step }) => step.answer.kind === 'fact' && (step.answer.fact === 'knocked' || step.answer.fact === 'arrived'),
  );
}
