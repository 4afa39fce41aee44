// Putting down what is in hand: stored at once where it keeps the promise, else the form asks for the reason first.
import { renew, turnTo } from '../live/refresh.ts';
import { breaks } from './costs.ts';
import { held, release, settle, side } from './hand.ts';
import { isUnmoved, otherDay, type Hand } from './inHand.ts';
import { lanes } from './scale.ts';
import { say } from './saying.ts';

const PATIENCE = 30_000;
let sending: Promise<void> | null = null;
let down: Hand | null = null; // on its way, so that a second press does not send it again

/** Whether what was in hand is on its way to the server, and the rows come anew by themselves. */
export function isSending(): boolean {
  return sending !== null;
}

/** Put it down where it is held; what was put down before goes first. */
export async function putDown(): Promise<void> {
  const hand = held();
  if (!hand || !lanes() || hand === down) return;
  if (isUnmoved(hand)) return void putBack();
  down = hand;
  const turn = (sending ?? Promise.resolve()).then(() => send(hand));
  sending = turn;
  await turn;
  if (sending === turn) sending = null;
}

async function send(hand: Hand): Promise<void> {
  hand.costs ??= await hand.asked;
  const table = lanes();
  if (held() !== hand || !table) return; // because it was put back meanwhile
  if (breaks(hand)) askWhy(hand, table);
  else await store(hand, table);
}

/** Put it back where it was. */
export function putBack(): void {
  const hand = release();
  if (!hand) return;
  say(lanes()?.dataset.sayBack ?? '');
  focusOn(hand.id);
}

/** Give the focus to a visit's block, wherever the last refresh has put it. */
export function focusOn(id: string): void {
  document.querySelector<HTMLElement>(`[data-block="${id}"]`)?.focus({ preventScroll: true });
}

/** Nothing is stored yet: the form beside the rows holds what was meant, and asks for the reason. */
function askWhy(hand: Hand, table: HTMLTableElement): void {
  const part = side();
  if (!part) return;
  const address = new URL(location.href);
  const wish = { visit: hand.id, do: 'move', asks: '1', ...wishOf(hand, table) };
  for (const [name, value] of Object.entries(wish)) address.searchParams.set(name, value);
  document.querySelector('.frame')?.classList.add('chosen');
  part.removeAttribute('data-held');
  history.replaceState(null, '', address);
  void turnTo(part, address.href).then(() => {
    part.querySelector('details[data-move]')?.setAttribute('open', '');
    part.querySelector<HTMLElement>('#f-reason')?.focus();
  });
  release();
}

async function store(hand: Hand, table: HTMLTableElement): Promise<void> {
  say(table.dataset.saySaving ?? '');
  const address = (table.dataset.move ?? '').replace('VISIT', hand.id);
  const fields = { once: token(), at: here(), version: hand.version, ...wishOf(hand, table) };
  try {
    const answer = await fetch(address, {
      method: 'POST',
      body: new URLSearchParams(fields),
      credentials: 'same-origin',
      headers: { 'X-Doorstep-Form': '1' },
      signal: AbortSignal.timeout(PATIENCE),
    });
    const { go } = (await answer.json()) as { go: string };
    if (answer.status === 401) return location.assign(go);
    await follow(go, hand);
  } catch {
    release();
    say(table.dataset.sayNotSent ?? '');
    focusOn(hand.id);
  }
}

function wishOf(hand: Hand, table: HTMLTableElement): Record<string, string> {
  const moved = hand.minute !== null && hand.lead !== '';
  return {
    lead: hand.lead,
    day: hand.costs?.days[String(hand.ahead)]?.day ?? table.dataset.day ?? '',
    ...(moved ? { minute: String(hand.minute) } : {}),
    ...(hand.minutes === null ? {} : { minutes: String(hand.minutes) }),
  };
}

/** What the server answers is the address of the board as it stands now: with what can be undone, or why it was refused. */
async function follow(go: string, hand: Hand): Promise<void> {
  const address = new URL(go, location.href);
  for (const name of ['saved', 'done']) address.searchParams.delete(name);
  history.replaceState(null, '', address);
  const beside = side();
  await settle();
  if (beside) await renew(beside);
  if (held()) return; // the next one is in hand already
  const refused = document.querySelector<HTMLElement>('.board #summary');
  if (refused) return refused.focus();
  const item = document.querySelector<HTMLElement>(`li[data-id="${hand.id}"]`);
  if (item) focusOn(hand.id);
  else document.querySelector<HTMLElement>('.board [data-key=z]')?.focus(); // it is on another day now
  say(item?.textContent?.replace(/\s+/g, ' ').trim() ?? `${hand.place} ${otherDay(hand)}`);
}

/** This page without what was said of the move before. */
function here(): string {
  const address = new URL(location.href);
  for (const name of ['undo', 'refused', 'asks', 'lead', 'minute', 'minutes']) address.searchParams.delete(name);
  return address.pathname + address.search;
}

function token(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
