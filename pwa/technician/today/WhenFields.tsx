/** Day and hours of a new time: the next days as buttons, clock times with the phone's own picker. */
import { now } from '../shell/clock.ts';
import { dayAfter, dayInYear, dayOf, inOrganisation, weekday } from '../shell/dates.ts';
import { Reasons } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';
import { isOverMidnight, type Asking } from './anotherTime.ts';

const DAYS = 5;

export function WhenFields({ asking, change }: { asking: Asking; change: (part: Partial<Asking>) => void }) {
  const { another } = messages.value.today;
  const today = dayOf(now.value);
  const days = Array.from({ length: DAYS }, (_, ahead) => dayAfter(today, ahead));
  const options = [
    ...days.map((day) => ({ value: day, text: `${dayInYear(day)} ${weekday(day)}` })),
    { value: '', text: another.noTime },
  ];
  return (
    <>
      <h3>{another.day}</h3>
      <Reasons label={another.day} options={options} chosen={asking.day} onChoose={(day) => change({ day })} />
      {asking.day && (
        <div class="pair below">
          <label class="field">
            <span class="label">{another.from}</span>
            <input
              class="input"
              type="time"
              value={asking.from}
              onInput={(event) => change({ from: event.currentTarget.value })}
            />
          </label>
          <label class="field">
            <span class="label">
              {another.to} <small>{messages.value.shell.optional}</small>
            </span>
            <input
              class="input"
              type="time"
              value={asking.to}
              onInput={(event) => change({ to: event.currentTarget.value })}
            />
          </label>
        </div>
      )}
      {isOverMidnight(asking, inOrganisation) && (
        <p class="help" role="status">
          {another.nextDay(dayInYear(dayAfter(asking.day, 1)))}
        </p>
      )}
    </>
  );
}
