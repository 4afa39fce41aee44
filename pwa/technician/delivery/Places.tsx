/** The three places where things are: this phone, the queue, the office; each a white band with its count. */
import { useEffect, useState } from 'preact/hooks';
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { clock, dayOf } from '../shell/dates.ts';
import { waitingName } from '../shell/capability.ts';
import { Icon, type IconName } from '../shell/icons.tsx';
import type { Capabilities, VisitOnPhone } from '../phone/interface.ts';
import { waited } from '../shell/savedAndSent.ts';
import { LONG_WAIT_MINUTES } from '../standard/figures.ts';
import { ENDED } from '../standard/states.ts';
import { messages } from '../shell/messages.ts';
import { WorksUntil } from '../start/holds.tsx';
import { dayFrom } from '../today/day.ts';
import { placeShort } from '../today/primary.ts';
import type { ComponentChildren } from 'preact';
import { openItems } from './openItems.ts';
import { grouped } from './waiting.ts';

function Place({
  icon,
  title,
  count,
  children,
}: {
  icon: IconName;
  title: string;
  count: string;
  children?: ComponentChildren;
}) {
  return (
    <section class="band where">
      <Icon name={icon} />
      <div>
        <div class="title">
          <h2>{title}</h2>
          <span class="key">{count}</span>
        </div>
        {children}
      </div>
    </section>
  );
}

export function Here() {
  const phone = usePhone();
  const say = messages.value.delivery.here;
  const [room, setRoom] = useState<number>();
  const [kept, setKept] = useState<Capabilities['persisted']>('unknown');
  useEffect(() => {
    void photographsThatFit().then(setRoom);
    void phone.capabilities().then((able) => setKept(able.persisted));
  }, []);
  const { count } = dayFrom(phone.visits.value, dayOf(now.value));
  return (
    <Place icon="phone" title={say.title} count={say.count(count)}>
      <p class="second">
        <WorksUntil say={say.until} />
      </p>
      {room !== undefined && <p class="second">{say.room(room)}</p>}
      <p class="second">
        {say.app(phone.version)}
        {clockWord(phone.delivery.value.clockOffset)}
      </p>
      {kept === false && (
        <p class="stateline attention">
          <Icon name="warning" small />
          <span class="loose">{say.notKept}</span>
        </p>
      )}
    </Place>
  );
}

/** Whether this phone's clock agrees with the office's, to the minute; nothing before the first contact. */
function clockWord(offset: number | undefined): string {
  const { clock: word } = messages.value.delivery.here;
  if (offset === undefined) return '';
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const span = messages.value.shell.spanLong(minutes);
  return ` · ${minutes === 0 ? word.right : offset > 0 ? word.slow(span) : word.fast(span)}`;
}

/** How many photographs of 300 KB still fit, in steps that nobody reads as a promise; nothing where the browser does not say. */
async function photographsThatFit(): Promise<number | undefined> {
  const told = await navigator.storage?.estimate?.().catch(() => undefined);
  if (!told?.quota) return undefined;
  const fit = Math.floor((told.quota - (told.usage ?? 0)) / 300_000);
  return fit > 1_000 ? 1_000 : fit > 100 ? Math.floor(fit / 50) * 50 : Math.max(0, fit);
}

export function Waiting() {
  const phone = usePhone();
  const { waiting, kinds, device } = messages.value.delivery;
  const delivery = phone.delivery.value;
  const open = openItems(delivery);
  const minutes = waited(delivery);
  const groups = grouped(delivery.items, (kind) => kind in kinds || waitingName(kind, 1) !== undefined);
  const placeOf = (id: string | undefined): string => {
    const visit = id && phone.visit(id).value;
    return visit ? placeShort(visit) : device;
  };
  return (
    <Place icon="arrow" title={waiting.title} count={open ? waiting.count(open) : waiting.none}>
      {delivery.oldest &&
        (minutes >= LONG_WAIT_MINUTES ? (
          <p class="stateline attention">
            <Icon name="clock" small />
            <span>{waiting.since(clock(delivery.oldest), messages.value.shell.spanLong(minutes))}</span>
          </p>
        ) : (
          <p class="second">{waiting.oldest(clock(delivery.oldest))}</p>
        ))}
      {groups.length > 0 && (
        <ul>
          {groups.slice(0, 8).map(({ kind, visit, count }) => (
            <li key={`${kind} ${visit}`}>
              {waitingName(kind, count) ?? (kinds[kind] ?? kinds.other!)(count)}
              <span>{placeOf(visit)}</span>
            </li>
          ))}
          {groups.length > 8 && <li>{waiting.more(groups.length - 8)}</li>}
        </ul>
      )}
    </Place>
  );
}

export function AtOffice() {
  const phone = usePhone();
  const { office } = messages.value.delivery;
  const today = dayOf(now.value);
  const visits = phone.visits.value.filter((visit) => visit.slot.day === today);
  const home = visits.reduce((sum, visit) => sum + visit.log.filter((fact) => fact.mine && fact.sent).length, 0);
  const last = phone.delivery.value.lastContact;
  const waiting = new Set(phone.delivery.value.items.map((item) => item.visit));
  const whole = visits.findLast((visit) => isOver(visit) && !waiting.has(visit.bundle.id));
  return (
    <Place icon="office" title={office.title} count={office.count(home)}>
      <p class="second">
        {last ? office.last(clock(last)) : office.never}
        {whole && office.whole(placeShort(whole))}
      </p>
    </Place>
  );
}

const isOver = (visit: VisitOnPhone): boolean => ENDED.has(visit.state);
