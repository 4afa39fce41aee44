/** The evening's report for the team's chat: counts, times, open items; no customer's name, phone or address. */
import { clock, dayInYear } from '../shell/dates.ts';
import { inTongue } from '../shell/format.ts';
import type { VisitOnPhone } from '../phone/interface.ts';
import { messages } from '../shell/messages.ts';
import { judge, ON_TIME } from '../standard/limits.ts';
import { recordOf } from '../standard/record.ts';
import { phaseOf } from '../today/phase.ts';
import { lastFact, currentFacts, outcomeOf } from '../today/visitStatus.ts';

/** Lines of plain text. `unsent`: items that are still on the phone. */
export function eveningReport(visits: readonly VisitOnPhone[], day: string, name: string, unsent: number): string {
  const say = messages.value.delivery.report;
  const own = visits.filter((visit) => visit.bundle.work.day === day && phaseOf(visit) !== 'away');
  const done = own.filter((visit) => visit.state === 'done');
  const notDone = own.filter((visit) => visit.state === 'not_done');
  const open = own.length - done.length - notDone.length;
  const appointed = own.flatMap(currentFacts).filter((fact) => fact.kind === 'appointed').length;
  return [
    say.head(name, dayInYear(day)),
    say.done(done.length, own.length),
    ...hours(own),
    ...onTime(own),
    ...kinds(done),
    ...(notDone.length ? [say.notDone(reasons(notDone))] : []),
    ...(appointed ? [say.appointed(appointed)] : []),
    ...(open ? [say.open(open)] : []),
    unsent ? say.unsent(unsent) : say.home,
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ');
}

function hours(own: VisitOnPhone[]): string[] {
  const times = own
    .flatMap((visit) =>
      currentFacts(visit)
        .filter((fact) => fact.mine)
        .map((fact) => fact.at),
    )
    .sort();
  return times.length > 1 ? [messages.value.delivery.report.hours(clock(times[0]!), clock(times.at(-1)!))] : [];
}

/** Only what was agreed is judged, by the figures of the pinned standard (HV-8a): against the agreed time, and against the minutes before it. */
function onTime(own: VisitOnPhone[]): string[] {
  const found = own
    .flatMap(({ standard, log, bundle: { work } }) =>
      judge(
        standard.limits.filter(({ clause }) => clause === ON_TIME),
        recordOf(log),
        { agreed_at: work.agreed_at },
        new Date().toISOString(),
      ),
    )
    .filter(({ at, state }) => at && state !== 'not_measured');
  return [...new Set(found.map(({ figure }) => figure))]
    .sort((a, b) => a - b)
    .map((figure) => {
      const judged = found.filter((each) => each.figure === figure);
      return messages.value.delivery.report.onTime(
        judged.filter(({ state }) => state === 'met').length,
        judged.length,
        figure / 60,
      );
    });
}

function kinds(done: VisitOnPhone[]): string[] {
  return counted(done.map((visit) => inTongue(visit.bundle.work.title)));
}

function reasons(notDone: VisitOnPhone[]): string {
  return counted(notDone.map((visit) => outcomeOf(visit, lastFact(visit, 'ended')?.body.outcome))).join(
    messages.value.shell.and,
  );
}

function counted(texts: string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => `${text} ${count}`);
}
