/** The way out: the technician's PIN. A wrong one stays here, too many make it wait; the customer can always go back. */
import { useState } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';
import type { Turn } from './turn.ts';

export function GiveBack({ turn, stay, left }: { turn: Turn; stay: () => void; left: () => void }) {
  const { say, phone } = turn;
  const [pin, type] = useState('');
  const [answer, tell] = useState<'wrong' | 'wait'>();
  const check = (event: Event) => {
    event.preventDefault();
    void turn.tap('pin', async () => {
      const found = await phone.checkPin(pin);
      type('');
      if (found !== 'right') return tell(found);
      await turn.report('customer_mode_left', {});
      await turn.forget(); // because unsent survey answers are the customer's and must not wait here
      left();
    });
  };
  return (
    <form class="customer" lang={turn.tongue} onSubmit={check}>
      <header class="turn"><b>{say.giveBack}</b></header>
      <main>
        <h1 tabIndex={-1}>{say.pinTitle}</h1>
        <p class="under">{say.pinHelp}</p>
        <div class="form">
          <div class="field">
            <label for="pin">{say.pin}</label>
            {answer && <p class="objection" role="alert"><Icon name="lock" /><span>{answer === 'wait' ? say.pinWait : say.pinWrong}</span></p>}
            <input id="pin" class="input pin" type="password" inputMode="numeric" autoComplete="off" maxLength={12} value={pin} onInput={(event) => { tell(undefined); type(event.currentTarget.value); }} />
          </div>
        </div>
      </main>
      <div class="bar">
        <button type="button" class="button" onClick={stay}>{say.stay}</button>
        <button type="submit" class="primary">{say.pinOk}</button>
      </div>
    </form>
  );
}
