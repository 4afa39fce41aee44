/** Days and times as people read them, in the organisation's zone and the reader's language: the one place on the phone for them. Twin of
 * server/i18n/dates.py; tests/vectors/dates.json holds them together. Days are texts `YYYY-MM-DD`, moments ISO texts or ms. */
import { signal } from '@preact/signals';
import type { Language } from '../storage/wire.ts';
import { now } from './clock.ts';
import { language, messages } from './messages.ts';
import { inZone } from './timeZone.ts';

type At = number | string;

export const zone = signal('Asia/Shanghai');
const NB = '\u00a0'; // because a number and its measure word stay on one line
const two = (figure: number): string => String(figure).padStart(2, '0');
const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const WEEKDAYS = {
  'zh-CN': '周日 周一 周二 周三 周四 周五 周六'.split(' '),
  en: 'Sun Mon Tue Wed Thu Fri Sat'.split(' '),
};

/** `8:53`: hours without a leading zero, minutes with one, 24 hours. */
export function clock(at: At, there = zone.value): string {
  const { hour, minute } = inZone(at, there);
  return `${hour}:${two(minute)}`;
}

/** `2026-07-14`: the day on which a moment lies. */
export function dayOf(at: At, there = zone.value): string {
  const { year, month, day } = inZone(at, there);
  return `${year}-${two(month)}-${two(day)}`;
}

/** The hour 0–23. */
export const hour = (at: At): number => inZone(at, zone.value).hour;

/** `7月14日` or `14 Jul`; with its year where that is not this one. */
export function dayInYear(day: string, tongue: Language = language.value): string {
  const [at, year] = [noon(day), day.slice(0, 4)];
  const other = year !== dayOf(now.value).slice(0, 4);
  if (tongue === 'zh-CN') return `${other ? `${year}年` : ''}${at.getUTCMonth() + 1}月${at.getUTCDate()}日`;
  return `${at.getUTCDate()}${NB}${MONTHS[at.getUTCMonth()]!}${other ? `${NB}${year}` : ''}`;
}

/** `周二` or `Tue`. */
export const weekday = (day: string, tongue: Language = language.value): string =>
  WEEKDAYS[tongue][noon(day).getUTCDay()]!;

/** `7月14日 周二` or `Tue 14 Jul`. Twin of `named_day`. */
export const dayWithWeekday = (day: string, tongue: Language = language.value): string =>
  (tongue === 'zh-CN'
    ? [dayInYear(day, tongue), weekday(day, tongue)]
    : [weekday(day, tongue), dayInYear(day, tongue)]
  ).join(NB);

/** Today, tomorrow, or the date with its weekday. */
export function dayName(day: string, today = dayOf(now.value)): string {
  const { shell } = messages.value;
  if (day === today) return shell.Today;
  return day === dayAfter(today, 1) ? shell.Tomorrow : dayWithWeekday(day);
}

/** `7月16日 14:00`. What is no moment is said as it is. */
export const dayAndTime = (at: string): string =>
  Number.isNaN(Date.parse(at)) ? at : `${dayInYear(dayOf(at))} ${clock(at)}`;

/** A clock time, with its day where that is not the present one. */
export const clockOn = (at: At): string =>
  dayOf(at) === dayOf(now.value) ? clock(at) : `${dayInYear(dayOf(at))} ${clock(at)}`;

/** `16:41 起可以再试`: when a wait is over, as a clock time; the minute that is over counts as begun. */
export const fromWhen = (ms: number): string => messages.value.shell.failed.from(clock(ms + 59_999));

/** A day some days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(noon(day).getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

/** A day and a clock time (`09:30`) of the organisation as a moment, also on the days when clocks are changed. */
export function inOrganisation(day: string, time: string): string {
  const wanted = Date.parse(`${day}T${time.padStart(5, '0')}:00.000Z`);
  const shown = (at: number): number => Date.parse(`${dayOf(at)}T${clock(at).padStart(5, '0')}:00.000Z`);
  let at = wanted - (shown(wanted) - wanted);
  at -= shown(at) - wanted; // because the offset may differ between the guess and the moment itself
  return new Date(at).toISOString();
}

/** Whether the organisation's clocks show this time on a day at all: in spring they jump over an hour. */
export const isShown = (day: string, time: string): boolean =>
  clock(inOrganisation(day, time)).padStart(5, '0') === time;

const TURNED = [30, 60]; // minutes by which clocks are set back

/** Whether the organisation's clocks show this time twice on a day: in autumn they go back. */
export function isShownTwice(day: string, time: string): boolean {
  const first = Date.parse(inOrganisation(day, time));
  return TURNED.flatMap((each) => [first - each * 60_000, first + each * 60_000]).some(
    (at) => dayOf(at) === day && clock(at).padStart(5, '0') === time,
  );
}

/** The moment of a day `YYYY-MM-DD` and a time `HH:MM` that somebody has chosen; undefined where either is missing. */
export function momentOf(day: string, time: string): string | undefined {
  return /^\d{4}-\d\d-\d\d$/.test(day) && /^\d\d:\d\d$/.test(time) ? inOrganisation(day, time) : undefined;
}

/** Whole minutes from one moment to another, rounded down; negative when `to` lies before. */
export const minutesBetween = (from: At, to: At): number =>
  Math.floor((new Date(to).getTime() - new Date(from).getTime()) / 60_000);

/** How a customer is told of moments: in their language, and in the zone of the visit that they sign for. */
export const momentIn =
  (tongue: Language, there: string) =>
  (at: string): string => {
    if (Number.isNaN(Date.parse(at))) return at;
    const [day, time] = [dayOf(at, there), clock(at, there)];
    return tongue === 'zh-CN'
      ? `${dayInYear(day, tongue)} ${weekday(day, tongue)} ${time}`
      : `${weekday(day, tongue)} ${dayInYear(day, tongue)} ${time}`;
  };

/** The same of a window: the day of its end only where it is another one. */
export const windowIn =
  (tongue: Language, there: string) =>
  (from: string, to?: string): string => {
    const said = momentIn(tongue, there);
    if (!to) return said(from);
    return `${said(from)}–${dayOf(to, there) === dayOf(from, there) ? clock(to, there) : said(to)}`;
  };

/** `2026年7月14日` or `14 July 2026`: as a document names its day. */
export function fullDay(day: string, tongue: Language): string {
  if (Number.isNaN(Date.parse(day))) return day;
  const parts = { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' } as const;
  return new Intl.DateTimeFormat(tongue === 'en' ? 'en-GB' : 'zh-CN', parts).format(noon(day));
}
