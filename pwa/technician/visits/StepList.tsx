/** The steps of a page: done ones folded, the last of them with who and when, then the step that is next, then the rest. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import { messages } from '../shell/messages';
import { byCustomer } from './leads';
import type { Here } from './here';
import { NowStep } from './NowStep';
import { DoneRow } from './DoneRow';
import { folded, roomFor, type MomentView, type StepView } from './view';

interface ListProps {
  here: Here;
  moment: MomentView;
  now: StepView | undefined;
  onChoose: (step: string) => void;
  apart?: StepView | undefined;
}

export function StepList({ here, moment, now, onChoose, apart }: ListProps) {
  const [unfolded, unfold] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const steps = moment.steps.filter((each) => each !== apart);
  const done = steps.filter((each) => each.state !== 'open');
  const open = steps.filter((each) => each.state === 'open' && each !== now);
  const latest = here.view.facts.findLast((fact) => fact.mine && done.some((each) => each.facts.includes(fact)));
  const { hidden, shown } = folded(done, roomFor(window.innerHeight, rem()), latest?.id);
  useEffect(() => {
    // What stands above the steps (another end, what the customer says is wrong) must be seen before the next step is.
    if (!document.querySelector('main .notice')) frame.current?.scrollIntoView({ block: 'nearest' });
  }, [now?.step.id]);
  return (
    <div class="steps">
      {hidden.length > 0 && <Fold steps={hidden} open={unfolded} onToggle={() => unfold(!unfolded)} />}
      {[...(unfolded ? hidden : []), ...shown].map((each) => (
        <DoneRow key={each.step.id} here={here} each={each} />
      ))}
      {now && standsOut(here, now) && (
        <div ref={frame} class="now-place">
          <NowStep key={now.step.id} here={here} each={now} />
        </div>
      )}
      {(now && !standsOut(here, now) ? [now, ...open] : open).map((each) => (
        <ToDo key={each.step.id} here={here} each={each} onChoose={onChoose} />
      ))}
    </div>
  );
}

/** What only the customer does stands out here once they had the phone and left it open: then it can be noted why. */
function standsOut({ view }: Here, now: StepView): boolean {
  return !view.visit.readOnly && (!byCustomer(now) || view.facts.some((fact) => fact.kind === 'customer_mode_left'));
}

/** Done rows as one: "5 steps done, 1 not as asked". */
function Fold({ steps, open, onToggle }: { steps: StepView[]; open: boolean; onToggle: () => void }) {
  const say = messages.value.visits;
  const appointed = steps.filter((each) => each.state === 'appointed').length;
  const deviated = steps.filter((each) => each.state === 'deviated').length;
  return (
    <button type="button" class="step" aria-expanded={open} onClick={onToggle}>
      <span class="box done">
        <Icon name="check" />
      </span>
      <span>
        {say.doneSteps(steps.length)}
        {deviated > 0 && say.deviatedSteps(deviated)}
        {appointed > 0 && say.appointedSteps(appointed)}
      </span>
      <Icon name={open ? 'up' : 'down'} class="go" />
    </button>
  );
}

/** A step that is still to do; tapping makes it the one that is next, because no order is forced. */
function ToDo({ here, each, onChoose }: { here: Here; each: StepView; onChoose: (step: string) => void }) {
  const say = messages.value.visits;
  const note = each.step.required === false ? say.optional : undefined;
  const inside = (
    <>
      <span class="box" />
      <span>
        {inTongue(each.step.text)}
        {note && <span class="said">{note}</span>}
      </span>
    </>
  );
  if (byCustomer(each) || here.view.visit.readOnly) return <div class={`step${note ? ' two' : ''}`}>{inside}</div>;
  return (
    <button type="button" class={`step${note ? ' two' : ''}`} onClick={() => onChoose(each.step.id)}>
      {inside}
    </button>
  );
}

const rem = (): number => parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
