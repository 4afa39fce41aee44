/** What the office and this phone see differently, one plain line a visit: given away, cancelled, conflict, not taken. */
import { wrongBy } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { Icon, type IconName } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { address } from '../shell/router.ts';
import { messages } from '../shell/messages.ts';
import { placeShort } from './primary.ts';
import { phaseOf } from './phase.ts';

interface Notice {
  rank: number;
  visit: VisitOnPhone;
  icon: IconName;
  what: string;
  next: string;
}

/** All that changes what one does next; of the rest three at once, what is open of finished visits last. */
export function Notices({ visits }: { visits: readonly VisitOnPhone[] }) {
  const unsent = new Set(usePhone().delivery.value.items.map((item) => item.visit));
  const found = visits
    .map((visit) => noticeOf(visit, unsent.has(visit.slot.id)))
    .filter((each) => each !== undefined)
    .sort((one, other) => one.rank - other.rank);
  return (
    <>
      <WrongClock />
      {found
        .filter(({ rank }, at) => rank === 0 || at < 3)
        .map(({ visit, icon, what, next }) => (
          <a class="notice attention" key={visit.slot.id} href={address({ page: 'visit', id: visit.slot.id })}>
            <Icon name={icon} />
            <p>
              <b>{what}</b>
              {next}
            </p>
          </a>
        ))}
    </>
  );
}

/** The day is put in order by the office's clock, and the technician is told why other clocks differ. */
function WrongClock() {
  const { spanLong } = messages.value.shell;
  const { clock } = messages.value.today;
  if (wrongBy.value === 0) return null;
  const span = spanLong(Math.round(Math.abs(wrongBy.value) / 60_000));
  return (
    <div class="notice attention">
      <Icon name="clock" />
      <p>
        <b>{wrongBy.value > 0 ? clock.slow(span) : clock.fast(span)}</b>
        {clock.next}
      </p>
    </div>
  );
}

function noticeOf(visit: VisitOnPhone, unsent: boolean): Notice | undefined {
  const say = messages.value.today.notice;
  const begun = !visit.readOnly || unsent;
  const place = placeShort(visit);
  const rank = phaseOf(visit) === 'over' ? 2 : 0;
  if (visit.trouble.length > 0)
    return { rank: 1, visit, icon: 'warning', what: say.trouble(place, visit.trouble.length), next: say.troubleNext };
  if (visit.evicted?.reason === 'cancelled' || visit.state === 'cancelled')
    return {
      rank,
      visit,
      icon: 'cancel',
      what: say.cancelled(place),
      next: say.why(visit.evicted?.why) + (visit.readOnly ? say.cancelledNext : say.cancelledInside),
    };
  if (visit.evicted?.reason === 'reassigned')
    return {
      rank,
      visit,
      icon: 'swap',
      what: say.given(place, visit.evicted.given_to ?? say.somebody),
      next: begun ? say.givenNext : say.givenUntouched,
    };
  if (visit.conflicts.some((each) => each.state === 'open'))
    return { rank: rank + 1, visit, icon: 'swap', what: titleOf(visit, place), next: say.conflictNext };
  return undefined;
}

/** What the notice of an open conflict says: the customer's objection, a colleague's other entry, or the office's. */
function titleOf(visit: VisitOnPhone, place: string): string {
  const { notice, conflict: say } = messages.value.today;
  const open = visit.conflicts.find((each) => each.state === 'open');
  if (open?.kind === 'objected') return `${place}：${say.title.objected!}`;
  const colleague = open?.sides?.theirs.from === 'phone' ? open.sides.theirs.by : undefined;
  return colleague ? notice.colleague(place, colleague) : notice.conflict(place);
}
