/** The frame of every page of a visit: top line, title with the overview, banners, what could not be saved. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { now } from '../shell/clock';
import { clock, clockOn, minutesBetween } from '../shell/dates';
import { named } from '../shell/format';
import { Icon } from '../shell/icons';
import { SheetOf } from '../shell/parts';
import { TopLine } from '../shell/TopLine';
import { address, go } from '../shell/router';
import { language, messages } from '../shell/messages';
import type { Timed } from './messages/zh-CN';
import { ConflictCard, worthSaying } from '../today/ConflictCard';
import { stranger } from '../today/visitStatus';
import type { Here } from './here';
import { Overview } from './Overview';
import { promised } from './times';
import { firstOf, type MomentView } from './view';

interface FrameProps {
  here: Here;
  title: ComponentChildren;
  at?: MomentView;
  bar: ComponentChildren;
  children: ComponentChildren;
  noOverview?: boolean;
  done?: boolean;
  plain?: boolean;
}

export function Frame({ here, title, at, bar, children, noOverview, done, plain }: FrameProps) {
  const [overview, open] = useState(false);
  const [asking, ask] = useState(false);
  const { view } = here;
  const { place, customer } = view.visit.bundle;
  const part = done ? view.main.length : Math.max(1, view.main.findIndex((each) => each === at) + 1);
  return (
    <div class="page visit">
      <TopLine back={() => go({ page: 'today' })}>
        <TimeOfVisit here={here} />
      </TopLine>
      <main>
        <div class="head">
          <div class="line">
            <h1 tabIndex={-1}>{title}</h1>
            {!noOverview && (
              <button type="button" class="button small" aria-haspopup="dialog" onClick={() => open(true)}>
                <Icon name="list" />
                {messages.value.visits.parts(part, view.main.length)}
              </button>
            )}
          </div>
          <button
            type="button"
            class="sub reach"
            aria-haspopup="dialog"
            aria-label={`${place.line} · ${named(customer)} · ${messages.value.visits.reach}`}
            onClick={() => ask(true)}
          >
            <span>
              <span class="pieces">{place.line}</span> · <span class="pieces">{named(customer)}</span>
            </span>
            <Icon name="call" />
            <Icon name="map" />
          </button>
        </div>
        <Banners here={here} plain={plain ?? false} />
        {children}
      </main>
      {bar}
      {asking && <SheetOf name="contact" visits={[view.visit, ...here.others]} whole onClose={() => ask(false)} />}
      {overview && <Overview here={here} at={at} onClose={() => open(false)} />}
    </div>
  );
}

/** Before arrival what was agreed and how long it is till then; afterwards only when one arrived (ui-phone, decision 3). */
function TimeOfVisit({ here: { view } }: { here: Here }) {
  const { shell, visits: say } = messages.value;
  const arrived = firstOf(view, 'arrived');
  if (arrived) return <Pieces of={say.topArrived(clockOn(arrived.at))} />;
  const promise = promised(view.visit);
  if (!promise) return <>{view.visit.bundle.number}</>;
  const minutes = minutesBetween(now.value, promise.at);
  const left = minutes >= 0 ? shell.inTime(shell.span(minutes)) : shell.late(shell.span(-minutes));
  return (
    <>
      <Pieces of={promise.window ? say.topWindow(clock(promise.at)) : say.topAgreed(clock(promise.at))} /> · {left}
    </>
  );
}

/** A time that stands out among its words: `**8:53** 到达`. */
const Pieces = ({ of: [before, time, after] }: { of: Timed }) => (
  <>
    {before}
    <b>{time}</b>
    {after}
  </>
);

/** What happened meanwhile at the office, what was not taken, what could not be saved; `plain` where a card says it already. */
function Banners({ here: { view, failed }, plain }: { here: Here; plain: boolean }) {
  const say = messages.value.visits.crosswise;
  const { evicted, trouble, bundle } = view.visit;
  const other = stranger(view.visit);
  return (
    <>
      {failed && (
        <div class="notice problem" role="alert">
          <Icon name="warning" />
          <p>{failed}</p>
        </div>
      )}
      {evicted && !plain && (
        <div class="notice attention">
          <Icon name="swap" />
          <p>{evicted.reason === 'cancelled' ? say.bannerCancelled : say.banner(evicted.given_to ?? say.somebody)}</p>
        </div>
      )}
      {other && (
        <div class="notice attention">
          <Icon name="people" />
          <p>
            <b>{say.inside(other.name, clockOn(other.at))}</b>
            {say.insideNext(other.name)}
          </p>
        </div>
      )}
      {worthSaying(view.visit).map((each) => (
        <ConflictCard key={each.id} visit={view.visit} conflict={each} />
      ))}
      {trouble.map((each) => (
        <div class="notice attention" key={each.seq}>
          <Icon name="warning" />
          <p>
            <b>{say.refused}</b>
            {each.next?.[language.value] ?? say.refusedNext}
          </p>
          <a class="button small" href={`tel:${bundle.work.hotline}`}>
            <Icon name="call" />
            {say.callOffice}
          </a>
        </div>
      ))}
    </>
  );
}

/** A link to another visit on this phone. */
export const visitAddress = (id: string): string => address({ page: 'visit', id });
