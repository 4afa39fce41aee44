// What a move would cost, said before it is done. The server words it once when something is lifted; here it is only looked up.
import { gripOn } from './pulse.ts';
import { clockOf, lanes, numberOf } from './scale.ts';
import { lengthOf, type Hand } from './hand.ts';

export interface Costs {
  kept: [number, number] | null;
  late: boolean;
  now: number;
  people: Record<string, { new: boolean }>;
  words: Record<string, string>;
}

interface Said {
  tone: 'good' | 'attention' | 'problem';
  words: string;
}

/** Ask what moving a visit would cost; null where nobody answers. */
export async function costsOf(table: HTMLTableElement, id: string): Promise<Costs | null> {
  const address = new URL((table.dataset.costs ?? '').replace('VISIT', id), location.href);
  address.searchParams.set('day', table.dataset.day ?? '');
  try {
    const answer = await fetch(address, { credentials: 'same-origin', headers: { Accept: 'application/json' } });
    return answer.ok ? ((await answer.json()) as Costs) : null;
  } catch {
    return null;
  }
}

/** Whether putting it there breaks what the customer was told. */
export function breaks(hand: Hand): boolean {
  const kept = hand.costs?.kept;
  if (!kept || hand.minute === null || hand.minute === hand.was.minute || !hand.lead) return false;
  return hand.minute < kept[0] || hand.minute >= kept[1];
}

/** The sentences for where it is held now, best news first. */
export function sentences(hand: Hand): Said[] {
  const { costs } = hand;
  if (!costs || !hand.lead || hand.minute === null) return [];
  const found: Said[] = [];
  const { words } = costs;
  const fresh = costs.people[hand.lead]?.new;
  found.push(fresh ? { tone: 'attention', words: words.new ?? '' } : { tone: 'good', words: words.able ?? '' });
  const clash = clashIn(hand);
  if (clash) found.push({ tone: 'attention', words: `${words.clash ?? ''}${clash}` });
  if (isOff(hand)) found.push({ tone: 'attention', words: words.off ?? '' });
  if (hand.minute < costs.now && hand.minute !== hand.was.minute)
    found.push({ tone: 'problem', words: words.past ?? '' });
  if (breaks(hand)) {
    found.push({ tone: 'attention', words: words.moved ?? '' });
    if (costs.late) found.push({ tone: 'attention', words: words.late ?? '' });
    found.push({ tone: 'attention', words: words.call ?? '' });
  } else found.push({ tone: 'good', words: words.kept ?? '' });
  return found;
}

/** Write them beside the rows, never over them. */
export function saidOf(hand: Hand, row: HTMLElement | null): void {
  const bar = document.querySelector<HTMLElement>('[data-carried]');
  const place = bar?.querySelector<HTMLElement>('[data-said]');
  const table = lanes();
  if (!bar || !place || !table) return;
  const name = row?.dataset.name ?? table.dataset.sayNobody ?? '';
  const end = hand.minutes === null ? '' : `–${clockOf((hand.minute ?? 0) + lengthOf(hand))}`;
  const time = hand.minute === null ? '' : `${clockOf(hand.minute)}${end}`;
  const grip = gripOn(hand.id);
  const lines = [...(grip ? [{ tone: 'attention' as const, words: grip }] : []), ...sentences(hand)];
  const wanted = [table.dataset.sayMoving ?? '', hand.place, `${name} ${time}`, ...lines.map((each) => each.words)];
  while (place.children.length > wanted.length) place.lastElementChild?.remove();
  wanted.forEach((words, at) => {
    const line = place.children[at] ?? place.appendChild(document.createElement('p'));
    const tone = lines[at - 3]?.tone ?? '';
    if (line.textContent !== words) line.textContent = words;
    if (line.className !== tone) line.className = tone;
  });
  bar.hidden = false;
}

/** Whose time it would take: the first visit of that row with which it overlaps. */
function clashIn(hand: Hand): string {
  const [from, to] = [hand.minute ?? 0, (hand.minute ?? 0) + lengthOf(hand)];
  const others = document.querySelectorAll<HTMLElement>(`#lane-${hand.lead} li[data-id]`);
  const met = [...others].find(
    ({ dataset }) => dataset.id !== hand.id && dataset.from && Number(dataset.from) < to && from < numberOf(dataset.to),
  );
  return met?.dataset.place ?? '';
}

function isOff(hand: Hand): boolean {
  const minute = hand.minute ?? 0;
  const off = document.querySelectorAll<HTMLElement>(`#lane-${hand.lead} .off`);
  return [...off].some(({ dataset }) => numberOf(dataset.from) <= minute && minute < numberOf(dataset.to));
}
