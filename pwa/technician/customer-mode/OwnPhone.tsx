/** The customer signs on their own phone: the way there, and the code to scan. This phone needs no network for it; with one it hears of the signature. */
import { useEffect } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';
import { sha256, utf8 } from '../storage/hashes.ts';
import { LONGEST_TEXT } from '../storage/signingCode.ts';
import { Squares } from '../visits/Squares.tsx';
import type { Turn } from './turn.ts';

const ASK = 10_000; // ms between two looks for the signature, while the code is shown

/** The button, or why the text is too long for a code. */
export function OfferOwnPhone({ turn }: { turn: Turn }) {
  const { own } = turn.say;
  if (utf8(turn.text()).length > LONGEST_TEXT) return <p class="under">{own.long}</p>;
  const offer = () =>
    void turn.tap('own', async () => {
      const text = turn.text();
      const shown = { text, sha256: await sha256(text), language: turn.tongue };
      turn.change({ code: await turn.phone.offerSigning(turn.view.visit.bundle.id, shown, asksSurvey(turn)) });
    });
  return (
    <p class="quietly">
      <button type="button" class="link" onClick={offer}>
        <Icon name="phone" />
        <span>{own.offer}</span>
      </button>
    </p>
  );
}

/** Whether the survey is still to be answered: then it is asked there, before the signature. */
function asksSurvey({ view }: Turn): boolean {
  const steps = view.main.flatMap((moment) => moment.steps);
  return steps.some(({ step, state }) => step.answer.kind === 'survey' && state === 'open');
}

/** The code. Every offer is a new one: whoever goes back and has something changed is shown another. */
export function OwnPhone({ turn, code, leave }: { turn: Turn; code: string; leave: () => void }) {
  const { say, phone } = turn;
  useEffect(() => {
    const asking = setInterval(() => void phone.sendNow().catch(() => undefined), ASK);
    return () => clearInterval(asking);
  }, []);
  return (
    <div class="customer" lang={turn.tongue}>
      <header class="turn">
        <b>{say.turn}</b>
      </header>
      <main class="own-phone">
        <h1 tabIndex={-1}>{say.own.title}</h1>
        <p class="under">{say.own.lead}</p>
        <Squares text={`${location.origin}/s/#${code}`} label={say.own.address} />
        <p class="under">{say.own.offline}</p>
      </main>
      <div class="bar">
        <button type="button" class="button" onClick={() => turn.change({ code: undefined })}>
          {say.back}
        </button>
        <button type="button" class="primary" onClick={leave}>
          {say.giveBack}
        </button>
      </div>
    </div>
  );
}
