/** Today: what is over, what is being worked on, the next stop large, what comes later, and the one button that leads on. */
import { useEffect, useState } from 'preact/hooks';
import { BottomBar } from '../shell/BottomBar.tsx';
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { dayName, dayOf, hour } from '../shell/dates.ts';
import { DayLine } from '../shell/DayLine.tsx';
import { Icon } from '../shell/icons.tsx';
import { Sections, SheetOf } from '../shell/parts.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { address } from '../shell/router.ts';
import { TopLine } from '../shell/TopLine.tsx';
import { messages } from '../shell/messages.ts';
import { allOf, dayFrom, daysWith, type Day, type Stop } from './day.ts';
import { Folded } from './Folded.tsx';
import { NextVisit, type StopSheet } from './NextVisit.tsx';
import { AllOver, NothingToday } from './NothingToday.tsx';
import { Notices } from './Notices.tsx';
import { primaryOf } from './primary.ts';
import { StopRow } from './VisitRow.tsx';

export function TodayPage({ day: asked }: { day?: string | undefined }) {
  const phone = usePhone();
  const today = dayOf(now.value);
  const shown = asked ?? today;
  const visits = phone.visits.value;
  const day = dayFrom(visits, shown, today);
  const [sheet, setSheet] = useState<StopSheet | 'more'>();
  const [calm, settle] = useState(false); // what was promised is read from the logs, and the first picture waits for none
  useEffect(() => {
    const soon = setTimeout(settle, 500, true);
    return () => clearTimeout(soon);
  }, []);
  const primary = shown === today ? primaryOf(day, phone, today) : undefined;
  return (
    <div class="page" data-last-seen={shown === today ? '' : undefined}>
      <TopLine back={shown === today ? false : undefined}>
        <DayLine day={today} />
      </TopLine>
      <main id="content">
        <Head shown={shown} today={today} count={day.count} onMore={() => setSheet('more')} />
        <Notices visits={visits} />
        {calm && shown === today && <Sections on="today" visits={visits} />}
        {day.count === 0 && <NothingToday today={shown === today} />}
        {shown === today ? (
          <DayList day={day} open={setSheet} />
        ) : (
          <ul>
            {allOf(day).map((stop) => (
              <StopRow key={stop.visits[0]!.bundle.id} stop={stop} />
            ))}
          </ul>
        )}
        {shown === today && day.count > 0 && !day.next && day.working.length === 0 && <AllOver />}
        <NextDays visits={daysWith(visits, shown).filter((each) => each.day > shown)} today={today} />
      </main>
      {primary && <BottomBar visits={placesOf(day)} primary={primary} />}
      {sheet === 'more' && <SheetOf name="more" onClose={() => setSheet(undefined)} shown={shown} />}
      {sheet && sheet !== 'more' && day.next && (
        <OpenSheet sheet={sheet} stop={day.next} onClose={() => setSheet(undefined)} />
      )}
    </div>
  );
}

/** Where something can have been seen: at the door where one works, at the next stop, at those before. */
const placesOf = ({ working, next, over, later: rest }: Day): VisitOnPhone[] =>
  [...working, ...(next ? [next] : []), ...over.toReversed(), ...rest].flatMap((stop) => stop.visits);

function Head({ shown, today, count, onMore }: { shown: string; today: string; count: number; onMore: () => void }) {
  const say = messages.value.today;
  const title = shown === today ? say.title(count) : say.titleOn(dayName(shown, today), count);
  return (
    <div class="head">
      <div class="line">
        <h1 tabIndex={-1}>{title}</h1>
        <button type="button" class="button small" aria-haspopup="dialog" onClick={onMore}>
          {messages.value.shell.more}
        </button>
      </div>
    </div>
  );
}

function DayList({ day, open }: { day: Day; open: (sheet: StopSheet) => void }) {
  const say = messages.value.today;
  const { over, working, next, later } = day;
  const foldedOver = over.length > 2 ? over.slice(0, -1) : [];
  const [soon, ...rest] = later;
  const folded = rest.length > 1 ? rest : [];
  const count = folded.reduce((sum, stop) => sum + stop.visits.length, 0);
  const noon = folded[0] && afternoon(folded[0]);
  return (
    <>
      <ul>
        {foldedOver.length > 0 && <Folded label={say.doneFold(foldedOver.length)} stops={foldedOver} />}
        {over.slice(foldedOver.length).map((stop) => (
          <StopRow key={stop.visits[0]!.bundle.id} stop={stop} />
        ))}
        {working.map((stop) => (
          <StopRow key={stop.visits[0]!.bundle.id} stop={stop} />
        ))}
      </ul>
      {next && <NextVisit stop={next} open={open} />}
      <ul>
        {soon && <StopRow stop={soon} />}
        {folded.length > 0 ? (
          <Folded label={noon ? say.afternoonFold(count) : say.laterFold(count)} stops={folded} />
        ) : (
          rest.map((stop) => <StopRow key={stop.visits[0]!.bundle.id} stop={stop} />)
        )}
      </ul>
    </>
  );
}

function NextDays({ visits, today }: { visits: { day: string; count: number }[]; today: string }) {
  const [nearest] = visits;
  if (!nearest) return null;
  return (
    <a class="row plain" href={address({ page: 'today', day: nearest.day })}>
      <span>{messages.value.today.dayRow(dayName(nearest.day, today), nearest.count)}</span>
      <Icon name="forward" class="go" />
    </a>
  );
}

function OpenSheet({ sheet, stop: { visits }, onClose }: { sheet: StopSheet; stop: Stop; onClose: () => void }) {
  const [kept] = useState(visits); // because leaving changes which stop is next while the sheet is still open
  if (sheet === 'map') return <SheetOf name="map" visit={kept[0]!} onClose={onClose} />;
  return <SheetOf name={sheet} visits={kept} onClose={onClose} />;
}

function afternoon({ visits: [visit] }: Stop): boolean {
  const due = visit && (visit.bundle.work.agreed_at ?? visit.bundle.work.window?.from);
  return due !== undefined && hour(due) >= 12;
}
