/** Until when this phone works without a signal: the last end of a working day whose visits and contacts it holds. */
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { clock, dayAfter, dayInYear, dayOf } from '../shell/dates.ts';
import type { VisitOnPhone } from '../phone/interface.ts';
import { messages } from '../shell/messages.ts';

/** Contacts come for today and the next working day; past that day's evening numbers and doors are missing. */
const EVENING = '18:00';
const MIDNIGHT = '24:00'; // once the evening has come, because until then everything is here all the same

/** The day until whose evening everything is here: the latest with contacts, at least today. */
export function heldUntil(visits: readonly VisitOnPhone[], today: string): string {
  const days = visits.filter((visit) => visit.bundle.contact && !visit.readOnly).map((visit) => visit.bundle.work.day);
  return days.reduce((latest, day) => (day > latest ? day : latest), today);
}

/** "Works without signal until tomorrow 18:00", or that it is still being fetched. */
export function WorksUntil({ say }: { say?: (day: string, time: string) => string }) {
  const phone = usePhone();
  const { start, shell } = messages.value;
  if (!phone.firstSyncDone.value) return <>{start.pack.untilNone}</>;
  const today = dayOf(now.value);
  const until = heldUntil(phone.visits.value, today);
  const day = until === today ? shell.today : until === dayAfter(today, 1) ? shell.tomorrow : dayInYear(until);
  return (
    <>
      {(say ?? start.pack.until)(
        day,
        until === today && Number.parseInt(clock(now.value), 10) >= Number.parseInt(EVENING, 10) ? MIDNIGHT : EVENING,
      )}
    </>
  );
}
