/** What the company asks about a complaint, in its own words, and what happened as the person concerned saw it (picture quality 12d). */
import { useEffect, useState } from 'preact/hooks';
import { BottomBar } from '../shell/BottomBar.tsx';
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { dayAndTime, dayName, dayOf } from '../shell/dates.ts';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { address, go } from '../shell/router.ts';
import { TopLine } from '../shell/TopLine.tsx';
import { Written } from '../shell/Written.tsx';
import type { Asked } from '../storage/wire.ts';
import { statementMessages } from './messages.ts';
import { draftOf, isOpen } from './written.ts';

declare module '../storage/factKinds.ts' {
  interface AddedFacts {
    statement_seen: true;
    stated: true;
  }
}

const LONGEST = 2000; // letters; the server takes twice as much

export function StatementPage({ complaint }: { complaint: string }) {
  const phone = usePhone(),
    say = statementMessages[language.value];
  const asked = phone.asked.value[complaint];
  return (
    <div class="page">
      <TopLine>
        <b>{say.title}</b>
      </TopLine>
      {asked ? (
        <Question key={complaint} complaint={complaint} asked={asked} />
      ) : (
        <main id="content" class="prose">
          <h1 tabIndex={-1}>{say.notHere}</h1>
          <p>{say.notHereNext}</p>
        </main>
      )}
    </div>
  );
}

function Question({ complaint, asked }: { complaint: string; asked: Asked }) {
  const phone = usePhone(),
    say = statementMessages[language.value];
  const draft = draftOf(phone, complaint);
  const written = draft.value.value ?? { text: '' };
  const open = isOpen(asked, written);
  const [wrong, object] = useState('');
  const { said, trying } = useTrying();
  const me = { type: 'person', id: phone.person.value?.id ?? '' } as const;
  useEffect(() => {
    if (asked.due || written.seen || !open) return;
    void trying(() => phone.report(me, 'statement_seen', { complaint })).then(
      (done) => done && draft.set({ ...(draft.value.value ?? { text: '' }), seen: true }),
    );
  }, []);
  const give = async (): Promise<void> => {
    const text = written.text.trim();
    if (!text) return object(say.write);
    if (await trying(() => phone.report(me, 'stated', { complaint, text })))
      draft.set({ ...written, text, given: new Date(now.value).toISOString() });
  };
  return (
    <>
      <main id="content">
        <Head asked={asked} />
        <Failed said={said} />
        {open ? (
          <div class="band">
            <div class={`field${wrong ? ' wrong' : ''}`}>
              <label for="statement">{say.what}</label>
              <p class="help" id="statement-help">
                {say.help}
              </p>
              {wrong && (
                <p class="error" role="alert" id="statement-error">
                  <Icon name="warning" small />
                  {wrong}
                </p>
              )}
              <Written
                id="statement"
                tall
                longest={LONGEST}
                value={written.text}
                aria-describedby="statement-help"
                onText={(text) => {
                  object('');
                  draft.set({ ...written, text });
                }}
              />
            </div>
            <p class="second">{say.customer}</p>
          </div>
        ) : (
          <Done asked={asked} text={written.text} given={written.given} />
        )}
      </main>
      <BottomBar
        primary={
          open
            ? { label: say.give, note: say.giveNote, onClick: give }
            : { label: say.today, onClick: () => go({ page: 'today' }) }
        }
      />
    </>
  );
}

function Head({ asked: { number, gist, visit, due, stated, closed } }: { asked: Asked }) {
  const phone = usePhone(),
    say = statementMessages[language.value];
  const held = visit && phone.visits.value.some(({ slot }) => slot.id === visit.id);
  const late = due !== undefined && Date.parse(due) < now.value;
  return (
    <>
      <div class="head open">
        <h1 tabIndex={-1}>{say.head}</h1>
        <p class="sub">
          {[say.number(number), visit && `${dayName(visit.day, dayOf(now.value))} ${visit.number}`]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {due && !stated && !closed && <p class="sub">{late ? say.late : say.due(dayAndTime(due))}</p>}
      </div>
      <div class="band">
        <p class="gist">{gist}</p>
        {held && (
          <p>
            <a class="link" href={address({ page: 'visit', id: visit.id } as Parameters<typeof address>[0])}>
              <span>{say.visit}</span>
            </a>
          </p>
        )}
      </div>
    </>
  );
}

/** It is handed in: what was written stays readable until the company has it; then the finding, once there is one. */
function Done({ asked, text, given }: { asked: Asked; text: string; given: string | undefined }) {
  const say = statementMessages[language.value];
  const { stated, closed, finding } = asked;
  return (
    <>
      {(stated ?? given) && (
        <div class="notice good" role="status">
          <Icon name="check" />
          <p>
            <b>{stated ? say.has(dayAndTime(stated)) : say.given(dayAndTime(given!))}</b>
            {!stated && say.givenNext}
          </p>
        </div>
      )}
      {closed && (
        <div class="notice">
          <Icon name="list" />
          <p>{say.closed}</p>
        </div>
      )}
      {finding && (
        <div class="band">
          <h2>{say.finding}</h2>
          <p>
            {[say.findings[finding.valid], ...finding.grounds.map((each) => say.grounds[each])]
              .filter(Boolean)
              .join(' · ')}
          </p>
          <p class="second">{say.noPoints}</p>
        </div>
      )}
      {text && (
        <div class="band">
          <h2>{say.what}</h2>
          <p class="gist">{text}</p>
        </div>
      )}
    </>
  );
}
