/** Setting up the phone: its name, a PIN twice; the browser is asked to keep the data and a refusal is said plainly. */
import { useState } from 'preact/hooks';
import { BottomBar } from '../shell/BottomBar.tsx';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { Icon } from '../shell/icons.tsx';
import type { Capabilities } from '../phone/interface.ts';
import { messages } from '../shell/messages.ts';
import { described, ErrorSummary, Field, notWhileComposing, type FieldError } from '../shell/Field.tsx';
import { pinGap } from './pin.ts';

export function Enrol({ able, name, onDone }: { able: Capabilities; name: string; onDone: () => void }) {
  const phone = usePhone();
  const say = messages.value.start.enrol;
  const [label, setLabel] = useState(say.suggested(name));
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [tries, setTries] = useState(0);
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [busy, setBusy] = useState(false);
  const { said, trying } = useTrying();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const gap = pinGap(pin, again);
    const found = [
      !label.trim() && { field: 'label', text: say.missingLabel },
      gap && { field: gap === 'pinDiffers' ? 'again' : 'pin', text: say[gap] },
    ].filter((each) => !!each);
    setErrors(found);
    setTries(tries + 1);
    if (found.length > 0) return;
    setBusy(true);
    const worked = await trying(() => phone.enrol(label.trim(), pin));
    setBusy(false);
    if (worked) onDone();
  };
  const at = (field: string): string | undefined => errors.find((each) => each.field === field)?.text;
  return (
    <>
      <main id="content">
        <div class="head open">
          <h1 tabIndex={-1}>{say.title}</h1>
        </div>
        <Failed said={said} />
        <ErrorSummary errors={errors} tries={tries} />
        <form class="form" id="enrol" noValidate onSubmit={submit} onKeyDown={notWhileComposing}>
          <Field id="label" label={say.label} help={say.labelHelp} error={at('label')}>
            <input
              class="input"
              id="label"
              maxLength={60}
              autocomplete="off"
              value={label}
              {...described('label', true, at('label'))}
              onInput={(event) => setLabel(event.currentTarget.value)}
            />
          </Field>
          <PinField id="pin" label={say.pin} help={say.pinHelp} error={at('pin')} value={pin} onValue={setPin} />
          <PinField id="again" label={say.again} error={at('again')} value={again} onValue={setAgain} />
          <KeptNotice able={able} />
        </form>
      </main>
      <BottomBar primary={{ label: say.go, form: 'enrol' }} />
    </>
  );
}

function PinField({
  id,
  label,
  help,
  error,
  value,
  onValue,
}: {
  id: string;
  label: string;
  help?: string;
  error: string | undefined;
  value: string;
  onValue: (value: string) => void;
}) {
  return (
    <Field id={id} label={label} help={help} error={error}>
      <input
        class="input pin"
        id={id}
        type="password"
        inputMode="numeric"
        autocomplete="new-password"
        maxLength={6}
        value={value}
        {...described(id, help, error)}
        onInput={(event) => onValue(event.currentTarget.value.replace(/[^0-9]/g, ''))}
      />
    </Field>
  );
}

/** Whether the browser keeps the data, said before the phone is set up. */
function KeptNotice({ able }: { able: Capabilities }) {
  const { storage } = messages.value.start.enrol;
  if (able.persisted === true)
    return (
      <p class="stateline good">
        <Icon name="check" />
        <span class="loose">{storage.asked}</span>
      </p>
    );
  if (able.persisted === 'unknown') return null;
  return (
    <p class="stateline attention">
      <Icon name="warning" />
      <span class="loose">{able.iosNotInstalled ? storage.refusedIos : storage.refused}</span>
    </p>
  );
}
