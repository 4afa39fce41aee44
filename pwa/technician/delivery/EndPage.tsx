/** End of the shift: everything is home, or what is still on this phone and which visits are not finished; the evening's report. */
import { now } from '../shell/clock.ts';
import { BottomBar, type PrimaryProps } from '../shell/BottomBar.tsx';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { clock, dayAfter, dayOf } from '../shell/dates.ts';
import { Icon } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { address, go } from '../shell/router.ts';
import { TopLine } from '../shell/TopLine.tsx';
import { messages } from '../shell/messages.ts';
import { isOf } from '../today/day.ts';
import { shiftDraft } from '../today/shift.ts';
import { phaseOf } from '../today/phase.ts';
import { VisitRow } from '../today/VisitRow.tsx';
import { openItems } from './openItems.ts';
import { EveningReport } from './EveningReport.tsx';

interface Counts {
  done: number;
  not_done: number;
  open: number;
  unsent: number;
}

export function EndPage() {
  const phone = usePhone();
  const { end } = messages.value.delivery;
  const today = dayOf(now.value);
  const own = phone.visits.value.filter((visit) => isOf(visit, today, today) && phaseOf(visit) !== 'away');
  const open = own.filter((visit) => phaseOf(visit) !== 'over');
  const counts = {
    done: count(own, 'done'),
    not_done: count(own, 'not_done'),
    open: open.length,
    unsent: openItems(phone.delivery.value),
  };
  const shift = shiftDraft(phone, today);
  const { said, trying } = useTrying();
  const finish = async (): Promise<void> => {
    const saved = await trying(() =>
      phone.report({ type: 'shift', id: today }, 'shift_ended', { counts: { ...counts } }),
    );
    if (saved) shift.set({ ...shift.value.value, ended: new Date(now.value).toISOString() });
  };
  const ended = shift.value.value?.ended;
  const primary: PrimaryProps = ended
    ? { label: messages.value.shell.failed.home, onClick: () => go({ page: 'today' }) }
    : {
        label: counts.unsent ? end.goAnyway : end.go,
        note: open.length > 0 && end.openTitle(open.length),
        onClick: finish,
      };
  return (
    <div class="page">
      <TopLine>
        <b>{end.title}</b>
      </TopLine>
      <main id="content">
        <Head counts={counts} ended={ended} />
        <Failed said={said} />
        <Totals counts={counts} />
        {open.length > 0 && <Open visits={open} />}
        <Tomorrow />
        <EveningReport />
      </main>
      <BottomBar primary={primary} />
    </div>
  );
}

function Head({ counts, ended }: { counts: Counts; ended: string | undefined }) {
  const { end } = messages.value.delivery;
  const open = counts.open > 0 ? end.openTitle(counts.open) : undefined;
  const title = ended ? end.done(clock(ended)) : (open ?? (counts.unsent ? end.waiting(counts.unsent) : end.allHome));
  const over = ended ? (open ?? end.doneLead) : open ? end.openLead : undefined;
  const lead = over ?? (counts.unsent ? end.waitingLead : end.allHomeLead);
  return (
    <div class="head">
      <h1 tabIndex={-1}>
        {!counts.unsent && !open && (
          <span class="box done">
            <Icon name="tick" />
          </span>
        )}
        {title}
      </h1>
      <p class="sub">{lead}</p>
    </div>
  );
}

function Totals({ counts }: { counts: Counts }) {
  const { end } = messages.value.delivery;
  const { visits, items } = end.units;
  return (
    <dl class="band facts">
      <dt>{end.counts.done}</dt>
      <dd>{visits(counts.done)}</dd>
      {counts.not_done > 0 && (
        <>
          <dt>{end.counts.notDone}</dt>
          <dd>{visits(counts.not_done)}</dd>
        </>
      )}
      {counts.open > 0 && (
        <>
          <dt>{end.counts.open}</dt>
          <dd>{visits(counts.open)}</dd>
        </>
      )}
      <dt>{end.counts.waiting}</dt>
      <dd>
        {counts.unsent ? (
          <a class="inline" href={address({ page: 'delivery' })}>
            {items(counts.unsent)}
          </a>
        ) : (
          messages.value.delivery.waiting.none
        )}
      </dd>
    </dl>
  );
}

function Open({ visits }: { visits: VisitOnPhone[] }) {
  const { end } = messages.value.delivery;
  return (
    <section>
      <h2 class="section">{end.openTitle(visits.length)}</h2>
      <ul class="ruled">
        {visits.map((visit) => (
          <VisitRow key={visit.bundle.id} visit={visit} />
        ))}
      </ul>
    </section>
  );
}

function Tomorrow() {
  const tomorrow = dayAfter(dayOf(now.value), 1);
  const visits = usePhone().visits.value.filter((visit) => visit.slot.day === tomorrow && phaseOf(visit) !== 'away');
  if (visits.length === 0) return null;
  return (
    <a class="row plain" href={address({ page: 'today', day: tomorrow })}>
      <span>{messages.value.delivery.end.tomorrow(visits.length)}</span>
      <Icon name="forward" class="go" />
    </a>
  );
}

const count = (visits: VisitOnPhone[], state: string): number => visits.filter((visit) => visit.state === state).length;
