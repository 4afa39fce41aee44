/** One visit as its pages need it: the standard's steps as they stand, each with the facts that belong to it. Pure. */
import { completion, endAsked, type Completion, type StepState } from '../standard/completion.ts';
import { stepFor } from '../standard/declared.ts';
import { SLIP_SECONDS } from '../standard/figures.ts';
import { inputsOf, isSignature, recordOf, notWithdrawn } from '../standard/record.ts';
import type { Inputs, Moment, Record_, Step } from '../standard/types.ts';
import type { LogEntry, VisitOnPhone } from '../phone/interface.ts';

export interface StepView {
  step: Step;
  state: StepState;
  unmet: boolean;
  facts: LogEntry[];
}
/** `open`: steps that the standard asks for and that are still to do. */
export interface MomentView {
  moment: Moment;
  steps: StepView[];
  open: number;
}
export interface VisitView {
  visit: VisitOnPhone;
  facts: LogEntry[];
  record: Record_;
  inputs: Inputs;
  completion: Completion;
  main: MomentView[];
  side: MomentView[];
  /** The other end that an answer asks for: then it does not end as done. */
  otherEnd?: MomentView;
}

/** What stands: the visit's facts without the withdrawn ones, steps in the order of the standard. */
export function viewOf(visit: VisitOnPhone): VisitView {
  const { standard, log, bundle } = visit;
  const facts = notWithdrawn(log);
  const record = recordOf(log),
    inputs = inputsOf(bundle.grant.inputs);
  const stands = completion(standard, record, inputs);
  const moments = standard.moments.map((moment, i): MomentView => {
    const { steps, open } = stands.moments[i]!;
    return {
      moment,
      open: open.length,
      steps: steps.map(({ id, state, unmet }) => {
        const step = moment.steps.find((each) => each.id === id)!;
        return { step: stepFor(step, inputs), state, unmet, facts: factsOf(step, facts) };
      }),
    };
  });
  const on = (path: string) => moments.filter((each) => each.moment.path === path && each.steps.length > 0);
  const side = moments.filter((each) => each.moment.path === 'side');
  const asked = endAsked(standard, record, inputs);
  const otherEnd = asked === undefined ? undefined : side.find(({ moment }) => moment.outcome === asked);
  return {
    visit,
    facts,
    record,
    inputs,
    completion: stands,
    main: on('main'),
    side,
    ...(otherEnd && { otherEnd }),
  };
}

/** The facts that answer this step, oldest first: its answers, deviations, appointments, photographs, or the fact it asks for. */
export function factsOf(step: Step, facts: LogEntry[]): LogEntry[] {
  const { answer, id } = step;
  return facts.filter((fact) => {
    if (fact.body.step !== undefined) return fact.body.step === id;
    if (answer.kind === 'fact') return fact.kind === answer.fact;
    if (answer.kind === 'signature') return isSignature(fact.kind) || fact.kind === 'signing_offered';
    if (answer.kind !== 'survey') return false;
    return fact.kind === 'surveyed' || (fact.kind === 'signing_offered' && fact.body.survey === true);
  });
}

/** The last fact of a kind, or nothing. */
export const lastOf = (view: VisitView, kind: string): LogEntry | undefined =>
  view.facts.findLast((fact) => fact.kind === kind);
export const signatureIn = (view: VisitView): LogEntry | undefined =>
  view.facts.findLast((fact) => isSignature(fact.kind));
export const firstOf = (view: VisitView, kind: string): LogEntry | undefined =>
  view.facts.find((fact) => fact.kind === kind);

/** The step that stands out now: the one that was tapped, else the first that is asked for, else any that is left. */
export function stepNow(moment: MomentView, chosen?: string): StepView | undefined {
  const open = moment.steps.filter((each) => each.state === 'open');
  return open.find((each) => each.step.id === chosen) ?? open.find((each) => each.step.required !== false) ?? open[0];
}

/** The page to open: where the technician was, else the first moment of the way that still asks for something. */
export function momentNow(view: VisitView, left?: string): MomentView {
  return (
    view.main.find((each) => each.moment.id === left) ?? view.main.find((each) => each.open > 0) ?? view.main.at(-1)!
  );
}

/**
 * How many of the last done rows are shown one by one; those before them fold into one row ("5 steps done"). What was noted
 * last and what was copied from a label or a dial never fold, because only who sees it finds a slip in it.
 */
export function folded(done: StepView[], room: number, latest?: string): { hidden: StepView[]; shown: StepView[] } {
  const hides = done.length > Math.max(1, room) ? done.length - Math.max(1, room) : 0;
  if (hides < 2 && done.length <= room + 1) return { hidden: [], shown: done };
  const copied = ({ step, state }: StepView) =>
    state === 'done' && (step.answer.kind === 'scan' || step.answer.kind === 'reading');
  const folds = (each: StepView, at: number) =>
    at < hides && !copied(each) && (latest === undefined || each.facts.at(-1)?.id !== latest);
  return { hidden: done.filter(folds), shown: done.filter((each, at) => !folds(each, at)) };
}

/** Rows that fit above the step that is next, on a screen of this height with text of this size (1 rem in px). */
export function roomFor(height: number, rem: number): number {
  return Math.max(1, Math.floor(((height * 16) / rem - 560) / 92));
}

/** Whether this fact can be undone by its author at once (10 seconds), or only be corrected with a reason. */
export function undoable(fact: LogEntry | undefined, now: number): boolean {
  return fact?.mine === true && now - Date.parse(fact.at) < SLIP_SECONDS * 1000;
}
