/** A moment as the clocks of a zone show it. Where the phone's own clock shows that zone, the phone is asked: making a
 * formatter takes a cheap phone longer than reading and drawing the whole day. */
import { signal } from '@preact/signals';

export interface Shown { year: number; month: number; day: number; hour: number; minute: number }

const KEPT = 'doorstep-zone';
/** The zone of the phone's own clock, as far as it is known; '' until it was found out once. */
const own = signal(remembered());

/** Date and time of a moment in a zone. */
export function inZone(at: number | string, zone: string): Shown {
  const moment = new Date(at);
  if (own.value !== zone) return formatted(moment, zone);
  return { year: moment.getFullYear(), month: moment.getMonth() + 1, day: moment.getDate(), hour: moment.getHours(), minute: moment.getMinutes() };
}

/** Finds out which zone the phone's clock shows, while nobody waits; what was assumed wrongly is drawn anew. */
export function learnOwnZone(): void {
  own.value = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  try { localStorage.setItem(KEPT, `${own.value} ${offsets()}`); } catch { /* found out anew at the next start */ }
}

/** Only as long as the clock still shows the offsets of that zone: a phone travels, and its owner may set it. */
function remembered(): string {
  try {
    const [zone = '', kept] = (localStorage.getItem(KEPT) ?? '').split(' ');
    return kept === offsets() ? zone : '';
  } catch { return ''; }
}

/** Of winter and summer, now and a year ago. */
function offsets(): string {
  const year = new Date().getFullYear();
  return [year - 1, year].flatMap((each) => [0, 6].map((month) => new Date(each, month, 1).getTimezoneOffset())).join();
}

const made = new Map<string, Intl.DateTimeFormat>();

function formatted(moment: Date, zone: string): Shown {
  let format = made.get(zone);
  if (!format) {
    const figures = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    made.set(zone, (format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...figures })));
  }
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return { year: part['year']!, month: part['month']!, day: part['day']!, hour: part['hour']!, minute: part['minute']! };
}
