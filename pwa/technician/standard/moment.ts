/** Moments as text: cut to the whole second before anything compares them, UTC only, years 20xx. Twin of moment.py. */

const MOMENT = /^(20[0-9]{2})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,9})?Z$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Seconds since 2000-01-01T00:00:00Z, the fraction cut off as text; undefined where it is no such moment. */
export function secondOf(text: unknown): number | undefined {
  const match = typeof text === 'string' ? MOMENT.exec(text) : null;
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const leap = year % 4 === 0 ? 1 : 0; // because 2000 is a leap year and 2100 is out of reach
  const long = (DAYS[month - 1] ?? 0) + (month === 2 ? leap : 0);
  if (day < 1 || day > long || hour > 23 || minute > 59 || second > 59) return undefined;
  const years = year - 2000;
  const before = DAYS.slice(0, month - 1).reduce((sum, days) => sum + days, 0) + (month > 2 ? leap : 0);
  const days = years * 365 + Math.floor((years + 3) / 4) + before + day - 1;
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

/** The moment that many seconds after 2000-01-01T00:00:00Z, as text. */
export function textOf(seconds: number): string {
  return `${new Date(Date.UTC(2000, 0, 1) + seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** The moment as text without its fraction; text that is no moment comes back as it is. */
export function wholeSecond(text: string): string {
  return secondOf(text) === undefined ? text : `${text.slice(0, 19)}Z`;
}
