/** My proof: per visit of the last days when I came, what was agreed, who signed, and when the office had all of it. */
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { clock, dayName, dayOf } from '../shell/dates.ts';
import { Icon } from '../shell/icons.tsx';
import { address } from '../shell/router.ts';
import { TopLine } from '../shell/TopLine.tsx';
import { messages } from '../shell/messages.ts';
import { dueOf } from '../today/day.ts';
import { AT_WORK, ENDED } from '../standard/states.ts';
import { EveningReport } from './EveningReport.tsx';
import { proofOf, type Proof } from './proof.ts';

export function ProofPage() {
  const phone = usePhone();
  const { proof } = messages.value.delivery;
  const today = dayOf(now.value);
  const waiting = new Set(phone.delivery.value.items.map((item) => item.visit));
  const begun = phone.visits.value
    .filter((visit) => AT_WORK.has(visit.state) || ENDED.has(visit.state))
    .sort((one, other) => (dueOf(one) > dueOf(other) ? -1 : 1));
  const days = [...new Set(begun.map((visit) => visit.bundle.work.day))];
  return (
    <div class="page">
      <TopLine>
        <b>{proof.title}</b>
      </TopLine>
      <main id="content">
        <div class="head open">
          <h1 tabIndex={-1}>{proof.title}</h1>
          <p class="sub">{proof.lead}</p>
        </div>
        {begun.length === 0 && (
          <div class="empty">
            <Icon name="check" />
            <h2>{proof.none}</h2>
            <p>{proof.noneNext}</p>
          </div>
        )}
        {days.map((day) => (
          <section key={day}>
            <h2 class="section">{dayName(day, today)}</h2>
            {begun
              .filter((visit) => visit.bundle.work.day === day)
              .map((visit) => (
                <Entry key={visit.bundle.id} proof={proofOf(visit, waiting)} />
              ))}
          </section>
        ))}
        <EveningReport />
      </main>
    </div>
  );
}

function Entry({ proof }: { proof: Proof }) {
  const { proof: say } = messages.value.delivery;
  const { bundle } = proof.visit;
  return (
    <article class="band">
      <h3>
        <a class="inline" href={address({ page: 'visit', id: bundle.id })}>
          {bundle.place.line}
        </a>
      </h3>
      <dl class="facts">
        {proof.arrived && (
          <>
            <dt>{say.arrived}</dt>
            <dd>
              {clock(proof.arrived)}
              {proof.early !== undefined && <span class="meaning">{punctual(proof.early)}</span>}
            </dd>
          </>
        )}
        {proof.agreed && (
          <>
            <dt>{say.agreed}</dt>
            <dd>{clock(proof.agreed)}</dd>
          </>
        )}
        {proof.told && (
          <>
            <dt>{say.told}</dt>
            <dd>{clock(proof.told.at)}</dd>
          </>
        )}
        {proof.signed && (
          <>
            <dt>{say.signed}</dt>
            <dd>
              {signer(proof)} {clock(proof.signed.at)}
            </dd>
          </>
        )}
        {proof.left && (
          <>
            <dt>{say.left}</dt>
            <dd>{clock(proof.left)}</dd>
          </>
        )}
        <dt>{say.received}</dt>
        <dd class="received">
          <Icon name={proof.home ? 'sent' : 'saved'} small />
          {proof.home ? (proof.received ? clock(proof.received) : say.all) : say.waiting}
        </dd>
      </dl>
    </article>
  );
}

function signer({ signed }: Proof): string {
  const { declined, relation } = messages.value.visits.over;
  return signed?.body.way === 'declined'
    ? declined
    : (relation[String(signed?.body.relation) as keyof typeof relation] ?? '');
}

function punctual(early: number): string {
  const { proof: say } = messages.value.delivery;
  return early > 0 ? say.inTime(early) : early < 0 ? say.late(-early) : say.onTime;
}
