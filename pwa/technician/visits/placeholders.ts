/** What the record knows for the blanks of a sentence. What it does not know stays a gap; nothing is made up. Pure. */
import type { Body, Language, Text } from '../storage/wire.ts';
import { addressed } from '../shell/salutation.ts';
import { answerInWords, type Spoken } from './answerTexts.ts';
import type { Blanks } from './phrases.ts';
import { lastOf, type StepView, type VisitView } from './view.ts';

/** What stands outside the visit's record: who speaks, for whom, and how a moment reads in this tongue. */
export interface Speaker {
  technician?: string | undefined;
  company?: string | undefined;
  tongue: Language;
  spoken: Spoken;
}

/** Answers whose time is promised to the customer, by the step's clause. */
const PROMISES = 'WD-29';

/** The blanks that this visit fills, in the tongue in which the sentence is said. */
export function blanksOf(view: VisitView, { technician, company, tongue, spoken }: Speaker): Blanks {
  const { customer, work } = view.visit.bundle;
  const { standard } = view.visit;
  const kind = standard.kinds_of_work.find((each) => each.id === work.kind_of_work) as { do?: Text } | undefined;
  const late = lastOf(view, 'running_late')?.body;
  const asked = lastOf(view, 'reschedule_asked')?.body;
  const steps = [...view.main, ...view.side].flatMap((moment) => moment.steps);
  const promised = last(
    steps.filter(({ step }) => step.answer.kind === 'moment' && [step.clause].flat().includes(PROMISES)),
  );
  return filled({
    customer: addressed(customer, tongue),
    technician,
    company,
    hotline: work.hotline,
    work: kind?.do?.[tongue],
    minutes: late && figure(late.minutes),
    expected: moment(late?.expected_at, spoken),
    time: moment(promised?.value, spoken) ?? moment(asked?.from, spoken),
    reason: reasonOf(asked, view, tongue),
    fault: inWords(
      steps.find(({ step }) => step.clause === 'WD-14'),
      tongue,
      spoken,
    ),
    finding: findings(steps, tongue, spoken),
    amount: figure(last(steps.filter(({ step }) => step.id === 'amount'))?.value),
  });
}

/** What was found wanting: the answers of the checks that are not good, one after the other. */
function findings(steps: StepView[], tongue: Language, spoken: Spoken): string | undefined {
  const bad = steps.filter(
    ({ step, facts }) =>
      step.clause === 'WD-10' && step.answer.kind === 'choice' && facts.findLast(isAnswer)?.body.value === 'bad',
  );
  const said = bad.map((each) => inWords(each, tongue, spoken)).filter(Boolean);
  return said.length > 0 ? said.join(tongue === 'en' ? ', ' : '、') : undefined;
}

function reasonOf(asked: Body | undefined, view: VisitView, tongue: Language): string | undefined {
  if (typeof asked?.reason !== 'string') return undefined;
  return view.visit.standard.reasons.find((each) => each.id === asked.reason)?.label[tongue];
}

function inWords(view: StepView | undefined, tongue: Language, spoken: Spoken): string | undefined {
  const answer = view?.facts.findLast(isAnswer);
  return view && answer ? answerInWords(view.step.answer, answer.body.value, tongue, spoken) || undefined : undefined;
}

const isAnswer = (fact: { kind: string }): boolean => fact.kind === 'answered';
const last = (steps: StepView[]): Body | undefined => steps.flatMap(({ facts }) => facts.filter(isAnswer)).at(-1)?.body;
const figure = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
const moment = (value: unknown, spoken: Spoken): string | undefined =>
  typeof value === 'string' ? spoken(value) : undefined;
const filled = (blanks: Blanks): Blanks => Object.fromEntries(Object.entries(blanks).filter(([, value]) => value));
