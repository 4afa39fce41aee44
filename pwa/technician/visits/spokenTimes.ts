/** Days and times of a visit as people say them. */
import { clock, dayInYear, dayOf, inOrganisation } from '../shell/format';

/** `7月16日 14:00`. */
export const dayAndTime = (at: string): string =>
  Number.isNaN(Date.parse(at)) ? at : `${dayInYear(dayOf(at))} ${clock(at)}`;

/** The moment of a day `YYYY-MM-DD` and a time `HH:MM` of the organisation; undefined where either is missing. */
export function momentOf(day: string, time: string): string | undefined {
  return /^\d{4}-\d\d-\d\d$/.test(day) && /^\d\d:\d\d$/.test(time) ? inOrganisation(day, time) : undefined;
}
