// What a move would cost, said before it is done. The server words it once when something is lifted; here it is only looked up.
import { gripOn } from './grips.ts';
import { clockOf, lanes, numberOf } from './scale.ts';
import { lengthOf, otherDay, type Hand } from './inHand.ts';

export interface Costs {
  kept: [number, number] | null;
  late: boolean;
  now: number;
  days: Record<string, { day: string; label: string }>;
  wished: { from: number; to: number; words: string }[];
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
  if (!kept || hand.minute === null || !hand.lead) return false;
  if (hand.ahead) return true;
  if (hand.minute === hand.was.minute) return false;
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
  if (hand.ahead === 0) found.push(...ofThisDay(hand, costs));
  if (breaks(hand)) {
    found.push({ tone: 'attention', words: words.moved ?? '' });
    if (costs.late) found.push({ tone: 'attention', words: words.late ?? '' });
    found.push({ tone: 'attention', words: words.call ?? '' });
  } else found.push({ tone: 'good', words: words.kept ?? '' });
  return found;
}

/** What only the day that is drawn can say. */
function ofThisDay(hand: Hand, { words, now, wished }: Costs): Said[] {
  const found: Said[] = [];
  const start = hand.minute ?? 0;
  for (const each of wished)
    if (start < each.to && each.from < start + lengthOf(hand)) found.push({ tone: 'attention', words: each.words });
  const clash = clashIn(hand);
  if (clash) found.push({ tone: 'attention', words: `${words.clash ?? ''}${clash}` });
  if (isAway(hand)) found.push({ tone: 'attention', words: words.away ?? '' });
  else if (isOff(hand)) found.push({ tone: 'attention', words: words.off ?? '' });
  if ((hand.minute ?? now) < now && hand.minute !== hand.was.minute)
    found.push({ tone: 'problem', words: words.past ?? '' });
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
  const time = hand.minute === null ? '' : `${otherDay(hand)} ${clockOf(hand.minute)}${end}`.trim();
  const grip = gripOn(hand.id);
  const lines = [...(grip ? [{ tone: 'attention' as const, words: grip }] : []), ...sentences(hand)];
  const wanted = [
    table.dataset.sayMoving ?? '',
    hand.place,
    `${cameFrom(hand)}${name} ${time}`,
    ...lines.map((each) => each.words),
  ];
  while (place.children.length > wanted.length) place.lastElementChild?.remove();
  wanted.forEach((words, at) => {
    const line = place.children[at] ?? place.appendChild(document.createElement('p'));
    const tone = lines[at - 3]?.tone ?? '';
    if (line.textContent !== words) line.textContent = words;
    if (line.className !== tone) line.className = tone;
  });
  bar.hidden = false;
}

/** Who had it and when, for whoever compares: 孙立 14:30 → */
function cameFrom({ was }: Hand): string {
  const name = was.lead ? document.getElementById(`lane-${was.lead}`)?.dataset.name : undefined;
  return name ? `${name}${was.minute === null ? '' : ` ${clockOf(was.minute)}`} → ` : '';
}

interface Taken {
  from: number;
  to: number;
  id: string;
  place: string;
}

let ground: { lead: string; taken: Taken[]; off: Taken[]; away: Taken[] } | null = null;

/** Nothing of a row is remembered any more; needed when something is lifted, and whenever rows were drawn anew. */
export function forgetRows(): void {
  ground = null;
}

/** What stands in the row over which something is held, read once, because each move asks for it. */
function rowOf(lead: string): { taken: Taken[]; off: Taken[]; away: Taken[] } {
  if (ground?.lead !== lead) {
    const row = document.getElementById(`lane-${lead}`);
    ground = { lead, taken: spansIn(row, 'li[data-id]'), off: spansIn(row, '.off'), away: spansIn(row, '.away') };
  }
  return ground;
}

function spansIn(row: HTMLElement | null, which: string): Taken[] {
  return [...(row?.querySelectorAll<HTMLElement>(which) ?? [])]
    .filter(({ dataset }) => dataset.from)
    .map(({ dataset }) => ({
      from: Number(dataset.from),
      to: numberOf(dataset.to),
      id: dataset.id ?? '',
      place: dataset.place ?? '',
    }));
}

/** Whose time it would take: the first visit of that row with which it overlaps. */
function clashIn(hand: Hand): string {
  const [from, to] = [hand.minute ?? 0, (hand.minute ?? 0) + lengthOf(hand)];
  return rowOf(hand.lead).taken.find((one) => one.id !== hand.id && one.from < to && from < one.to)?.place ?? '';
}

function isAway(hand: Hand): boolean {
  const [from, to] = [hand.minute ?? 0, (hand.minute ?? 0) + lengthOf(hand)];
  return rowOf(hand.lead).away.some((one) => one.from < to && from < one.to);
}

function isOff(hand: Hand): boolean {
  const minute = hand.minute ?? 0;
  return rowOf(hand.lead).off.some((one) => one.from <= minute && minute < one.to);
}
