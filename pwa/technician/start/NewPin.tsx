/** A new PIN, proved by the old one, by one's own password, or by a code from the office, which needs no network. */
import { useEffect, useState } from 'preact/hooks';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { fromWhen } from '../shell/dates.ts';
import type { Proof } from '../phone/interface.ts';
import { Reasons } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';
import { described, ErrorSummary, Field, notWhileComposing, type FieldError } from '../shell/Field.tsx';
import { pinGap } from './pin.ts';

export type Way = 'pin' | 'password' | 'code';
type Typed = Record<'old' | 'login' | 'password' | 'code' | 'pin' | 'again', string>;
const NOTHING: Typed = { old: '', login: '', password: '', code: '', pin: '', again: '' };
const FIELDS: Record<Way, (keyof Typed)[]> = { pin: ['old'], password: ['login', 'password'], code: ['code'] };

/** The form, whose button stands in the bar of the page or sheet around it (`form={id}`). */
export function NewPin({ id, ways, onDone }: { id: string; ways: Way[]; onDone: () => unknown }) {
  const phone = usePhone();
  const say = messages.value.start.newPin;
  const [way, choose] = useState(ways[0]!);
  const [typed, type] = useState(NOTHING);
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [tries, setTries] = useState(0);
  const [busy, setBusy] = useState(false);
  const { said, trying } = useTrying();
  const tell = (found: FieldError[]): void => {
    setErrors(found);
    setTries(tries + 1);
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const found = missing(way, typed);
    tell(found);
    if (found.length > 0) return;
    setBusy(true);
    await trying(async () => {
      const answer = await phone.changePin(proofOf(way, typed), typed.pin);
      if (answer === 'right') {
        await onDone();
        return;
      }
      const field = FIELDS[way].at(-1)!;
      tell([{ field, text: answer === 'wrong' ? say.wrong[way] : fromWhen(answer.until) }]);
      type({ ...typed, [field]: '' });
    });
    setBusy(false);
  };
  const field = (name: keyof Typed, help?: string) => (
    <Input
      key={name}
      name={name}
      help={help}
      error={errors.find((each) => each.field === name)?.text}
      value={typed[name]}
      onValue={(value) => type({ ...typed, [name]: value })}
    />
  );
  return (
    <form class="form" id={id} noValidate onSubmit={submit} onKeyDown={notWhileComposing}>
      <Failed said={said} />
      <ErrorSummary errors={errors} tries={tries} />
      {ways.length > 1 && (
        <Reasons
          label={say.how}
          options={ways.map((value) => ({ value, text: say.ways[value] }))}
          chosen={way}
          onChoose={(next) => {
            setErrors([]);
            choose(next);
          }}
        />
      )}
      {way === 'code' && <Challenge />}
      {FIELDS[way].map((name) => field(name))}
      {field('pin', say.pinHelp)}
      {field('again')}
    </form>
  );
}

/** What the office asks for, and its number. */
function Challenge() {
  const phone = usePhone();
  const say = messages.value.start.newPin;
  const [challenge, show] = useState('');
  useEffect(() => {
    void phone.challenge().then(show);
  }, []);
  const hotline = phone.organisation.value?.hotline ?? '';
  return (
    <div class="field">
      <p>
        {say.call} <a href={`tel:${hotline.replace(/\s/g, '')}`}>{hotline}</a>
      </p>
      <p>{say.read}</p>
      <p class="figure" id="challenge">
        <b>
          {challenge.slice(0, 3)}&nbsp;{challenge.slice(3)}
        </b>
      </p>
    </div>
  );
}

interface InputProps {
  name: keyof Typed;
  help: string | undefined;
  error: string | undefined;
  value: string;
  onValue: (value: string) => void;
}

function Input({ name, help, error, value, onValue }: InputProps) {
  const secret = name !== 'login' && name !== 'code';
  const figures = name !== 'login' && name !== 'password';
  const complete =
    name === 'login'
      ? 'username'
      : name === 'password'
        ? 'current-password'
        : name === 'code' || name === 'old'
          ? 'off'
          : 'new-password';
  return (
    <Field id={name} label={messages.value.start.newPin[name]} help={help} error={error}>
      <input
        class={`input${figures ? ' pin' : ''}`}
        id={name}
        {...({ type: secret ? ('password' as const) : ('text' as const) } as { type: 'text' })}
        autocomplete={complete}
        maxLength={figures ? 12 : 200}
        value={value}
        {...(figures && { inputMode: 'numeric' as const })}
        {...(name === 'login' && { autoCapitalize: 'none', spellcheck: false })}
        {...described(name, help, error)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Field>
  );
}

function missing(way: Way, typed: Typed): FieldError[] {
  const { newPin, enrol } = messages.value.start;
  const found = FIELDS[way]
    .filter((name) => !typed[name].trim())
    .map((name) => ({ field: name as string, text: newPin.missing[name as keyof typeof newPin.missing] }));
  const gap = pinGap(typed.pin, typed.again);
  return gap ? [...found, { field: gap === 'pinDiffers' ? 'again' : 'pin', text: enrol[gap] }] : found;
}

function proofOf(way: Way, { old, login, password, code }: Typed): Proof {
  return way === 'pin' ? { pin: old } : way === 'password' ? { login, password } : { code };
}
