/** The visit is over: times, signature, what is saved, the receipt to scan, send or copy; then the next one. */
import { BottomBar, type PrimaryProps } from '../shell/BottomBar';
import { clock } from '../shell/dates';
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import type { LogEntry } from '../phone/interface';
import { address } from '../shell/router';
import { messages } from '../shell/messages';
import { countsAs, opened } from '../standard/declared';
import { Frame } from './Frame';
import type { Here } from './here';
import { Sections } from '../shell/parts';
import { Receipt } from './Receipt';
import { nextVisit, promised } from './times';
import { firstOf, lastOf, signatureIn } from './view';

export function Ended({ here, ended }: { here: Here; ended: LogEntry }) {
  const { over, ends } = messages.value.visits;
  const outcome = String(ended.body.outcome);
  const standard = here.view.visit.standard;
  const done = countsAs(standard, outcome) === 'done';
  const leaves = opened(standard, here.view.facts, here.view.inputs).get(ended.id);
  const side = here.view.side.find((each) => each.moment.outcome === outcome);
  const name = side ? inTongue(side.moment.title) : outcome;
  return (
    <Frame
      here={here}
      done
      noOverview={outcome !== 'done'}
      title={
        outcome === 'done' ? (
          <>
            <span class="box done">
              <Icon name="check" />
            </span>
            {over.title}
          </>
        ) : (
          ends.ended(name)
        )
      }
      bar={<BottomBar visits={[here.view.visit]} primary={onward(here)} />}
    >
      <Sections on="visit" visits={[here.view.visit]} />
      <div class="band">
        <Times here={here} ended={ended} />
      </div>
      {(!done || leaves) && (
        <div class="prose">
          <p>{leaves ? ends.leaves(inTongue(leaves.title)) : ends.booked}</p>
          {ended.body.note && (
            <p class="second">
              {ends.note_}
              {messages.value.visits.colon}
              {String(ended.body.note)}
            </p>
          )}
        </div>
      )}
      {here.view.visit.bundle.needs_review && <p class="prose second">{over.review}</p>}
      <SavedOf here={here} />
      {(done || signatureIn(here.view)) && <Receipt here={here} />}
    </Frame>
  );
}

function Times({ here: { view }, ended }: { here: Here; ended: LogEntry }) {
  const say = messages.value.visits.over;
  const arrived = firstOf(view, 'arrived'),
    signed = signatureIn(view),
    left = lastOf(view, 'left') ?? ended;
  const promise = promised(view.visit);
  const agreed =
    promise &&
    (promise.window ? messages.value.visits.door.inWindow(clock(promise.at)) : say.agreedAt(clock(promise.at)));
  return (
    <dl class="facts">
      {arrived && (
        <>
          <dt>{say.arrived}</dt>
          <dd>{[clock(arrived.at), agreed].filter(Boolean).join(messages.value.visits.comma)}</dd>
        </>
      )}
      {signed && (
        <>
          <dt>{say.signed}</dt>
          <dd>
            {[signerOf(view.visit.bundle.customer.name, signed), clock(signed.at)].join(messages.value.visits.comma)}
          </dd>
        </>
      )}
      <dt>{say.left}</dt>
      <dd>{clock(left.at)}</dd>
    </dl>
  );
}

function signerOf(customer: string, { body }: LogEntry): string {
  const say = messages.value.visits.over;
  if (body.way === 'declined') return say.declined;
  const relation = say.relation[body.relation as keyof typeof say.relation] ?? '';
  return say.signer(body.relation === 'self' ? customer : String(body.name ?? ''), relation);
}

/** What of this visit is saved here and what has reached the office; looked up, never guessed. */
function SavedOf({ here: { view, phone } }: { here: Here }) {
  const say = messages.value.visits.over;
  const waiting = phone.delivery.value.items.filter((item) => item.visit === view.visit.bundle.id);
  const unsent = view.visit.log.filter((fact) => !fact.sent).length;
  const count = Math.max(waiting.length, unsent);
  const photographs = view.facts.filter((fact) => fact.kind === 'photographed').length;
  const evidence = [
    photographs > 0 && say.photographs(photographs),
    signatureIn(view)?.body.way === 'drawn' && say.signatures,
  ]
    .filter(Boolean)
    .join(say.and);
  return (
    <div class="kept where">
      <Icon name={count > 0 ? 'saved' : 'sent'} />
      <div>
        <p>
          <b>{count > 0 ? say.saved(count) : say.savedAll}</b>
        </p>
        {evidence && (
          <p class="second">
            {evidence}
            {messages.value.shell.stop}
          </p>
        )}
        {count > 0 && <p class="second">{say.waits}</p>}
      </div>
    </div>
  );
}

/** The next visit here, else the next of the day, else back to today. */
function onward({ view, phone, others }: Here): PrimaryProps {
  const { over, together, backToday, topAgreed, topWindow } = messages.value.visits;
  const here = others[0];
  if (here)
    return {
      label: together.next(inTongue(here.bundle.work.title)),
      href: address({ page: 'visit', id: here.bundle.id }),
    };
  const next = nextVisit(view.visit, phone.visits.value);
  if (!next) return { label: backToday, note: over.noneNext, href: address({ page: 'today' }) };
  const promise = promised(next);
  const { estate, room, line } = next.bundle.place;
  const time = promise && (promise.window ? topWindow(clock(promise.at)) : topAgreed(clock(promise.at))).join('');
  return {
    label: over.nextHome(estate && room ? `${estate} ${room}` : line),
    ...(time && { note: time }),
    href: address({ page: 'visit', id: next.bundle.id }),
  };
}
