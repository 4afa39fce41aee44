/** What the customer is shown, and the one exact text of it that they sign. Pure; both languages from the same facts. */
import type { Json, Language } from '../storage/wire.ts';
import type { Step } from '../standard/types.ts';
import { figureOf, summaryOf, type Spoken } from '../visits/answerTexts.ts';
import { honestEnd } from '../visits/endings.ts';
import type { StepView, VisitView } from '../visits/view.ts';
import type { CustomerMessages } from './messages/zh-CN.ts';

/** One line of page 1: done, open with what comes of it, or a plain statement, which is no achievement and has no tick. */
export interface Line {
  done: boolean;
  plain?: boolean;
  text: string;
  small?: string;
}

/**
 * The steps that speak to the customer (those with a summary), in the order of the visit: what was done, what was not,
 * with its reason, and when somebody comes back (HV-19).
 */
export function linesOf(view: VisitView, tongue: Language, say: CustomerMessages, spoken: Spoken): Line[] {
  const end = honestEnd(view);
  const steps = [...view.main, ...(end ? [end] : [])].flatMap((moment) => moment.steps);
  const lines = steps.flatMap((each) => lineOf(each, view, tongue, say, spoken) ?? []);
  return [...lines.filter((line) => line.done), ...lines.filter((line) => !line.done)];
}

function lineOf(
  each: StepView,
  view: VisitView,
  tongue: Language,
  say: CustomerMessages,
  spoken: Spoken,
): Line | undefined {
  const { step, state, facts } = each;
  const last = facts.at(-1);
  if (state === 'done') {
    const text = summaryOf(step, last?.body.value, tongue, spoken);
    if (!text) return undefined;
    if (step.answer.kind === 'moment') return { done: false, text };
    return {
      done: true,
      ...(isPlain(step, last?.body.value) && { plain: true }),
      text: text + failing(step, last?.body.value, say),
    };
  }
  if (state === 'appointed')
    return {
      done: false,
      text: say.notYet(String(last?.body.what ?? step.text[tongue])),
      small: say.comesBack(spoken(String(last?.body.from ?? ''))),
    };
  if (!step.summary) return undefined;
  if (state === 'open')
    return step.required === false ? undefined : { done: false, text: say.notYet(step.text[tongue]) };
  const reason = view.visit.standard.reasons.find((every) => every.id === last?.body.reason)?.label[tongue];
  const small = [reason, last?.body.note].filter(Boolean).join(tongue === 'en' ? ', ' : '，');
  return { done: false, text: say.notDone(step.text[tongue]), ...(small && { small }) };
}

/** A figure, a number, a cause or what was told is no achievement: a tick before it would call a failed measurement a success. */
function isPlain({ answer, summary }: Step, value: Json | undefined): boolean {
  if (answer.kind === 'choice')
    return (
      answer.choices.some(({ id, plain, ends }) => id === value && (plain === true || ends !== undefined)) ||
      summary !== undefined
    );
  return answer.kind !== 'confirm' && answer.kind !== 'photograph';
}

/** Said where a measured figure does not pass. */
function failing({ answer }: Step, value: Json | undefined, say: CustomerMessages): string {
  const figure = answer.kind === 'number' && typeof value === 'string' ? figureOf(value, answer) : undefined;
  return figure && 'good' in figure && !figure.good ? say.notGood : '';
}

/** The exact text that is signed: what stood on the pages, line by line, in the language they were read in. */
export function shownText(
  view: VisitView,
  lines: Line[],
  added: string[],
  say: CustomerMessages,
  head: { company: string; title: string; day: string },
): string {
  const rows = [
    say.text.header(head.company, view.visit.bundle.number, head.day),
    head.title,
    ...lines.map((line) =>
      [`${line.plain ? say.text.plain : line.done ? say.text.done : say.text.open} ${line.text}`, line.small]
        .filter(Boolean)
        .join(' · '),
    ),
    ...added,
    say.signHelp,
  ];
  return canonicalText(rows.join('\n'));
}

/** One form of the text, so that its hash can be computed again by anybody: NFC, plain line ends, no space at the ends. */
export function canonicalText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
}
