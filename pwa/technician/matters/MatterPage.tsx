/** The matter of a visit (4.3): what it is about, how its limits stand, what was promised, earlier visits, what is missing. Without a network, too. */
import { useState } from 'preact/hooks';
import { BottomBar } from '../shell/BottomBar.tsx';
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { dayAndTime, dayName } from '../shell/dates.ts';
import { inTongue } from '../shell/format.ts';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { address } from '../shell/router.ts';
import { TopLine } from '../shell/TopLine.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import type { MatterOfVisit } from '../storage/wire.ts';
import { stateOfLimit } from './limits.ts';
import { matterMessages } from './messages.ts';
import { missingOf } from './missing.ts';
import { TellMissing } from './TellMissing.tsx';

export function MatterPage({ visit: id }: { visit: string }) {
  const visit = usePhone().visit(id).value,
    say = matterMessages[language.value];
  const [telling, tell] = useState(false);
  const matter = visit?.bundle.work.matter;
  return (
    <div class="page">
      <TopLine />
      {matter ? (
        <Matter visit={visit} matter={matter} onTell={() => tell(true)} />
      ) : (
        <main id="content" class="prose">
          <h1 tabIndex={-1}>{say.notHere}</h1>
        </main>
      )}
      <BottomBar primary={{ label: say.back, href: address({ page: 'visit', id }) }} />
      {telling && visit && <TellMissing visits={[visit]} items={missingOf(visit)} onClose={() => tell(false)} />}
    </div>
  );
}

function Matter({ visit, matter, onTell }: { visit: VisitOnPhone; matter: MatterOfVisit; onTell: () => void }) {
  const say = matterMessages[language.value];
  const missing = missingOf(visit);
  return (
    <main id="content">
      <div class="head open">
        <h1 tabIndex={-1}>{inTongue(visit.bundle.work.title)}</h1>
        <p class="sub">
          {say.matter(matter.number)} · {say.since(dayAndTime(matter.since))}
        </p>
      </div>
      {matter.title && (
        <div class="band">
          <p class="gist">{matter.title}</p>
        </div>
      )}
      <Limits of={matter} />
      <Rows
        title={say.promised}
        rows={matter.promised?.map(({ kind, due, what }) => [
          say.kinds[kind] ?? say.kinds.other!,
          [say.until(dayAndTime(due)), what].filter(Boolean).join(' · '),
          Date.parse(due) < now.value,
        ])}
      />
      <Rows
        title={say.earlier}
        rows={matter.earlier?.map(({ day, number, title, state }) => [
          inTongue(title),
          `${dayName(day)} · ${number} · ${say.states[state]}`,
        ])}
      />
      <Rows title={say.missing} rows={missing.map((each) => [each, ''])} />
      {!visit.readOnly && (
        <button type="button" class="step" aria-haspopup="dialog" onClick={onTell}>
          <Icon name="pen" />
          <span>{missing.length > 0 ? say.tellAgain : say.tell}</span>
          <Icon name="forward" class="go" />
        </button>
      )}
    </main>
  );
}

function Limits({ of: { limits } }: { of: MatterOfVisit }) {
  const say = matterMessages[language.value];
  return (
    <Rows
      title={say.limits}
      rows={limits?.map((limit) => {
        const { words, late } = stateOfLimit(limit, now.value, say);
        return [`${inTongue(limit.label)} · ${limit.mine ? say.you : say.team}`, words, late];
      })}
    />
  );
}

/** [line, what is said under it, whether it is late] of each. */
function Rows({ title, rows = [] }: { title: string; rows?: [string, string, boolean?][] | undefined }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h2 class="row-head">{title}</h2>
      <ul class="lines">
        {rows.map(([line, under, late], place) => (
          <li key={place}>
            <span class="what">{line}</span>
            {under && (
              <span class={late ? 'stateline attention' : 'second'}>
                {late && <Icon name="warning" small />}
                <span>{under}</span>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
