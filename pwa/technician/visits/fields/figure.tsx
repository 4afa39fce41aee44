/** A figure with its unit: a value outside what passes is allowed and said in words, only the impossible is refused. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { inTongue } from '../../shell/format';
import { messages } from '../../shell/messages';
import type { Answer } from '../../standard/types';
import { figureOf, withMinus } from '../answerTexts';
import { answer as report } from '../steps';
import { draftOf, FieldError, FieldForm, type FieldProps } from './field';

type Figures = Extract<Answer, { kind: 'number' | 'reading' }>;

export function FigureField({ here, step, answer }: FieldProps<Figures>) {
  const draft = draftOf<string>(here, step);
  const [wrong, object] = useState<string>();
  const typed = draft.value.value ?? (isNegative(answer) ? '−' : '');
  const input = useRef<HTMLInputElement>(null);
  // Who taps their way along goes on typing without another tap; a page that was only opened brings up no keyboard.
  useEffect(() => {
    const field = input.current;
    if (!field || !navigator.userActivation?.hasBeenActive) return;
    field.focus({ preventScroll: true });
    field.setSelectionRange(field.value.length, field.value.length); // behind the sign
  }, []);
  const save = () => {
    const figure = figureOf(typed, answer);
    if ('wrong' in figure) return object(objection(typed, figure.wrong, answer));
    void here.tap(step.id, async () => {
      await report(here, step, figure.value);
      await draft.clear();
    });
  };
  const id = `field-${step.id}`;
  return (
    <FieldForm onSubmit={save} class={`field${wrong ? ' wrong' : ''}`}>
      <FieldError id={`wrong-${step.id}`} text={wrong} />
      <div class="entry">
        <div class="unit">
          {mayBeNegative(answer) && (
            <button
              type="button"
              class="sign"
              aria-label="±"
              onClick={() => draft.set(/^[-−]/.test(typed) ? typed.slice(1) : `−${typed}`)}
            >
              ±
            </button>
          )}
          <input
            ref={input}
            id={id}
            class="input number"
            type="text"
            inputMode="decimal"
            autoComplete="off"
            value={typed}
            aria-labelledby={`now-${step.id}`}
            aria-invalid={wrong ? 'true' : undefined}
            aria-describedby={wrong ? `wrong-${step.id}` : undefined}
            maxLength={24}
            onInput={(event) => {
              object(undefined);
              draft.set(event.currentTarget.value.replace(/^[-−]+(?=[-−])/, ''));
            }}
          />
          <span>{inTongue(answer.unit)}</span>
        </div>
        <button type="submit" class="button">
          {messages.value.visits.save}
        </button>
      </div>
    </FieldForm>
  );
}

function mayBeNegative({ range, ...answer }: Figures): boolean {
  const good = 'good' in answer ? answer.good : undefined;
  return [range?.least, range?.most, good?.least, good?.most].some((bound) => bound?.startsWith('-'));
}

/** Whether whatever passes lies below zero: then the sign need not be typed (a signal of −21.5 dBm). */
const isNegative = (answer: Figures): boolean =>
  'good' in answer && Boolean(answer.good?.most?.startsWith('-') && answer.good.least?.startsWith('-'));

function objection(
  typed: string,
  wrong: 'figure' | 'decimals' | 'range' | 'grouping',
  { decimals, range }: Figures,
): string {
  const say = messages.value.visits;
  if (!typed.replace(/[-−\s]/g, '')) return say.wrongEmpty;
  if (wrong === 'grouping') return say.wrongGrouping;
  if (wrong === 'decimals') return say.wrongDecimals(decimals);
  return say.wrongFigure(range?.least && range.most ? say.rangeIs(withMinus(range.least), withMinus(range.most)) : '');
}
