/** Times, dates, plurals and names as people read them, in the organisation's zone and the reader's language. */
import { signal } from '@preact/signals';
import type { Customer, Language, Text } from '../storage/wire.ts';
import { now } from './clock.ts';
import { inZone } from './inZone.ts';
import { language, messages } from './messages.ts';

export { plural } from './plural.ts';

export const zone = signal('Asia/Shanghai');
const NB = '\u00a0'; // because a number and its measure word stay on one line
const two = (figure: number): string => String(figure).padStart(2, '0');

/** `8:53`: hours without a leading zero, minutes with one, 24 hours, in the organisation's zone. */
export function clock(at: number | string): string {
  const { hour, minute } = inZone(at, zone.value);
  return `${hour}:${two(minute)}`;
}

/** A clock time, with its day where that is not the present one. */
export const clockOn = (at: number | string): string =>
  dayOf(at) === dayOf(now.value) ? clock(at) : `${dayInYear(dayOf(at))} ${clock(at)}`;

/** `16:41 起可以再试`: when a wait is over, as a clock time; the minute that is over counts as begun. */
export const fromWhen = (ms: number): string => messages.value.shell.failed.from(clock(ms + 59_999));

/** The hour 0–23 in the organisation's zone. */
export const hour = (at: number | string): number => Number(clock(at).split(':')[0]);

/** `2026-07-14`: the organisation's day on which a moment lies. */
export function dayOf(at: number | string): string {
  const { year, month, day } = inZone(at, zone.value);
  return `${year}-${two(month)}-${two(day)}`;
}

/** A day some days later; days are texts `YYYY-MM-DD` and know no zone. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A day and a clock time (`09:30`) of the organisation as a moment, also on the days when clocks are changed. */
export function inOrganisation(day: string, time: string): string {
  const wanted = Date.parse(`${day}T${time.padStart(5, '0')}:00.000Z`);
  const shown = (at: number): number => Date.parse(`${dayOf(at)}T${clock(at).padStart(5, '0')}:00.000Z`);
  let at = wanted - (shown(wanted) - wanted);
  at -= shown(at) - wanted; // because the offset may differ between the guess and the moment itself
  return new Date(at).toISOString();
}

const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const WEEKDAYS = {
  'zh-CN': '周日 周一 周二 周三 周四 周五 周六'.split(' '),
  en: 'Sun Mon Tue Wed Thu Fri Sat'.split(' '),
};

/** `7月14日` or `14 Jul`. */
export function dayInYear(day: string): string {
  const at = noon(day);
  if (language.value === 'zh-CN') return `${at.getUTCMonth() + 1}月${at.getUTCDate()}日`;
  return `${at.getUTCDate()}${NB}${MONTHS[at.getUTCMonth()]!}`;
}

/** `周二` or `Tue`. */
export const weekday = (day: string): string => WEEKDAYS[language.value][noon(day).getUTCDay()]!;

/** Whole minutes from one moment to another, rounded down; negative when `to` lies before. */
export const minutesBetween = (from: number | string, to: number | string): number =>
  Math.floor((new Date(to).getTime() - new Date(from).getTime()) / 60_000);

/** The text in the reader's language. */
export const inTongue = (text: Text, tongue: Language = language.value): string => text[tongue] || text['zh-CN'];

/** `王秀兰女士` or `Ms Wang Xiulan`; one field for the name, as it was given. */
export function named(customer: Pick<Customer, 'name' | 'salutation'>, tongue: Language = language.value): string {
  const title = {
    ms: { 'zh-CN': '女士', en: 'Ms ' },
    mr: { 'zh-CN': '先生', en: 'Mr ' },
    none: { 'zh-CN': '', en: '' },
  }[customer.salutation][tongue];
  return tongue === 'zh-CN' ? customer.name + title : title + customer.name;
}

/** `138****1234`: shown everywhere but while somebody is being called. */
export const masked = (phone: string): string =>
  phone.length < 8 ? '*'.repeat(phone.length) : `${phone.slice(0, 3)}****${phone.slice(-4)}`;
