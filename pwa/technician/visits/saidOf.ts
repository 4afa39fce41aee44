/** What was noted of a step, in one line. */
import { clock, dayAndTime } from '../shell/dates';
import { inTongue } from '../shell/format';
import type { LogEntry } from '../phone/interface';
import { language, messages } from '../shell/messages';
import { nameOf, type Here } from './here';
import { answerInWords, figureOf } from './answerTexts';
import type { StepView } from './view';

/** The line under a done step: the answer in words, the reason, or when one comes back; then who, if not me, and the time. */
export function saidOf(here: Here, { step, state, facts }: StepView, last: LogEntry): string {
  const say = messages.value.visits;
  const who =
    here.view.visit.bundle.work.helpers.length > 0 || here.view.visit.bundle.people
      ? nameOf(here.view.visit, last.person)
      : undefined;
  const at = `${clock(last.at)} ${say.recorded}`;
  const stamp = who ? `${who} · ${at}` : at;
  if (state === 'appointed')
    return [
      last.body.what !== step.text[language.value] && last.body.what,
      say.appointed(dayAndTime(String(last.body.from))),
    ]
      .filter(Boolean)
      .join(' · ');
  if (state === 'deviated') return `${reasonOf(here, step.deviation, last)} · ${stamp}`;
  if (step.answer.kind === 'photograph') return `${say.photographs(facts.length)} · ${stamp}`;
  const words_ = answerInWords(step.answer, last.body.value, language.value, dayAndTime);
  const bad =
    step.answer.kind === 'number' && typeof last.body.value === 'string'
      ? figureOf(last.body.value, step.answer)
      : undefined;
  return [words_, bad && 'good' in bad && !bad.good && say.notGood, stamp].filter(Boolean).join(' · ');
}

function reasonOf(here: Here, deviation: unknown, fact: LogEntry): string {
  const say = messages.value.visits;
  const known = here.view.visit.standard.reasons.find((each) => each.id === fact.body.reason);
  const reason = [known ? inTongue(known.label) : String(fact.body.reason), fact.body.note].filter(Boolean).join('，');
  const label = (deviation as { label?: { 'zh-CN': string; en: string } } | undefined)?.label;
  return label ? `${inTongue(label)}${messages.value.visits.colon}${reason}` : say.notAsAsked(reason);
}
