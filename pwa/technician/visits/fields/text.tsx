/** Words, or a code that is scanned or typed. */
import { useState } from 'preact/hooks';
import { Forbidden, useChecked } from '../../shell/Checked';
import { LONGEST, Written } from '../../shell/Written';
import { Icon } from '../../shell/icons';
import { SheetOf } from '../../shell/parts';
import { messages } from '../../shell/messages';
import type { Answer } from '../../standard/types';
import { answer as report } from '../steps';
import { draftOf, FieldError, FieldForm, type FieldProps } from './field';

const WHAT_IS_MISSING = 'what-is-missing'; // the step of the standards' not-ready end

export function TextField({ here, step, answer }: FieldProps<Extract<Answer, { kind: 'text' }>>) {
  const { typed, wrong, type, save, words } = useTyped({ here, step, answer });
  if (step.id === WHAT_IS_MISSING) return <Missing here={here} step={step} answer={answer} />;
  return (
    <FieldForm onSubmit={save} class={`field stack${wrong ? ' wrong' : ''}`}>
      <FieldError id={`wrong-${step.id}`} text={wrong} />
      <Written
        value={typed}
        longest={answer.longest ?? LONGEST}
        aria-labelledby={`now-${step.id}`}
        aria-invalid={wrong ? 'true' : undefined}
        onText={type}
      />
      <Forbidden hits={words.hits} />
      <button type="submit" class="button">
        {words.label(messages.value.visits.save)}
      </button>
    </FieldForm>
  );
}

/** What is missing is told by a sheet of its own, because it goes into the matter and has to be written down for the customer (SV-7). */
function Missing({ here, step, answer }: FieldProps<Extract<Answer, { kind: 'text' }>>) {
  const [telling, tell] = useState(false);
  const told = (items: string[]) =>
    void here.tap(step.id, () => report(here, step, items.join('; ').slice(0, answer.longest ?? LONGEST)));
  return (
    <>
      <button type="button" class="button" aria-haspopup="dialog" onClick={() => tell(true)}>
        <Icon name="pen" />
        {messages.value.visits.tellMissing}
      </button>
      {telling && (
        <SheetOf name="toldMissing" visits={[here.view.visit]} items={[]} onTold={told} onClose={() => tell(false)} />
      )}
    </>
  );
}

export function ScanField({ here, step, answer }: FieldProps<Extract<Answer, { kind: 'scan' }>>) {
  const { typed, wrong, type, save } = useTyped({ here, step, answer });
  const say = messages.value.visits;
  const scans = typeof navigator.mediaDevices?.getUserMedia === 'function';
  const [failed, fail] = useState<string>();
  const scan = async () => {
    const tool = await import('../camera/scan.ts'); // comes when first used
    const { scanning: title, scanHelp: help, scanStop: stop, lightOn: light, lightOff: dark } = say;
    const found = await tool.scan({ title, help, stop, light, dark });
    fail(found === 'no_camera' ? say.scanRefused : found === 'no_decoder' ? say.scanNotHere : undefined);
    if (typeof found === 'object') type(found.code);
  };
  return (
    <FieldForm onSubmit={save} class={`field stack${wrong ? ' wrong' : ''}`}>
      <FieldError id={`wrong-${step.id}`} text={wrong} />
      {scans && (
        <button type="button" class="button" onClick={() => void here.tap(`scan.${step.id}`, scan)}>
          <Icon name="scan" />
          {say.scan}
        </button>
      )}
      <label class="label" for={`code-${step.id}`}>
        {say.code}
      </label>
      <p class="help" id={`code-help-${step.id}`}>
        {failed ?? (scans ? say.scanTyped : say.scanNone)}
      </p>
      <div class="entry">
        <input
          id={`code-${step.id}`}
          class="input number"
          type="text"
          autoComplete="off"
          autoCapitalize="characters"
          spellcheck={false}
          value={typed}
          maxLength={answer.longest ?? 64}
          aria-describedby={`code-help-${step.id}`}
          aria-invalid={wrong ? 'true' : undefined}
          onInput={(event) => type(event.currentTarget.value)}
        />
        <button type="submit" class="button">
          {say.save}
        </button>
      </div>
    </FieldForm>
  );
}

function useTyped({ here, step }: FieldProps<unknown>) {
  const draft = draftOf<string>(here, step);
  const [wrong, object] = useState<string>();
  const words = useChecked();
  const typed = draft.value.value ?? '';
  const save = () => {
    const text = typed.trim().normalize('NFC');
    if (!text) return object(messages.value.visits.wrongEmpty);
    const kept = words.check(step.summary ? text : ''); // what stands on the customer's pages
    if (!kept) return;
    void here.tap(step.id, async () => {
      await report(here, step, text, kept);
      await draft.clear();
    });
  };
  return {
    typed,
    wrong,
    save,
    words,
    type: (text: string) => {
      object(undefined);
      words.changed();
      draft.set(text);
    },
  };
}
