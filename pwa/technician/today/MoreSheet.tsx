/** Everything that is not the next thing: search, pack list, other days, proof, delivery, end of shift, settings. */
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { dayName, dayOf } from '../shell/dates.ts';
import type { IconName } from '../shell/icons.tsx';
import { address, type Route } from '../shell/router.ts';
import { Sheet } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';
import { Pick } from './Pick.tsx';
import { daysWith } from './day.ts';

export function MoreSheet({ onClose, shown }: { onClose: () => void; shown: string }) {
  const { menu, dayRow } = messages.value.today;
  const today = dayOf(now.value);
  const days = daysWith(usePhone().visits.value, shown);
  const row = (icon: IconName, label: string, to: Route) => (
    <a class="pick" href={address(to)} onClick={onClose}>
      <Pick icon={icon} label={label} />
    </a>
  );
  return (
    <Sheet title={menu.title} onClose={onClose} flush>
      {row('search', menu.search, { page: 'search' })}
      {row('bag', menu.pack, { page: 'start' })}
      {days.map(({ day, count }) =>
        row('calendar', dayRow(dayName(day, today), count), day === today ? { page: 'today' } : { page: 'today', day }),
      )}
      {row('check', menu.proof, { page: 'proof' })}
      {row('phone', menu.delivery, { page: 'delivery' })}
      {row('home', menu.end, { page: 'end' })}
      {row('settings', menu.settings, { page: 'settings' })}
    </Sheet>
  );
}
