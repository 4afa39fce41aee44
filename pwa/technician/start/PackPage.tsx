/** Start of the shift: all of today is on this phone, until when it works without a signal, and what to bring, once. */
import { useState } from 'preact/hooks';
import { BottomBar, type PrimaryProps } from '../shell/BottomBar.tsx';
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { clock, dayOf } from '../shell/dates.ts';
import { inTongue } from '../shell/format.ts';
import { DayLine } from '../shell/DayLine.tsx';
import { go } from '../shell/router.ts';
import { TopLine } from '../shell/TopLine.tsx';
import { messages } from '../shell/messages.ts';
import { allOf, dayFrom, dueOf, stopsOf, type Stop } from '../today/day.ts';
import { phaseOf } from '../today/phase.ts';
import { placeShort } from '../today/primary.ts';
import { WorksUntil } from './holds.tsx';
import { MissingSheet } from './MissingSheet.tsx';
import { packList, type PackList } from './packList.ts';
import { type Shift, shiftDraft } from '../today/shift.ts';

export function PackPage() {
  const phone = usePhone();
  const say = messages.value.start.pack;
  const today = dayOf(now.value);
  const day = dayFrom(phone.visits.value, today);
  const visits = allOf(day)
    .flatMap((stop) => stop.visits)
    .filter((visit) => phaseOf(visit) !== 'over');
  const stops = stopsOf(visits.sort((one, other) => (dueOf(one) < dueOf(other) ? -1 : 1)));
  const list = packList(stops);
  const shift = shiftDraft(phone, today);
  const [open, setOpen] = useState(false);
  const { said, trying } = useTrying();
  const begin = async (missing: string[] = [], note = ''): Promise<void> => {
    const body = { ...(missing.length && { missing }), ...(note && { note }) };
    const saved = await trying(() => phone.report({ type: 'shift', id: today }, 'shift_started', body));
    if (!saved) return;
    shift.set({
      ...shift.value.value,
      started: new Date(now.value).toISOString(),
      counted: visits.map(({ bundle }) => bundle.id),
      ...(missing.length && { missing }),
    });
    go({ page: 'today' }, { replace: true });
  };
  const primary = primaryOf(shift.value.value, stops, () => begin());
  const heard = phone.delivery.value.lastContact;
  return (
    <div class="page">
      <TopLine
        back={shift.value.value?.started ? () => go({ page: 'today' }) : false}
        {...(heard && { allSent: { text: say.received(clock(heard)), icon: 'sent' as const, tone: '' as const } })}
      >
        <DayLine day={today} />
      </TopLine>
      <main id="content">
        <div class="head open">
          <h1 tabIndex={-1}>
            {list.visits ? (phone.firstSyncDone.value ? say.title(list.visits) : say.titleSome(list.visits)) : say.none}
          </h1>
          <p class="sub">{list.visits ? <WorksUntil /> : say.noneNext}</p>
        </div>
        <Failed said={said} />
        {list.visits > 0 && <Lists list={list} />}
        {list.visits > 0 && (
          <p class="prose tight">
            <button type="button" class="link" aria-haspopup="dialog" onClick={() => setOpen(true)}>
              <span>{say.missing}</span>
            </button>
          </p>
        )}
      </main>
      <BottomBar primary={primary} />
      {open && (
        <MissingSheet
          list={list}
          onClose={() => setOpen(false)}
          onSave={async (missing, note) => {
            setOpen(false);
            await begin(missing, note);
          }}
        />
      )}
    </div>
  );
}

function primaryOf(shift: Shift | undefined, stops: Stop[], begin: () => Promise<void>): PrimaryProps {
  const say = messages.value.start.pack;
  const { started, counted } = shift ?? {};
  const first = stops[0]?.visits[0];
  const leave = (): void => go({ page: 'today' });
  if (!first) return { label: say.again, onClick: leave };
  const later = counted
    ? stops.flatMap(({ visits }) => visits).filter(({ bundle }) => !counted.includes(bundle.id))
    : [];
  const when = started && clock(started);
  if (when && later.length > 0) return { label: say.again, note: say.more(when, later.length), onClick: leave };
  if (when) return { label: say.again, note: say.done(when), onClick: leave };
  const at = first.bundle.work.agreed_at ?? first.bundle.work.window?.from;
  return { label: say.go, ...(at && { note: say.first(clock(at), placeShort(first)) }), onClick: begin };
}

function Lists({ list }: { list: PackList }) {
  const say = messages.value.start.pack;
  return (
    <>
      <h2 class="section">{say.five}</h2>
      <ul class="lines">
        {list.five.map(({ id, count }) => (
          <li key={id}>
            <span class="what">
              {say[id]}
              {id === 'covers' && <small>{say.homes(list.homes)}</small>}
            </span>
            <span class="count">
              {count}
              <small>{say.units[id]}</small>
            </span>
          </li>
        ))}
      </ul>
      {list.parts.length > 0 && (
        <>
          <h2 class="section">{say.parts}</h2>
          <ul class="lines">
            {list.parts.map((part) => (
              <li key={part.name['zh-CN']}>
                <span class="what">
                  {inTongue(part.name)}
                  <small>
                    {part.visits.length === list.visits && list.visits > 1
                      ? say.every
                      : say.stops(part.visits.join(say.comma))}
                  </small>
                </span>
                <span class="count">
                  {part.count}
                  <small>{inTongue(part.unit)}</small>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
