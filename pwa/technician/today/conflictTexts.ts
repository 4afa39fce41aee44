/** What the two sides of a conflict say, in the words of the standard, and what a technician may ask for. Pure. */
import { inTongue } from '../shell/format.ts';
import type { VisitOnPhone } from '../phone/interface.ts';
import { messages } from '../shell/messages.ts';
import { currentFacts, outcomeOf } from './visitStatus.ts';
import type { ConflictRecord, Json } from '../storage/wire.ts';

export type Wish = 'mine' | 'theirs' | 'again' | 'stands';

/** The office decides; a technician says what they would choose. Of a signature: sign anew, or the change does not matter. */
export function wishesFor({ kind }: ConflictRecord): Wish[] {
  return kind === 'changed' || kind === 'taken_back' || kind === 'two_signatures'
    ? ['again', 'stands']
    : ['mine', 'theirs'];
}

/** The step that a conflict is about, in the words of the standard; its own name where the standard knows none. */
export function nameOf(visit: VisitOnPhone, target: string): string {
  const step = stepOf(visit, target);
  return step ? inTongue(step.text) : target.replace(/^answer\./, '');
}

/** One side in words: an answer by its label and unit, an end by its outcome, a cancellation by its reason. */
export function saidOf(visit: VisitOnPhone, conflict: ConflictRecord, side: 'mine' | 'theirs'): string {
  const value = conflict[side];
  const step = stepOf(visit, conflict.target);
  if (typeof value === 'object' && !Array.isArray(value) && typeof value.kind === 'string')
    return factInWords(visit, value);
  if (value === true) return messages.value.today.state.done;
  const answer = step?.answer;
  const one = (each: Json): string => {
    const choice = answer && 'choices' in answer ? answer.choices.find(({ id }) => id === each) : undefined;
    return choice
      ? inTongue(choice.label)
      : answer && 'unit' in answer
        ? `${String(each)}\u00a0${inTongue(answer.unit)}`
        : plain(each);
  };
  const said = (Array.isArray(value) ? value : [value]).map(one).filter(Boolean).join(messages.value.shell.and);
  return said || messages.value.today.conflict.unknown;
}

function factInWords(visit: VisitOnPhone, { kind, ...body }: { [key: string]: Json }): string {
  const say = messages.value.today.conflict.said;
  const reason = typeof body.reason === 'string' ? reasonOf(visit, body.reason) : '';
  switch (kind) {
    case 'ended':
      return outcomeOf(visit, body.outcome);
    case 'cancelled':
      return say.cancelled(reason);
    case 'deviated':
      return say.deviated(reason);
    case 'withdrawn':
      return withdrawnInWords(visit, body.fact);
    case 'appointed':
      return say.appointed(String(body.what ?? ''));
    default:
      return say.plain[String(kind)] ?? messages.value.today.conflict.unknown;
  }
}

/** What was taken back, by its own name: an answer is no signature. */
function withdrawnInWords(visit: VisitOnPhone, id: Json | undefined): string {
  const say = messages.value.today.conflict.said;
  const what = visit.log.find((fact) => fact.id === id);
  const step = typeof what?.body.step === 'string' ? stepOf(visit, what.body.step) : undefined;
  return what?.kind === 'signed' ? say.plain.withdrawn! : say.withdrew(step ? inTongue(step.text) : '');
}

/** Whether a side counts now, in words; nothing where the record has gone on since, or where both or neither would. */
export function countsOf(visit: VisitOnPhone, conflict: ConflictRecord, side: 'mine' | 'theirs'): string {
  const say = messages.value.today.conflict;
  const { shows, sides } = conflict;
  if (!shows || shows.mine === shows.theirs || conflict.kind === 'objected') return '';
  const latest = [sides?.mine.at, sides?.theirs.at]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
  if (latest !== undefined && since(visit, conflict, latest)) return '';
  return shows[side] ? say.counts : say.kept;
}

/** What was noted of this step after both sides had spoken: that is what stands. */
export function since(visit: VisitOnPhone, { target }: ConflictRecord, at: string) {
  const step = target.startsWith('answer.') ? target.slice('answer.'.length) : undefined;
  return step === undefined
    ? undefined
    : currentFacts(visit).findLast((fact) => fact.body.step === step && fact.at > at);
}

function reasonOf(visit: VisitOnPhone, reason: string): string {
  const known = visit.standard.reasons?.find(({ id }) => id === reason);
  return known ? inTongue(known.label) : reason;
}

function stepOf(visit: VisitOnPhone, target: string) {
  const id = target.replace(/^answer\./, '');
  return visit.standard.moments.flatMap((moment) => moment.steps).find((each) => each.id === id);
}

function plain(value: Json): string {
  if (typeof value !== 'object') return String(value);
  const { name, count } = value as { name?: Json; count?: Json };
  return [name, count].filter((each) => each !== undefined).join('\u00a0');
}
