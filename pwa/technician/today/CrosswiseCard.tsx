/** Office and phone at cross purposes over one visit: both with their times, what it means, then two or three choices. */
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { clock, clockOn } from '../shell/dates.ts';
import { Icon } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { messages } from '../shell/messages.ts';
import { telLink } from './links.ts';
import { currentFacts } from './visitStatus.ts';

/** The card for a visit that was given away or cancelled; nothing when it is still theirs. Two records at cross purposes have cards of their own. */
export function CrosswiseCard({ visit, onCarryOn }: { visit: VisitOnPhone; onCarryOn?: () => void }) {
  const taken = visit.evicted !== undefined || visit.state === 'cancelled';
  return taken ? <Taken visit={visit} {...(onCarryOn ? { onCarryOn } : {})} /> : null;
}

function Taken({ visit, onCarryOn }: { visit: VisitOnPhone; onCarryOn?: () => void }) {
  const say = messages.value.today.crosswise;
  const own = currentFacts(visit).filter((fact) => fact.mine);
  const cancelled = visit.state === 'cancelled' || visit.evicted?.reason === 'cancelled';
  const name = visit.evicted?.given_to ?? messages.value.today.notice.somebody;
  const office =
    visit.evicted?.at ?? (cancelled ? visit.log.findLast((fact) => fact.kind === 'cancelled')?.at : undefined); // the last one here gave the visit to this technician
  const arrived = own.find((fact) => fact.kind === 'arrived');
  const times = [
    arrived && messages.value.today.state.arrived(clock(arrived.at)),
    own.at(-1) && say.lastStep(clock(own.at(-1)!.at)),
  ];
  return (
    <section class="band first" aria-labelledby={`crosswise-${visit.bundle.id}`}>
      <h2 class="stateline" id={`crosswise-${visit.bundle.id}`}>
        <Icon name={cancelled ? 'cancel' : 'swap'} />
        <span>{cancelled ? say.cancelled : say.given(name)}</span>
      </h2>
      <dl class="crosswise">
        <dt>{say.office}</dt>
        <dd>
          {cancelled ? say.cancelledBy : say.reassigned(name)}
          {visit.evicted?.why && <> · {visit.evicted.why}</>}
          {office && <small>{clockOn(office)}</small>}
        </dd>
        <dt>{say.you}</dt>
        <dd>
          {own.length ? say.begun(own.length) : say.untouched}
          <small>{times.filter(Boolean).join(' · ')}</small>
        </dd>
      </dl>
      <p>{own.length ? (visit.readOnly ? say.meaningOver : say.meaning)(own.length) : say.meaningUntouched}</p>
      <Choices visit={visit} name={cancelled ? undefined : name} {...(onCarryOn ? { onCarryOn } : {})} />
    </section>
  );
}

function Choices({
  visit,
  name,
  onCarryOn,
}: {
  visit: VisitOnPhone;
  name: string | undefined;
  onCarryOn?: () => void;
}) {
  const phone = usePhone();
  const say = messages.value.today.crosswise;
  const { said, trying } = useTrying();
  const note = (text: string) =>
    trying(() => phone.report({ type: 'visit', id: visit.bundle.id }, 'noted', { text, about: 'visit' }));
  const carryOn = async (): Promise<void> => {
    if (await note(say.carryOnSaid)) onCarryOn?.();
  };
  return (
    <>
      <Failed said={said} />
      <div class="pair">
        <a class="button" href={telLink(visit.bundle.work.hotline)}>
          <Icon name="call" />
          {say.callOffice}
        </a>
        {name && !visit.readOnly && (
          <button type="button" class="button" onClick={() => note(say.handSaid(name))}>
            <Icon name="swap" />
            {say.handTo(name)}
          </button>
        )}
      </div>
      {onCarryOn && !visit.readOnly && (
        <button type="button" class="button wide below" onClick={carryOn}>
          {say.carryOn}
        </button>
      )}
    </>
  );
}
