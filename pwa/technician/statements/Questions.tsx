/** On Today: that the company asks about a complaint, a plain row each; nothing of the complaint but that there is one. */
import type { VisitsProps } from '../shell/capability.ts';
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { dayAndTime } from '../shell/dates.ts';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { address } from '../shell/router.ts';
import { statementMessages } from './messages.ts';
import { draftOf, onToday } from './written.ts';

export function Questions(_: VisitsProps) {
  const phone = usePhone(),
    say = statementMessages[language.value];
  const shown = Object.entries(phone.asked.value).filter(([complaint, asked]) =>
    onToday(asked, draftOf(phone, complaint).value.value, now.value),
  );
  return (
    <>
      {shown.map(([complaint, { due, finding }]) => (
        <a class="notice" key={complaint} href={address({ page: 'statement', complaint })}>
          <Icon name="list" />
          <p>
            <b>{finding ? say.rowFound : say.row}</b>
            {!finding && say.rowNext(due && dayAndTime(due))}
          </p>
        </a>
      ))}
    </>
  );
}
