/** Days and times of a visit as people say them. */
import { clock, dayInYear, dayOf } from '../shell/format';

/** `7月16日 14:00`. */
export const dayAndTime = (at: string): string => (Number.isNaN(Date.parse(at)) ? at : `${dayInYear(dayOf(at))} ${clock(at)}`);

/** The moment of a day `YYYY-MM-DD` and a time `HH:MM` in the organisation's zone; undefined where either is missing. */
export function momentOf(day: string, time: string, zone: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || !/^\d\d:\d\d$/.test(time)) return undefined;
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  const shift = (at: number): number => {
    const parts = Object.fromEntries(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' })
      .formatToParts(new Date(at)).map((part) => [part.type, part.value]));
    return Date.parse(`${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:00Z`) - at;
  };
  return new Date(asUtc - shift(asUtc - shift(asUtc))).toISOString(); // twice, because the shift at the guess may be another
}
