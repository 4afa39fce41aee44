/** One visit as a row of the day: time at the left, estate + building-unit-room, state in words, and it opens the visit. */
import { clock } from '../shell/dates.ts';
import { inTongue } from '../shell/format.ts';
import { Icon } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { address } from '../shell/router.ts';
import { messages } from '../shell/messages.ts';
import type { Stop } from './day.ts';
import { phaseOf } from './phase.ts';
import { statusOf } from './visitStatus.ts';

/** Pieces joined by a middle dot; a line may only break after the dot, because each piece is one meaning. */
export const joined = (pieces: string[]): string =>
  pieces.map((piece) => piece.replace(/^(\S+) (?=\S+$)/, '$1\u00a0')).join('\u00a0· ');

export function StopRow({ stop }: { stop: Stop }) {
  const [first, ...others] = stop.visits;
  const titles = [first!, ...others].map((visit) => inTongue(visit.bundle.work.title));
  return <VisitRow visit={first!} title={titles.join(messages.value.shell.and)} />;
}

export function VisitRow({ visit, title }: { visit: VisitOnPhone; title?: string }) {
  const { bundle } = visit;
  const rowState = statusOf(visit, title ?? inTongue(bundle.work.title));
  const phase = phaseOf(visit);
  return (
    <li>
      <a
        class={`row${phase === 'over' || phase === 'away' ? '' : ' strong'}`}
        href={address({ page: 'visit', id: bundle.id })}
      >
        <span class="at">
          <TimeColumn visit={visit} />
        </span>
        <span class="text">
          <span class="where-at keep">{bundle.place.line}</span>
          <span class={`row-state ${rowState.tone}`}>
            <Icon name={rowState.icon} small />
            <span class="pieces">{joined(rowState.pieces)}</span>
          </span>
        </span>
        <Icon name="forward" class="go" />
      </a>
    </li>
  );
}

/** The agreed time alone, or the window over two lines: never one for the other. */
function TimeColumn({
  visit: {
    bundle: { work },
  },
}: {
  visit: VisitOnPhone;
}) {
  if (work.agreed_at) return <b>{clock(work.agreed_at)}</b>;
  const { urgent, atOnce: now, noTimeShort } = messages.value.today;
  if (!work.window)
    return work.priority === 'urgent' ? (
      <>
        <b class="attention">{urgent}</b>
        <span>{now}</span>
      </>
    ) : (
      <span class="open">{noTimeShort}</span>
    );
  return (
    <>
      <b>{clock(work.window.from)}</b>
      <span>{messages.value.shell.until(clock(work.window.to))}</span>
    </>
  );
}
