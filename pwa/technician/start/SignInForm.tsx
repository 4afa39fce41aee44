/** Login and password; nothing that was typed is lost by an error, and Enter while composing does not submit. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { BottomBar } from '../shell/BottomBar.tsx';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { messages } from '../shell/messages.ts';
import { SomebodyElse } from './SomebodyElse.tsx';
import { described, ErrorSummary, Field, notWhileComposing, type FieldError } from '../shell/Field.tsx';

export function SignInForm({
  again,
  onDone,
  children,
}: {
  again: boolean;
  onDone: (name: string) => void;
  children?: ComponentChildren;
}) {
  const phone = usePhone();
  const say = messages.value.start.signIn;
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState(false);
  const [tries, setTries] = useState(0);
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [busy, setBusy] = useState(false);
  const { said, trying } = useTrying();
  const wantsCode = said?.code === 'second_factor_needed';
  useEffect(() => {
    if (wantsCode) setAsked(true);
  }, [wantsCode]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const found = [
      !login.trim() && { field: 'login', text: say.missingLogin },
      !password && { field: 'password', text: say.missingPassword },
      asked && !code.trim() && { field: 'code', text: say.missingCode },
    ].filter((each) => !!each);
    setErrors(found);
    setTries(tries + 1);
    if (found.length > 0) return;
    await enter();
  };
  const enter = async (): Promise<void> => {
    setBusy(true);
    await trying(async () => onDone((await phone.signIn(login.trim(), password, code.trim())).name));
    setBusy(false);
  };
  const at = (field: string): string | undefined => errors.find((each) => each.field === field)?.text;
  return (
    <>
      <main id="content">
        <div class="head open">
          <h1 tabIndex={-1}>{say.title}</h1>
          <p class="sub">{again ? say.again : say.lead}</p>
        </div>
        {children}
        {!wantsCode && <Failed said={said?.code === 'cookie_lost' ? { ...said, ...say.cookieLost } : said} />}
        {again && said?.code === 'device_not_yours' && <SomebodyElse onFree={enter} />}
        <ErrorSummary errors={errors} tries={tries} />
        <form class="form" id="sign-in" noValidate onSubmit={submit} onKeyDown={notWhileComposing}>
          <Field id="login" label={say.login} help={say.loginHelp} error={at('login')}>
            <input
              class="input"
              id="login"
              name="login"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              value={login}
              {...described('login', true, at('login'))}
              onInput={(event) => setLogin(event.currentTarget.value)}
            />
          </Field>
          <PasswordField value={password} error={at('password')} onValue={setPassword} />
          {asked && <CodeField value={code} error={at('code')} onValue={setCode} />}
          <p class="help">{say.forgot}</p>
        </form>
      </main>
      <BottomBar primary={{ label: busy ? say.going : say.go, form: 'sign-in' }} />
    </>
  );
}

interface Typed {
  value: string;
  error: string | undefined;
  onValue: (value: string) => void;
}

/** The second factor; it has the focus when it comes, because everything else was right. */
function CodeField({ value, error, onValue }: Typed) {
  const say = messages.value.start.signIn;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <Field id="code" label={say.code} help={say.codeHelp} error={error}>
      <input
        class="input"
        id="code"
        name="code"
        ref={field}
        autocomplete="one-time-code"
        autocapitalize="none"
        spellcheck={false}
        maxLength={20}
        value={value}
        {...described('code', true, error)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Field>
  );
}

function PasswordField({ value, error, onValue }: Typed) {
  const say = messages.value.start.signIn;
  const [seen, see] = useState(false);
  return (
    <Field id="password" label={say.password} error={error}>
      <input
        class="input"
        id="password"
        name="password"
        type={(seen ? 'text' : 'password') as 'password'}
        autocomplete="current-password"
        value={value}
        {...described('password', false, error)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <button type="button" class="link" aria-pressed={seen} aria-controls="password" onClick={() => see(!seen)}>
        <span>{seen ? say.hide : say.show}</span>
      </button>
    </Field>
  );
}
