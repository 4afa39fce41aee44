// Two at one board: every three seconds each says what it has in hand, hears what others have, and fetches the rows where the day has changed.
import { renew } from '../live/refresh.ts';
import { board, held } from './hand.ts';
import { isSending } from './putting.ts';
import { lanes } from './scale.ts';

const EVERY = 3000;
const PATIENCE = 10_000;

interface Heard {
  stamp: string;
  hands: { who: string; visit: string; words: string }[];
}

let known = '';
let hands: Heard['hands'] = [];
let asking = false;

/** Begin to ask, and let nobody wait for the next turn when something is lifted or put down. */
export function listenToOthers(): void {
  setInterval(() => document.hidden || void beat(), EVERY);
  document.addEventListener('board-hand', () => void beat());
  void beat();
}

/** Say once more whose hand is where; needed whenever the rows were drawn anew. */
export function showHands(): void {
  for (const old of document.querySelectorAll('.gripped')) old.classList.remove('gripped');
  for (const old of document.querySelectorAll('.grip')) old.remove();
  for (const each of hands.filter((one) => one.visit)) {
    const item = document.querySelector(`li[data-id="${each.visit}"]`);
    if (!item) continue;
    item.classList.add('gripped');
    const label = document.createElement('span');
    label.className = 'grip';
    label.textContent = each.words;
    item.append(label);
  }
  const others = document.querySelector('[data-others]');
  const said = hands.filter((one) => !one.visit).map((one) => one.words);
  if (others && others.textContent !== said.join(' · ')) others.textContent = said.join(' · ');
}

/** What somebody else does with this visit just now; '' for nothing. */
export function gripOn(visit: string): string {
  return hands.find((one) => one.visit === visit)?.words ?? '';
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
  const [part, before] = [board(), JSON.stringify(hands)];
  hands = heard.hands;
  if (JSON.stringify(hands) !== before) showHands();
  const news = known !== '' && heard.stamp !== known;
  if (news && (held() || isSending())) return; // what is in hand stays where it is; the rows are fetched when it is put down
  known = heard.stamp;
  if (news && part) await renew(part);
}
