/** What the office and this phone see differently, one plain line a visit: given away, cancelled, conflict, not taken. */
import { usePhone } from '../shell/context.tsx';
import { Icon, type IconName } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../shell/phone.ts';
import { address } from '../shell/router.ts';
import { words } from '../shell/words.ts';
import { placeShort } from './primary.ts';

interface Notice { visit: VisitOnPhone; icon: IconName; what: string; next: string }

/** At most three at once; the rest are in the list, each with its state. */
export function Notices({ visits }: { visits: readonly VisitOnPhone[] }) {
  const unsent = new Set(usePhone().delivery.value.items.map((item) => item.visit));
  const found = visits.map((visit) => noticeOf(visit, unsent.has(visit.slot.id))).filter((each) => each !== undefined);
  return (
    <>
      {found.slice(0, 3).map(({ visit, icon, what, next }) => (
        <a class="notice attention" key={visit.slot.id} href={address({ page: 'visit', id: visit.slot.id })}>
          <Icon name={icon} /><p><b>{what}</b>{next}</p>
        </a>
      ))}
    </>
  );
}

function noticeOf(visit: VisitOnPhone, unsent: boolean): Notice | undefined {
  const say = words.value.today.notice;
  const begun = !visit.readOnly || unsent;
  if (visit.trouble.length > 0) return { visit, icon: 'warning', what: say.trouble(placeShort(visit), visit.trouble.length), next: say.troubleNext };
  if (visit.evicted?.reason === 'cancelled' || visit.state === 'cancelled') return { visit, icon: 'cancel', what: say.cancelled(placeShort(visit)), next: say.cancelledNext };
  if (visit.evicted?.reason === 'reassigned' && begun) return { visit, icon: 'swap', what: say.given(placeShort(visit), visit.evicted.given_to ?? say.somebody), next: say.givenNext };
  if (visit.conflicts.some((each) => each.state === 'open')) return { visit, icon: 'swap', what: say.conflict(placeShort(visit)), next: say.conflictNext };
  return undefined;
}
