/** The next stop, large on the white band: when, where, who, what is to do, what to bring, last time; call, map, leave. */
import { clock } from '../shell/dates.ts';
import { inTongue, named } from '../shell/format.ts';
import { Icon } from '../shell/icons.tsx';
import { usePhone } from '../shell/context.tsx';
import { address } from '../shell/router.ts';
import { messages } from '../shell/messages.ts';
import { bringTo, type Stop } from './day.ts';
import { lastFact } from './visitStatus.ts';
import { atOnce, reachBy } from './urgent.ts';
import { joined } from './VisitRow.tsx';

export type StopSheet = 'contact' | 'map' | 'departed' | 'late';

export function NextVisit({ stop, open }: { stop: Stop; open: (sheet: StopSheet) => void }) {
  const { bundle } = stop.visits[0]!;
  return (
    <section class="next" aria-labelledby={`next-${bundle.id}`}>
      <When stop={stop} />
      <h2 id={`next-${bundle.id}`}>
        <a href={address({ page: 'visit', id: bundle.id })}>{bundle.place.line}</a>
      </h2>
      <p class="who">
        <span class="pieces">
          {joined([named(bundle.customer), ...(bundle.customer.phone_masked ? [bundle.customer.phone_masked] : [])])}
        </span>
      </p>
      <Works stop={stop} />
      <Carry stop={stop} />
      <Care stop={stop} />
      <Actions stop={stop} open={open} />
    </section>
  );
}

function When({ stop: { visits } }: { stop: Stop }) {
  const { today, shell } = messages.value;
  const { work } = visits[0]!.bundle;
  const left = lastFact(visits[0]!, 'departed');
  const position = left ? today.onTheWay(clock(left.at)) : visits.length > 1 ? today.nextOf(visits.length) : today.next;
  const by = atOnce(visits[0]!) ? reachBy(visits[0]!) : undefined;
  const time = work.agreed_at
    ? clock(work.agreed_at)
    : work.window
      ? clock(work.window.from)
      : work.priority === 'urgent'
        ? today.atOnce
        : today.noTime;
  const meaning = by
    ? today.reachBy(clock(by))
    : work.agreed_at
      ? today.agreed
      : work.window
        ? `${shell.until(clock(work.window.to))}\u00a0· ${today.window}`
        : '';
  return (
    <p class="when">
      <b>{time}</b>
      <span>{[meaning, position].filter(Boolean).join('\u00a0· ')}</span>
      {work.priority === 'urgent' && (
        <span class="attention">
          <strong>{today.urgent}</strong>
        </span>
      )}
    </p>
  );
}

function Works({ stop: { visits } }: { stop: Stop }) {
  return (
    <ol class={`works${visits.length === 1 ? ' one' : ''}`}>
      {visits.map(({ bundle }) => (
        <li key={bundle.id}>
          <span>{inTongue(bundle.work.title)}</span>
        </li>
      ))}
    </ol>
  );
}

function Carry({ stop }: { stop: Stop }) {
  const { today } = messages.value;
  const bring = bringTo(stop).map((item) => today.carried(inTongue(item.name), item.count, inTongue(item.unit)));
  const last = [...new Set(stop.visits.flatMap((visit) => visit.bundle.work.last_time ?? []))].map((line) =>
    line.replace(/[。.]$/, ''),
  );
  const told = (texts: (string | undefined)[]): string[] => [
    ...new Set(texts.filter((text) => text !== undefined && text !== '' && !last.includes(text)) as string[]),
  ];
  const gate = told(stop.visits.flatMap(({ bundle: { contact } }) => [contact?.gate_note, contact?.door_note]));
  const own = told(stop.visits.map(({ bundle }) => bundle.work.instructions));
  return (
    <dl class="carry">
      {bring.length > 0 && (
        <>
          <dt>{today.bring}</dt>
          <Told text={joined(bring)} />
        </>
      )}
      {last.length > 0 && (
        <>
          <dt>{today.lastTime}</dt>
          <Told text={joined(last)} />
        </>
      )}
      {gate.length > 0 && (
        <>
          <dt>{today.gate}</dt>
          <Told text={joined(gate)} />
        </>
      )}
      {own.length > 0 && (
        <>
          <dt>{today.note}</dt>
          <Told text={joined(own)} />
        </>
      )}
    </dl>
  );
}

const LONG = 90; // letters: more than three lines would push the buttons out of sight

/** What is long is cut after three lines, until it is pressed. */
const Told = ({ text }: { text: string }) => (
  <dd>
    {text.length > LONG ? (
      <details class="told">
        <summary>{text}</summary>
      </details>
    ) : (
      text
    )}
  </dd>
);

/** Facts that change how one goes there: no phone, hard of hearing, somebody else leads. */
function Care({
  stop: {
    visits: [visit],
  },
}: {
  stop: Stop;
}) {
  const { today } = messages.value;
  const me = usePhone().person.value?.id;
  const { customer, work } = visit!.bundle;
  return (
    <>
      {customer.hard_of_hearing && (
        <p class="care stateline attention">
          <Icon name="ear" />
          <span>{today.hardOfHearing}</span>
        </p>
      )}
      {customer.no_phone && (
        <p class="care stateline attention">
          <Icon name="nophone" />
          <span>{today.noPhone}</span>
        </p>
      )}
      {work.lead && work.lead.id !== me && (
        <p class="care stateline">
          <Icon name="people" />
          <span>{today.helps(work.lead.name)}</span>
        </p>
      )}
    </>
  );
}

function Actions({ stop: { visits }, open }: { stop: Stop; open: (sheet: StopSheet) => void }) {
  const { today } = messages.value;
  const left = lastFact(visits[0]!, 'departed');
  return (
    <div class="trio">
      <button type="button" class="button" onClick={() => open('contact')} aria-haspopup="dialog">
        <Icon name="call" />
        {today.call}
      </button>
      <button type="button" class="button" onClick={() => open('map')} aria-haspopup="dialog">
        <Icon name="map" />
        {today.map}
      </button>
      {left ? (
        <button type="button" class="button" onClick={() => open('late')} aria-haspopup="dialog">
          {today.runLate}
        </button>
      ) : (
        <button type="button" class="button" onClick={() => open('departed')}>
          {today.leave}
        </button>
      )}
    </div>
  );
}
