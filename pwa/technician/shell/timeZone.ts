/** A moment as the clocks of a zone show it, whatever zone the phone's own clock is in: a phone travels, and its owner may set it. Because making a
 * formatter takes a cheap phone longer than reading and drawing the whole day, a zone's offsets are worked out once, and kept for the next start. */
import { signal } from '@preact/signals';

export interface Shown {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}
/** From each of these moments on (ms) the zone is so many ms ahead of UTC; known up to `until`. */
interface Offsets {
  zone: string;
  from: [since: number, ahead: number][];
  until: number;
}

const KEPT = 'doorstep-zone';
const [DAY, BEHIND, AHEAD] = [86_400_000, 400, 800]; // days that are worked out, before and after the present one
const known = signal(remembered());

/** Date and time of a moment in a zone. */
export function inZone(at: number | string, zone: string): Shown {
  const moment = new Date(at);
  const ahead = kept(+moment, zone);
  if (ahead === undefined) return formatted(moment, zone);
  const shifted = new Date(+moment + ahead);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
  };
}

/** Works a zone's offsets out, while nobody waits; anew with each start, because a browser's update may bring other rules. */
export function learnZone(zone: string, now = Date.now()): void {
  const [begin, until] = [now - BEHIND * DAY, now + AHEAD * DAY].map((ms) => Math.floor(ms / DAY) * DAY) as [
    number,
    number,
  ];
  const from: Offsets['from'] = [[begin, offsetAt(begin, zone)]];
  for (let [before, at] = [begin, begin + 30 * DAY]; at <= until; [before, at] = [at, at + 30 * DAY]) {
    if (offsetAt(at, zone) !== from.at(-1)![1]) from.push([changeBetween(before, at, zone), offsetAt(at, zone)]);
  }
  const found = JSON.stringify({ zone, from, until });
  if (found !== JSON.stringify(known.peek())) known.value = JSON.parse(found) as Offsets;
  try {
    localStorage.setItem(KEPT, found);
  } catch {
    /* worked out anew at the next start */
  }
}

function kept(ms: number, zone: string): number | undefined {
  const rules = known.value;
  return rules?.zone === zone && ms < rules.until ? rules.from.findLast(([since]) => since <= ms)?.[1] : undefined;
}

function remembered(): Offsets | undefined {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Offsets | null;
    return Array.isArray(found?.from) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** The first whole minute from which the offset is that of `after`. */
function changeBetween(before: number, after: number, zone: string): number {
  const wanted = offsetAt(after, zone);
  let [low, high] = [before / 60_000, after / 60_000];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * 60_000, zone) === wanted) high = middle;
    else low = middle;
  }
  return high * 60_000;
}

function offsetAt(ms: number, zone: string): number {
  const { year, month, day, hour, minute } = formatted(new Date(ms), zone);
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(ms / 60_000) * 60_000;
}

const made = new Map<string, Intl.DateTimeFormat>();

function formatted(moment: Date, zone: string): Shown {
  let format = made.get(zone);
  if (!format) {
    const figures = {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    } as const;
    made.set(zone, (format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...figures })));
  }
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return {
    year: part['year']!,
    month: part['month']!,
    day: part['day']!,
    hour: part['hour']!,
    minute: part['minute']!,
  };
}
