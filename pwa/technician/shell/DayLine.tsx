/** The date of a day as the top line shows it: "7月14日 周二", "Tue 14 Jul". */
import { dayInYear, weekday } from './dates.ts';
import { language } from './messages.ts';

export function DayLine({ day }: { day: string }) {
  if (language.value === 'en') return <b>{`${weekday(day)}\u00a0${dayInYear(day)}`}</b>;
  return (
    <span>
      <b>{dayInYear(day)}</b>
      {`\u00a0${weekday(day)}`}
    </span>
  );
}
