/** The way out: the technician's PIN, or a new one in place of a forgotten one. A wrong one stays here; the customer can always go back. */
import { useState } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';
import { BottomBar } from '../shell/BottomBar.tsx';
import { fromWhen } from '../shell/dates.ts';
import { messages } from '../shell/messages.ts';
import { NewPin } from '../start/NewPin.tsx';
import type { Turn } from './turn.ts';

export function GiveBack({ turn, stay, left }: { turn: Turn; stay: () => void; left: () => void }) {
  const { say, phone } = turn;
  const [pin, type] = useState('');
  const [answer, tell] = useState<string>();
  const [forgotten, forget] = useState(false);
  const check = (event: Event) => {
    event.preventDefault();
    void turn.tap('pin', async () => {
      const found = await phone.checkPin(pin);
      type('');
      if (found !== 'right') return tell(found === 'wrong' ? say.pinWrong : `${say.pinWait}${fromWhen(found.until)}`);
      await back();
    });
  };
  const back = async () => {
    await turn.report('customer_mode_left', {});
    await turn.forget(); // because unsent survey answers are the customer's and must not wait here
    left();
  };
  if (forgotten) return <Forgotten stay={() => forget(false)} back={back} />;
  return (
    <form class="customer" lang={turn.tongue} onSubmit={check}>
      <header class="turn">
        <b>{say.giveBack}</b>
      </header>
      <main>
        <h1 tabIndex={-1}>{say.pinTitle}</h1>
        <p class="under">{say.pinHelp}</p>
        <div class="form">
          <div class="field">
            <label for="pin">{say.pin}</label>
            {answer && (
              <p class="objection" role="alert">
                <Icon name="lock" />
                <span>{answer}</span>
              </p>
            )}
            <input
              id="pin"
              class="input pin"
              type="password"
              inputMode="numeric"
              autoComplete="off"
              maxLength={12}
              value={pin}
              onInput={(event) => {
                tell(undefined);
                type(event.currentTarget.value);
              }}
            />
          </div>
          <button type="button" class="link" onClick={() => forget(true)}>
            <span>{say.pinForgotten}</span>
          </button>
        </div>
      </main>
      <div class="bar">
        <button type="button" class="button" onClick={stay}>
          {say.stay}
        </button>
        <button type="submit" class="primary">
          {say.pinOk}
        </button>
      </div>
    </form>
  );
}

/** The technician's own page, from which nothing but a new PIN leads out. */
function Forgotten({ stay, back }: { stay: () => void; back: () => Promise<void> }) {
  const say = messages.value.start.newPin;
  return (
    <div class="page">
      <main id="content">
        <div class="head open">
          <h1 tabIndex={-1}>{say.title}</h1>
        </div>
        <p class="inset">{say.lead}</p>
        <NewPin id="new-pin" ways={['password', 'code']} onDone={back} />
      </main>
      <BottomBar primary={{ label: say.goBack, form: 'new-pin' }}>
        <button type="button" class="button" onClick={stay}>
          {say.stay}
        </button>
      </BottomBar>
    </div>
  );
}
