/** A day by its name. */
import { dayAfter, dayInYear, weekday } from '../shell/format.ts';
import { messages } from '../shell/messages.ts';

/** "Tomorrow" or the date with its weekday. */
export function named(day: string, today: string): string {
  const { shell } = messages.value;
  if (day === today) return shell.Today;
  return day === dayAfter(today, 1) ? shell.Tomorrow : `${dayInYear(day)}\u00a0${weekday(day)}`;
}
