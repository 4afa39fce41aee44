/**
 * Which steps a visit has now, how each stands, its state, and whether it may be finished. Twin of completion.py.
 * Computed from the record, never counted along: a required step that its `when` hides does not block the end.
 */
import { holds } from './evaluate.ts';
import type { Inputs, Moment, Record_, StandardDocument, StateTable, Step } from './types.ts';

export type StepState = 'open' | 'done' | 'deviated' | 'appointed';
/** `unmet`: it was answered, but `requires` does not hold. */
export interface StepStanding {
  id: string;
  state: StepState;
  unmet: boolean;
}
export interface MomentStanding {
  id: string;
  open: string[];
  steps: StepStanding[];
}
export interface Completion {
  state: string;
  moments: MomentStanding[];
  missing: string[];
  may_finish: boolean;
}

/**
 * The outcome `done` needs the main path, any other the side path that carries it; `done` is not what a visit may end as whose
 * record says otherwise (`endAsked`).
 */
export function completion(document: StandardDocument, record: Record_, inputs: Inputs, outcome = 'done'): Completion {
  const moments = document.moments.map((moment) => momentStanding(moment, record, inputs));
  const missing = moments.flatMap(({ open }, i) => (onPath(document.moments[i]!, outcome) ? open : []));
  const known =
    outcome === 'done'
      ? endAsked(document, record, inputs) === undefined
      : document.moments.some((moment) => moment.outcome === outcome);
  return {
    state: stateOf(document.states, record, inputs),
    moments,
    missing,
    may_finish: known && holds(document.states.may_finish, record, { ...inputs, missing: missing.length, outcome }),
  };
}

/** The outcome that an answer on the main path asks for, because its choice `ends` the visit otherwise than done. */
export function endAsked(document: StandardDocument, record: Record_, inputs: Inputs): string | undefined {
  for (const step of document.moments.filter(({ path }) => path === 'main').flatMap(({ steps }) => steps)) {
    const ends = ('choices' in step.answer ? step.answer.choices : []).filter((choice) => choice.ends !== undefined);
    if (ends.length === 0 || !exists(step, record, inputs) || stepState(step, record, inputs).state !== 'done')
      continue;
    const chosen = found(record, `answer.${step.id}`).at(-1)?.value;
    const asked = ends.find(({ id }) => id === chosen)?.ends;
    if (asked !== undefined) return asked;
  }
  return undefined;
}

/** The id of the first state whose condition holds; the last one where none does. */
export function stateOf({ states }: StateTable, record: Record_, inputs: Inputs): string {
  return (states.find((state) => holds(state.when, record, inputs)) ?? states.at(-1)!).id;
}

/** How a step that exists stands: the last of answer, deviation and appointment counts. */
export function stepState(step: Step, record: Record_, inputs: Inputs): { state: StepState; unmet: boolean } {
  const places: [StepState, number][] = [['done', answered(step, record)]];
  if (step.deviation !== false) places.push(['deviated', last(record, `deviation.${step.id}`)]);
  if (step.appoint === true) places.push(['appointed', last(record, `appointment.${step.id}`)]);
  const [state, place] = places.reduce((best, each) => (each[1] > best[1] ? each : best));
  if (place < 0) return { state: 'open', unmet: false };
  const unmet = state === 'done' && step.requires !== undefined && !holds(step.requires, record, inputs);
  return { state: unmet ? 'open' : state, unmet };
}

/** Whether the step is part of the visit as it stands now. */
export function exists(step: Step, record: Record_, inputs: Inputs): boolean {
  return step.when === undefined || holds(step.when, record, inputs);
}

function momentStanding(moment: Moment, record: Record_, inputs: Inputs): MomentStanding {
  const there = moment.steps.filter((step) => exists(step, record, inputs));
  const steps = there.map((step) => ({ id: step.id, ...stepState(step, record, inputs) }));
  const open = steps.filter(({ state }, i) => state === 'open' && there[i]!.required !== false).map(({ id }) => id);
  return { id: moment.id, open, steps };
}

function onPath(moment: Moment, outcome: string): boolean {
  return outcome === 'done' ? moment.path === 'main' : moment.outcome === outcome;
}

function answered({ id, answer }: Step, record: Record_): number {
  switch (answer.kind) {
    case 'fact':
      return last(record, answer.fact);
    case 'signature':
      return last(record, 'signed');
    case 'survey':
      return last(record, 'surveyed');
    case 'photograph':
      return found(record, `photograph.${id}`).length >= (answer.least ?? 1) ? last(record, `photograph.${id}`) : -1;
    default:
      return last(record, `answer.${id}`);
  }
}

function last(record: Record_, path: string): number {
  return found(record, path).at(-1)?.position ?? -1;
}

function found(record: Record_, path: string): Record_[string] {
  return Object.hasOwn(record, path) ? record[path]! : [];
}
