/** The way in: what this browser cannot do, then sign-in, then setting up the phone; or signing in again to send. */
import { useEffect, useState } from 'preact/hooks';
import { dayInYear, dayOf } from '../shell/dates.ts';
import { Icon } from '../shell/icons.tsx';
import { usePhone } from '../shell/context.tsx';
import type { Capabilities, KeptWork } from '../phone/interface.ts';
import { go } from '../shell/router.ts';
import { language, messages } from '../shell/messages.ts';
import { Enrol } from './Enrol.tsx';
import { obstacle, Obstacle } from './Obstacle.tsx';
import { SignInForm } from './SignInForm.tsx';

export function SignInPage() {
  const phone = usePhone();
  const [able, setAble] = useState<Capabilities>();
  const [signedIn, setSignedIn] = useState<string>();
  const [allowed, allow] = useState(false);
  const known = phone.person.value !== undefined;
  useEffect(() => {
    void phone.capabilities().then(setAble);
  }, []);
  const done = (name: string): void =>
    phone.person.value ? go({ page: 'delivery' }, { replace: true }) : setSignedIn(name);
  const stopping = able && !known ? obstacle(able) : undefined;
  return (
    <div class="page">
      <EntryLine />
      {!able ? (
        <main id="content">
          <p class="prose second">{messages.value.shell.loading}</p>
        </main>
      ) : stopping && !(stopping.soft && allowed) ? (
        <Obstacle found={stopping} onAnyway={() => allow(true)} />
      ) : signedIn !== undefined ? (
        <Enrol able={able} name={signedIn} onDone={() => go({ page: 'start' }, { replace: true })} />
      ) : (
        <SignInForm again={known} onDone={done}>
          {!known && <WhatIsHere onAnew={setSignedIn} />}
        </SignInForm>
      )}
    </div>
  );
}

/** What others have put away here, and where the browser has cleared the phone, that it has; before anybody signs in. */
function WhatIsHere({ onAnew }: { onAnew: (name: string) => void }) {
  const phone = usePhone();
  const say = messages.value.start.signIn;
  const [kept, setKept] = useState<KeptWork[]>([]);
  const [cleared, setCleared] = useState<string>();
  useEffect(() => {
    phone.kept().then(setKept, () => undefined);
    phone.clearedOf().then(setCleared, () => undefined);
  }, []);
  return (
    <>
      {cleared !== undefined && (
        <div class="notice attention" role="status">
          <Icon name="warning" />
          <p>
            <b>{say.cleared}</b>
            {say.clearedLead(cleared)}
            <br />
            <button type="button" class="link" onClick={() => onAnew(cleared)}>
              <span>{say.anew}</span>
            </button>
          </p>
        </div>
      )}
      {kept
        .filter(({ items }) => items > 0)
        .map(({ name, items, since }) => (
          <div class="notice" key={`${name} ${since}`}>
            <Icon name="lock" />
            <p>{say.kept(name, items, dayInYear(dayOf(Date.parse(since))))}</p>
          </div>
        ))}
    </>
  );
}

/** Before anybody is signed in there is nothing saved or sent: the name of the app, and the other language. */
function EntryLine() {
  const phone = usePhone();
  const other = language.value === 'zh-CN' ? 'en' : 'zh-CN';
  return (
    <header class="topline">
      <div class="lead">
        <b>{messages.value.shell.app}</b>
      </div>
      <button type="button" class="link" lang={other} onClick={() => phone.setLanguage(other)}>
        <span>{messages.value.start.signIn.language}</span>
      </button>
    </header>
  );
}
