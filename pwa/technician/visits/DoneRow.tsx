/** A step that is done, not as asked or appointed: what was noted, by whom and when; undo for ten seconds, then correct. */
import { useEffect, useState } from 'preact/hooks';
import { byTheOffice, now } from '../shell/clock';
import { clock } from '../shell/dates';
import { inTongue } from '../shell/format';
import { Icon, type IconName } from '../shell/icons';
import type { LogEntry } from '../phone/interface';
import { messages } from '../shell/messages';
import { Fix } from './Fix';
import type { Here } from './here';
import { byCustomer } from './leads';
import { Shots } from './Photographs';
import { saidOf } from './saidOf';
import { withdraw } from './steps';
import { early } from '../standard/limits';
import { promised } from './times';
import { SLIP_SECONDS } from '../standard/figures';
import { undoable, type StepView } from './view';

const BOXES: Record<string, IconName> = { done: 'check', deviated: 'dash', appointed: 'clock' };

export function DoneRow({ here, each }: { here: Here; each: StepView }) {
  const [fixing, fix] = useState(false);
  const last = each.facts.at(-1);
  const slip = useSlip(last) && !byCustomer(each); // because what the customer gave is never the technician's to take back
  if (!last) return null;
  const photographs = each.step.answer.kind === 'photograph' && each.state === 'done';
  const fixed = byCustomer(each) || photographs || here.view.visit.readOnly;
  const arrival = last.kind === 'arrived';
  const inside = (
    <>
      <span class={`box ${each.state}`}>
        <Icon name={BOXES[each.state]!} />
      </span>
      {arrival ? (
        <Arrival here={here} fact={last} />
      ) : (
        <span>
          {inTongue(each.step.text)}
          <span class="said">{saidOf(here, each, last)}</span>
        </span>
      )}
    </>
  );
  const shape = `step${photographs ? '' : ' two'}${each.state === 'deviated' ? ' deviated' : ''}${arrival ? ' white' : ''}`;
  return (
    <>
      {slip ? (
        <div class={shape}>
          {inside}
          <Undo here={here} fact={last} />
        </div>
      ) : fixed ? (
        <div class={shape}>{inside}</div>
      ) : (
        <button type="button" class={shape} onClick={() => fix(true)}>
          {inside}
        </button>
      )}
      {photographs && <Shots here={here} step={each} />}
      {fixing && <Fix here={here} each={each} fact={last} onClose={() => fix(false)} />}
    </>
  );
}

/** True while this fact can still be undone at once; falls back by itself, without a clock running on the page. */
function useSlip(fact: LogEntry | undefined): boolean {
  const [, renew] = useState(0);
  const left = fact ? SLIP_SECONDS * 1000 - (now.value && Date.now() - Date.parse(fact.at)) : 0;
  useEffect(() => {
    if (left <= 0) return undefined;
    const over = setTimeout(() => renew((count) => count + 1), left + 50);
    return () => clearTimeout(over);
  }, [fact?.id]);
  return left > 0 && undoable(fact, Date.now());
}

function Undo({ here, fact }: { here: Here; fact: LogEntry }) {
  return (
    <button
      type="button"
      class="link undo"
      onClick={() => void here.tap(`undo.${fact.id}`, () => withdraw(here, fact.id, 'slip'))}
    >
      <Icon name="undo" />
      <span>{messages.value.visits.undo}</span>
    </button>
  );
}

/** Arrival is the large fact of the door: when, against what was agreed, and what of the place is kept. */
function Arrival({ here: { view }, fact }: { here: Here; fact: LogEntry }) {
  const { door, topArrived } = messages.value.visits;
  const promise = promised(view.visit);
  const accuracy = (fact.body.place as { accuracy?: number } | undefined)?.accuracy;
  return (
    <span class="arrival">
      <strong class="figures">{topArrived(clock(fact.at)).join('')}</strong>
      {promise && <span>{againstPromise(fact.at, promise)}</span>}
      <span class="said">{accuracy === undefined ? door.noPlace : door.place(accuracy)}</span>
    </span>
  );
}

function againstPromise(arrived: string, promise: { at: string; window: boolean }): string {
  const { door } = messages.value.visits;
  const minutes = early(byTheOffice(arrived), promise.at);
  const span = messages.value.shell.minutesLong(Math.abs(minutes));
  if (promise.window && minutes >= 0) return door.inWindow(clock(promise.at));
  return minutes > 0
    ? door.early(clock(promise.at), span)
    : minutes === 0
      ? door.onTime(clock(promise.at))
      : door.late(clock(promise.at), span);
}
