/** The way in: what this browser cannot do, then sign-in, then setting up the phone; or signing in again to send. */
import { useEffect, useState } from 'preact/hooks';
import { usePhone } from '../shell/context.tsx';
import type { Capabilities } from '../shell/phone.ts';
import { go } from '../shell/router.ts';
import { language, words } from '../shell/words.ts';
import { Enrol } from './Enrol.tsx';
import { obstacle, Obstacle } from './Obstacle.tsx';
import { SignInForm } from './SignInForm.tsx';

export function SignInPage() {
  const phone = usePhone();
  const [able, setAble] = useState<Capabilities>();
  const [signedIn, setSignedIn] = useState<string>();
  const [allowed, allow] = useState(false);
  const known = phone.person.value !== undefined;
  useEffect(() => { void phone.capabilities().then(setAble); }, []);
  const done = (name: string): void => (known ? go({ page: 'delivery' }, { replace: true }) : setSignedIn(name));
  const stopping = able && !known ? obstacle(able) : undefined;
  return (
    <div class="page">
      <EntryLine />
      {!able ? <main id="content"><p class="prose second">{words.value.shell.loading}</p></main>
        : stopping && !(stopping.soft && allowed) ? <Obstacle found={stopping} onAnyway={() => allow(true)} />
        : signedIn !== undefined ? <Enrol able={able} name={signedIn} onDone={() => go({ page: 'start' }, { replace: true })} />
        : <SignInForm again={known} onDone={done} />}
    </div>
  );
}

/** Before anybody is signed in there is nothing saved or sent: the name of the app, and the other language. */
function EntryLine() {
  const phone = usePhone();
  const other = language.value === 'zh-CN' ? 'en' : 'zh-CN';
  return (
    <header class="topline">
      <div class="lead"><b>{words.value.shell.app}</b></div>
      <button type="button" class="link" lang={other} onClick={() => phone.setLanguage(other)}><span>{words.value.start.signIn.language}</span></button>
    </header>
  );
}
