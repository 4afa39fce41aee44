// Two at one board: every three seconds each says what it has in hand, hears what others have, and fetches the rows where the day has changed.
import { renew } from '../live/refresh.ts';
import { showGrips, type Grip } from './grips.ts';
import { board, held } from './hand.ts';
import { isSending } from './putting.ts';
import { lanes } from './scale.ts';

const EVERY = 3000;
const PATIENCE = 10_000;

interface Heard {
  stamp: string;
  hands: Grip[];
}

let known = '';
let asking = false;

/** Begin to ask, and let nobody wait for the next turn when something is lifted or put down. */
export function listenToOthers(): void {
  setInterval(() => document.hidden || void beat(), EVERY);
  document.addEventListener('board-hand', () => void beat());
  void beat();
}

async function beat(): Promise<void> {
  const table = lanes();
  if (!table || asking) return;
  asking = true;
  try {
    const answer = await fetch(table.dataset.pulse ?? '', {
      method: 'POST',
      body: new URLSearchParams({ day: table.dataset.day ?? '', visit: held()?.id ?? '' }),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.ok) await hear((await answer.json()) as Heard);
  } catch {
    // A dead line is said by the rows themselves, which fetch themselves every twenty seconds.
  } finally {
    asking = false;
  }
}

async function hear(heard: Heard): Promise<void> {
  const part = board();
  showGrips(heard.hands);
  const news = known !== '' && heard.stamp !== known;
  if (news && (held() || isSending())) return; // what is in hand stays where it is; the rows are fetched when it is put down
  known = heard.stamp;
  if (news && part) await renew(part);
}
