/** After the signature: thanks, and the phone goes back. Nothing else is left to press. */
import { Icon } from '../shell/icons.tsx';
import type { LogEntry } from '../phone/interface.ts';
import type { Turn } from './turn.ts';

export function Thanks({ turn, signed, leave }: { turn: Turn; signed: LogEntry; leave: () => void }) {
  const { say } = turn;
  return (
    <div class="customer" lang={turn.tongue}>
      <header class="turn">
        <b>{say.turn}</b>
      </header>
      <main class="thanks">
        <Icon name="check" />
        <h1 tabIndex={-1}>{say.thanks}</h1>
        <p class="under">{signed.body.way === 'declined' ? say.thanksDeclined : say.thanksNote}</p>
      </main>
      <div class="bar">
        <button type="button" class="primary" onClick={leave}>
          {say.giveBack}
        </button>
      </div>
    </div>
  );
}
