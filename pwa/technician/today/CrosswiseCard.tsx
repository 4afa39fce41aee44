/** Office and phone at cross purposes over one visit: both with their times, what it means, then two or three choices. */
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { clock, inTongue } from '../shell/format.ts';
import { Icon } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../shell/phone.ts';
import { words } from '../shell/words.ts';
import type { Json } from '../storage/wire.ts';
import { telLink } from './links.ts';
import { standingFacts } from './standing.ts';

/** The card for a visit that was given away, cancelled, or has two versions of an answer; nothing when all agree. */
export function CrosswiseCard({ visit, onCarryOn }: { visit: VisitOnPhone; onCarryOn?: () => void }) {
  const open = visit.conflicts.filter((each) => each.state === 'open');
  const taken = visit.evicted !== undefined || visit.state === 'cancelled';
  if (!taken && open.length === 0) return null;
  return taken ? <Taken visit={visit} {...(onCarryOn ? { onCarryOn } : {})} /> : <Conflicts visit={visit} />;
}

function Taken({ visit, onCarryOn }: { visit: VisitOnPhone; onCarryOn?: () => void }) {
  const say = words.value.today.crosswise;
  const own = standingFacts(visit).filter((fact) => fact.mine);
  const cancelled = visit.state === 'cancelled' || visit.evicted?.reason === 'cancelled';
  const name = visit.evicted?.given_to ?? words.value.today.notice.somebody;
  const office = visit.log.findLast((fact) => fact.kind === (cancelled ? 'cancelled' : 'assigned'));
  const arrived = own.find((fact) => fact.kind === 'arrived');
  const times = [arrived && words.value.today.state.arrived(clock(arrived.at)), own.at(-1) && say.lastStep(clock(own.at(-1)!.at))];
  return (
    <section class="band first" aria-labelledby={`crosswise-${visit.bundle.id}`}>
      <h2 class="stateline" id={`crosswise-${visit.bundle.id}`}><Icon name={cancelled ? 'cancel' : 'swap'} /><span>{cancelled ? say.cancelled : say.given(name)}</span></h2>
      <dl class="crosswise">
        <dt>{say.office}</dt><dd>{cancelled ? say.cancelledBy : say.reassigned(name)}{office && <small>{clock(office.at)}</small>}</dd>
        <dt>{say.you}</dt><dd>{own.length ? say.begun(own.length) : say.untouched}<small>{times.filter(Boolean).join(' · ')}</small></dd>
      </dl>
      <p>{own.length ? (visit.readOnly ? say.meaningOver : say.meaning)(own.length) : say.meaningUntouched}</p>
      <Choices visit={visit} name={cancelled ? undefined : name} {...(onCarryOn ? { onCarryOn } : {})} />
    </section>
  );
}

function Choices({ visit, name, onCarryOn }: { visit: VisitOnPhone; name: string | undefined; onCarryOn?: () => void }) {
  const phone = usePhone();
  const say = words.value.today.crosswise;
  const { said, trying } = useTrying();
  const note = (text: string) => trying(() => phone.report({ type: 'visit', id: visit.bundle.id }, 'noted', { text, about: 'visit' }));
  const carryOn = async (): Promise<void> => { if (await note(say.carryOnSaid)) onCarryOn?.(); };
  return (
    <>
      <Failed said={said} />
      <div class="pair">
        <a class="button" href={telLink(visit.bundle.work.hotline)}><Icon name="call" />{say.callOffice}</a>
        {name && !visit.readOnly && <button type="button" class="button" onClick={() => note(say.handSaid(name))}><Icon name="swap" />{say.handTo(name)}</button>}
      </div>
      {onCarryOn && !visit.readOnly && <button type="button" class="button wide below" onClick={carryOn}>{say.carryOn}</button>}
    </>
  );
}

function Conflicts({ visit }: { visit: VisitOnPhone }) {
  const say = words.value.today.crosswise;
  const open = visit.conflicts.filter((each) => each.state === 'open');
  return (
    <section class="band first" aria-labelledby={`conflict-${visit.bundle.id}`}>
      <h2 class="stateline" id={`conflict-${visit.bundle.id}`}><Icon name="swap" /><span>{say.conflict}</span></h2>
      {open.map((conflict) => (
        <dl class="crosswise" key={conflict.id}>
          <dt class="whole">{targetName(visit, conflict.target)}</dt>
          <dt>{say.office}</dt><dd>{shown(conflict.theirs)}</dd>
          <dt>{say.you}</dt><dd>{shown(conflict.mine)}</dd>
        </dl>
      ))}
      <p>{say.conflictMeaning}</p>
    </section>
  );
}

/** The step that a conflict is about, in the words of the standard; its own name where the standard knows none. */
function targetName(visit: VisitOnPhone, target: string): string {
  const id = target.replace(/^(answer|deviation)\./, '');
  const step = visit.standard.moments.flatMap((moment) => moment.steps).find((each) => each.id === id);
  return step ? inTongue(step.text) : id;
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === '') return words.value.today.crosswise.unknown;
  if (value === true) return words.value.today.state.done;
  if (Array.isArray(value)) return value.map(shown).join(words.value.shell.and);
  return typeof value === 'object' ? Object.values(value).map(shown).join(words.value.shell.and) : String(value);
}
