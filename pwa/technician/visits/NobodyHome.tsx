/** Nobody home: from when one may leave (a clock time, no countdown), calls made, the note to copy onto paper and photograph. */
import { useRef, useState } from 'preact/hooks';
import { BottomBar, type PrimaryProps } from '../shell/BottomBar';
import { now } from '../shell/clock';
import { clock } from '../shell/dates';
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import { go } from '../shell/router';
import { messages } from '../shell/messages';
import { CallSheet } from './CallSheet';
import { endAs } from './endings';
import { Frame } from './Frame';
import type { Here } from './here';
import { NowStep } from './NowStep';
import { Shots } from './Photographs';
import { take } from './taking';
import { Say } from './Say';
import { reportStep } from './steps';
import { allowedFrom, wholeMinuteAfter } from './times';
import { firstOf, stepNow, type MomentView, type StepView } from './view';
import { goTo } from './goTo';
import { Sections } from '../shell/parts';
import { Why } from './Why';

type Open = 'say' | 'call' | 'why' | undefined;

export function NobodyHome({ here, moment }: { here: Here; moment: MomentView }) {
  const [sheet, open] = useState<Open>();
  const camera = useRef<HTMLInputElement>(null);
  const say = messages.value.visits.nobody;
  const { view } = here;
  const parts = partsOf(moment);
  const limit = view.visit.standard.limits.find((each) => each.id === parts.wait?.step.limit);
  const free = allowedFrom(limit, view.record, view.inputs);
  const mayLeave = free !== undefined && now.value >= Date.parse(free);
  const close = () => open(undefined);
  const finish = () =>
    here.tap('ended', async () => {
      if (parts.wait?.state === 'open') await reportStep(here, parts.wait.step);
      await endAs(here, moment.moment.outcome!, '');
      go({ page: 'visit', id: view.visit.bundle.id }, { replace: true });
    });
  const primary = primaryOf({
    here,
    moment,
    parts,
    mayLeave,
    finish,
    camera: () => camera.current?.click(),
    call: () => open('call'),
    why: () => open('why'),
  });
  const rest = stepNow({ ...moment, steps: moment.steps.filter((each) => !Object.values(parts).includes(each)) });
  const photo = parts.photo ?? undefined;
  return (
    <Frame
      here={here}
      title={inTongue(moment.moment.title)}
      at={
        view.main.find((each) =>
          each.steps.some(({ step }) => step.answer.kind === 'fact' && step.answer.fact === 'knocked'),
        )!
      }
      bar={<BottomBar say={() => open('say')} visits={[here.view.visit]} primary={primary} />}
    >
      <Sections on="visit" visits={[here.view.visit]} />
      <Waiting here={here} free={free} passed={mayLeave} seconds={limit?.at_least ?? 0} />
      <Calls here={here} onCall={() => open('call')} />
      <Note here={here} free={free} />
      {photo && photo.facts.length > 0 && <Shots here={here} step={photo} />}
      {rest && rest.step.required !== false && <NowStep here={here} each={rest} />}
      <div class="low spread">
        <button type="button" class="button" onClick={() => goIn(here)}>
          <Icon name="door" />
          {say.opened}
        </button>
        {!mayLeave && parts.wait?.state === 'open' && (
          <button type="button" class="link" aria-haspopup="dialog" onClick={() => open('why')}>
            <span>{say.goNow}</span>
          </button>
        )}
      </div>
      <input
        ref={camera}
        class="unseen"
        data-cut-ok
        type="file"
        accept="image/*"
        capture="environment"
        tabIndex={-1}
        aria-label={say.copied}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) void here.tap(`note.${Date.now()}`, () => photographNote(here, file, free));
        }}
      />
      {sheet === 'say' && <Say here={here} moment={moment} now={undefined} onClose={close} />}
      {sheet === 'call' && <CallSheet here={here} onClose={close} />}
      {sheet === 'why' && parts.wait && <Why here={here} step={parts.wait.step} onClose={close} />}
    </Frame>
  );
}

interface Parts {
  call: StepView | undefined;
  note: StepView | undefined;
  photo: StepView | undefined;
  wait: StepView | undefined;
}

function partsOf({ steps }: MomentView): Parts {
  const fact = (kind: string) => steps.find(({ step }) => step.answer.kind === 'fact' && step.answer.fact === kind);
  return {
    call: fact('call_attempted'),
    note: fact('visit_note_left'),
    photo: steps.find(({ step }) => step.answer.kind === 'photograph'),
    wait: steps.find(({ step }) => step.limit !== undefined),
  };
}

interface Choice {
  here: Here;
  moment: MomentView;
  parts: Parts;
  mayLeave: boolean;
  finish: () => Promise<unknown>;
  camera: () => void;
  call: () => void;
  why: () => void;
}

/** What comes next: the call, the note on paper, then leaving; too early it asks for the reason instead of refusing. */
function primaryOf({ here, moment, parts, mayLeave, finish, camera, call, why }: Choice): PrimaryProps {
  const say = messages.value.visits.nobody;
  if (!firstOf(here.view, 'knocked'))
    return {
      label: say.knock,
      note: say.knockHelp,
      onClick: () => here.tap('knock', () => here.report('knocked', {})),
    };
  if (parts.call?.state === 'open') return { label: say.call, note: say.stillCall, onClick: call };
  if (parts.note?.state === 'open' || parts.photo?.state === 'open') return { label: say.copied, onClick: camera };
  const others = moment.steps.filter(
    (each) => each !== parts.wait && each.state === 'open' && each.step.required !== false,
  ).length;
  const label = moment.moment.goes_on ? inTongue(moment.moment.goes_on) : say.leave;
  if (!here.lead)
    return {
      label,
      note: messages.value.visits.finishes(here.view.visit.bundle.work.lead?.name ?? ''),
      disabled: true,
    };
  const reached = here.view.facts.some((fact) => fact.kind === 'call_attempted' && fact.body.result === 'reached');
  return {
    label,
    ...(others > 0 && { note: messages.value.visits.openHere(others) }),
    disabled: others > 0,
    onClick: mayLeave || reached || parts.wait?.state !== 'open' ? finish : why,
  };
}

/** The note as it was copied: leaving no earlier than allowed, else now; then its photograph. */
async function photographNote(here: Here, file: Blob, free: string | undefined): Promise<void> {
  const { note, photo } = partsOf(here.view.side.find((each) => each.moment.outcome === 'nobody_home')!);
  if (note?.state === 'open') {
    const { arrived, left, phone, contact } = noteOf(here, free);
    await here.report('visit_note_left', { arrived: padded(arrived), left: padded(left), phone, contact });
  }
  const step =
    photo ??
    here.view.visit.standard.moments
      .flatMap((each) => each.steps)
      .find((each) => each.answer.kind === 'photograph' && each.answer.purpose === 'visit-note');
  const id = step && ('step' in step ? step.step.id : step.id);
  if (id) await take(here, id, 'visit-note', file);
}

function noteOf(
  here: Here,
  free: string | undefined,
): { arrived: string; left: string; contact: string; phone: string } {
  const arrived =
    firstOf(here.view, 'arrived')?.at ?? firstOf(here.view, 'knocked')?.at ?? new Date(now.value).toISOString();
  const left = free && Date.parse(free) > now.value ? wholeMinuteAfter(free) : new Date(now.value).toISOString();
  return {
    arrived: clock(arrived),
    left: clock(left),
    contact: here.phone.person.value?.name ?? '',
    phone: here.view.visit.bundle.work.hotline,
  };
}

const padded = (time: string): string => time.padStart(5, '0');

function Waiting({
  here,
  free,
  passed,
  seconds,
}: {
  here: Here;
  free: string | undefined;
  passed: boolean;
  seconds: number;
}) {
  const say = messages.value.visits.nobody;
  const knocked = firstOf(here.view, 'knocked');
  if (!free || !knocked)
    return (
      <div class="band">
        <p class="key">{say.knockFirst}</p>
        <p>{say.knockHelp}</p>
      </div>
    );
  return (
    <div class="band">
      <p class="may-leave">
        <b class="figure">{clock(wholeMinuteAfter(free))}</b> <b class="key">{passed ? say.passed : say.from}</b>
      </p>
      <p>{say.since(clock(knocked.at), messages.value.shell.minutesLong(Math.round(seconds / 60)))}</p>
    </div>
  );
}

function Calls({ here, onCall }: { here: Here; onCall: () => void }) {
  const say = messages.value.visits.nobody;
  const calls = here.view.facts.filter((fact) => fact.kind === 'call_attempted');
  const names: Record<string, string> = { no_answer: say.noAnswer, off: say.off, reached: say.reached };
  return (
    <div class="calls">
      <h3>{say.calls}</h3>
      {calls.length === 0 && <p class="second">{say.noCalls}</p>}
      {calls.map((fact) => (
        <p key={fact.id} class="called">
          <span>{clock(fact.at)}</span>
          <span>{here.view.visit.bundle.customer.phone_masked}</span>
          <b>{names[String(fact.body.result)]}</b>
        </p>
      ))}
      <button type="button" class="button wide" aria-haspopup="dialog" onClick={onCall}>
        <Icon name="call" />
        {calls.length ? say.again : say.call}
      </button>
    </div>
  );
}

/** The four facts of the note, large, to be copied by hand (HV-9b). */
function Note({ here, free }: { here: Here; free: string | undefined }) {
  const say = messages.value.visits.nobody;
  const note = noteOf(here, free);
  return (
    <div class="band paper">
      <h3>{say.note}</h3>
      <dl class="facts large">
        <dt>{say.arrived}</dt>
        <dd>{note.arrived}</dd>
        <dt>{say.left}</dt>
        <dd>
          {note.left} <small>{say.later}</small>
        </dd>
        <dt>{say.contact}</dt>
        <dd>{note.contact}</dd>
        <dt>{say.phone}</dt>
        <dd>{note.phone}</dd>
      </dl>
    </div>
  );
}

/** The door opened after all: on with the visit, where being asked in has its own button. */
function goIn(here: Here): void {
  const inside = here.view.main.find((each) =>
    each.steps.some(({ step }) => step.answer.kind === 'fact' && step.answer.fact === 'entered'),
  );
  if (inside) goTo(here, inside.moment.id);
}
