/** Day and hours of a new time: the next days as buttons, clock times with the phone's own picker. */
import { now } from '../shell/clock.ts';
import { dayAfter, dayInYear, dayOf, inOrganisation, weekday } from '../shell/dates.ts';
import { Reasons } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';
import { isOverMidnight, type Asking } from './anotherTime.ts';

const DAYS = 5; // as buttons; any later one by the picker
const FARTHEST = 365; // days ahead, as the office takes them

export function WhenFields({ asking, change }: { asking: Asking; change: (part: Partial<Asking>) => void }) {
  const { another } = messages.value.today;
  const today = dayOf(now.value);
  const days = Array.from({ length: DAYS }, (_, ahead) => dayAfter(today, ahead));
  const named = (day: string) => ({ value: day, text: `${dayInYear(day)} ${weekday(day)}` });
  const later = asking.day && !days.includes(asking.day) ? [asking.day] : [];
  const options = [...[...days, ...later].map(named), { value: '', text: another.noTime }];
  return (
    <>
      <h3>{another.day}</h3>
      <Reasons label={another.day} options={options} chosen={asking.day} onChoose={(day) => change({ day })} />
      <label class="field below">
        <span class="label">{another.otherDay}</span>
        <input
          class="input"
          type="date"
          min={today}
          max={dayAfter(today, FARTHEST)}
          value={later[0] ?? ''}
          onChange={(event) => event.currentTarget.value && change({ day: event.currentTarget.value })}
        />
      </label>
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
