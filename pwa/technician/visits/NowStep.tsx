/** The step that is next: its question large, its field, and the quiet way out (not as asked, or another time). */
import { useState } from 'preact/hooks';
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import { messages } from '../shell/messages';
import type { Answer, Step } from '../standard/types';
import { Appoint } from './Appoint';
import { FieldOf } from './fields';
import type { Here } from './here';
import { withMinus } from './answerTexts';
import { conductOf } from './Reminders';
import type { StepView } from './view';
import { Why } from './Why';

export function NowStep({ here, each }: { here: Here; each: StepView }) {
  const [sheet, open] = useState<'why' | 'appoint'>();
  const { step } = each;
  const say = messages.value.visits;
  const others = step.by === 'lead' && !here.lead ? here.view.visit.bundle.work.lead?.name : undefined;
  const help = each.unmet ? say.unmet : helpOf(step);
  return (
    <section class="now" aria-labelledby={`now-${step.id}`}>
      <div class="title">
        <h2 id={`now-${step.id}`}>{inTongue(step.text)}</h2>
        {step.deviation !== false && (
          <button type="button" class="link" aria-haspopup="dialog" onClick={() => open('why')}>
            <span>{step.deviation?.label ? inTongue(step.deviation.label) : say.cannot}</span>
          </button>
        )}
      </div>
      {help && <p class="help">{help}</p>}
      {conductOf(here.view.visit.standard, step.reminders).map((kept) => (
        <p class="help" key={kept.id}>
          {inTongue(kept.text)}
        </p>
      ))}
      {others ? (
        <p class="company">
          <Icon name="person" small />
          <span>{say.by(others)}</span>
        </p>
      ) : (
        <FieldOf here={here} each={each} />
      )}
      {step.appoint && (
        <button type="button" class="link" aria-haspopup="dialog" onClick={() => open('appoint')}>
          <Icon name="calendar" small />
          <span>{say.another}</span>
        </button>
      )}
      {sheet === 'why' && <Why here={here} step={step} onClose={() => open(undefined)} />}
      {sheet === 'appoint' && <Appoint here={here} step={step} onClose={() => open(undefined)} />}
    </section>
  );
}

/** One line: what passes, else why it is asked. */
const helpOf = ({ answer, why }: Step): string | undefined => goodRange(answer) ?? (why && inTongue(why));

/** What passes, in words: `−27 到 −8 dBm 合格`; nothing where the standard names no bounds. */
export function goodRange(answer: Answer): string | undefined {
  if (answer.kind !== 'number' || !answer.good) return undefined;
  const { least, most } = answer.good;
  return messages.value.visits.good(least && withMinus(least), most && withMinus(most), inTongue(answer.unit));
}
