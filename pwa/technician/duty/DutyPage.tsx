/** My turn of duty (pictures field 09 to 09c): who is on, what is open, its book, handing it over and taking it, without a network, too. */
import { useState } from 'preact/hooks';
import { BottomBar } from '../shell/BottomBar.tsx';
import { usePhone } from '../shell/context.tsx';
import { clock, clockOn } from '../shell/dates.ts';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { inTongue } from '../shell/format.ts';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { go } from '../shell/router.ts';
import { TopLine } from '../shell/TopLine.tsx';
import { Written } from '../shell/Written.tsx';
import type { OpenThing, Turn } from '../storage/wire.ts';
import { telLink } from '../today/links.ts';
import { dutyMessages, postOf } from './messages.ts';
import { useDuty } from './said.ts';

declare module '../storage/factKinds.ts' {
  interface AddedFacts {
    took_over: true;
    handed_over: true;
    duty_noted: true;
  }
}

const KEYS = 200,
  NOTES = 1000; // letters

export function DutyPage({ give, take }: { give?: string; take?: string }) {
  const duty = useDuty();
  const { on, take: mine, gave } = duty;
  return (
    <div class="page">
      <TopLine />
      {take && mine?.id === take ? (
        <Take turn={mine} />
      ) : give && on?.id === give && !gave ? (
        <Give turn={on} />
      ) : (
        <OnDuty />
      )}
    </div>
  );
}

function OnDuty() {
  const { on, gave, relief, take, next } = useDuty(),
    say = dutyMessages[language.value];
  const turn = on ?? take ?? next;
  if (!turn)
    return (
      <>
        <main id="content" class="prose">
          <h1 tabIndex={-1}>{say.none}</h1>
        </main>
        <BottomBar primary={{ label: say.today, onClick: () => go({ page: 'today' }) }} />
      </>
    );
  const open = on?.open ?? [];
  const primary = take
    ? { label: say.take, onClick: () => go({ page: 'duty', take: take.id }) }
    : on && !gave
      ? { label: say.give, note: say.openCount(open.length), onClick: () => go({ page: 'duty', give: on.id }) }
      : { label: say.today, onClick: () => go({ page: 'today' }) };
  return (
    <>
      <main id="content">
        <div class="head open">
          <h1 tabIndex={-1}>{on ? say.on : say.planned}</h1>
        </div>
        <div class="band first">
          <h2>{postOf(turn)}</h2>
          <p>
            <b>
              {clockOn(turn.from)}–{clock(turn.to)}
            </b>{' '}
            {on && say.until}
          </p>
          {relief && <p class="second">{say.relief(relief.person.name, clockOn(relief.from))}</p>}
          {gave && (
            <p class="stateline attention" role="status">
              <Icon name="swap" />
              <span>{say.gaveNext(clockOn(gave))}</span>
            </p>
          )}
          <Others of={turn} />
        </div>
        <Open title={say.openCount(open.length)} things={open} />
        {on && <Book turn={on} />}
      </main>
      <BottomBar primary={primary} />
    </>
  );
}

/** A line in the book of my turn; it is saved here and goes home like everything else. */
function Book({ turn }: { turn: Turn }) {
  const phone = usePhone(),
    { said, note, me } = useDuty(),
    say = dutyMessages[language.value];
  const [kept, keep] = useState('');
  const { said: failed, trying } = useTrying();
  const { line = '' } = said[turn.id] ?? {};
  const save = async () => {
    const text = line.trim();
    const body = { duty: turn.id, text };
    if (!text || !(await trying(() => phone.report({ type: 'person', id: me }, 'duty_noted', body)))) return;
    note(turn.id, { line: '' });
    keep(text);
  };
  return (
    <div class="band stack">
      <Failed said={failed} />
      <div class="field">
        <label for="duty-line">{say.line}</label>
        <Written id="duty-line" value={line} longest={NOTES} onText={(text) => note(turn.id, { line: text })} />
      </div>
      <button type="button" class="button" onClick={() => void save()}>
        {say.write}
      </button>
      <p role="status" class="second">
        {kept && say.written(kept)}
      </p>
    </div>
  );
}

function Give({ turn }: { turn: Turn }) {
  const phone = usePhone(),
    { relief, said, note, me } = useDuty(),
    say = dutyMessages[language.value];
  const { keys = '', notes = '' } = said[turn.id] ?? {};
  const { said: failed, trying } = useTrying();
  const open = turn.open ?? [];
  const give = async () => {
    const read = open.map(({ type, id, due }) => ({ type, id, ...(due && { due }) }));
    const words = { ...(keys.trim() && { keys: keys.trim() }), ...(notes.trim() && { notes: notes.trim() }) };
    const body = { duty: turn.id, open: read, ...words };
    if (!(await trying(() => phone.report({ type: 'person', id: me }, 'handed_over', body)))) return;
    note(turn.id, { gave: new Date().toISOString() });
    go({ page: 'duty' }, { replace: true });
  };
  const name = relief?.person.name;
  return (
    <>
      <main id="content">
        <div class="head open">
          <h1 tabIndex={-1}>{say.give}</h1>
          <p class="sub">{[name && say.to(name), say.byRecord(open.length)].filter(Boolean).join(' · ')}</p>
        </div>
        <Failed said={failed} />
        <Open things={open} />
        <div class="band stack">
          <div class="field">
            <label for="duty-keys">{say.keys}</label>
            <Written id="duty-keys" value={keys} longest={KEYS} onText={(text) => note(turn.id, { keys: text })} />
          </div>
          <div class="field">
            <label for="duty-notes">
              {say.notes} <small>{say.optional}</small>
            </label>
            <Written id="duty-notes" value={notes} longest={NOTES} onText={(text) => note(turn.id, { notes: text })} />
          </div>
        </div>
      </main>
      <BottomBar primary={{ label: name ? say.giveTo(name) : say.give, note: say.stillYou, onClick: give }} />
    </>
  );
}

function Take({ turn }: { turn: Turn }) {
  const phone = usePhone(),
    { from, note, me } = useDuty(),
    say = dutyMessages[language.value];
  const { said: failed, trying } = useTrying();
  const take = async () => {
    if (!(await trying(() => phone.report({ type: 'person', id: me }, 'took_over', { duty: turn.id })))) return;
    note(turn.id, { took: new Date().toISOString() });
    go({ page: 'duty' }, { replace: true });
  };
  const open = from?.open ?? [];
  const called = from?.person.phone;
  return (
    <>
      <main id="content">
        <div class="head open">
          <h1 tabIndex={-1}>{say.take}</h1>
          <p class="sub">
            {[from?.given ? say.gaveYou(from.person.name, clockOn(from.given)) : say.notGiven, postOf(turn)].join(
              ' · ',
            )}
          </p>
        </div>
        <Failed said={failed} />
        <Open title={from?.given ? say.taken(open.length) : ''} things={open} />
        <Said title={say.keys} text={from?.keys} />
        <Said title={from ? say.said(from.person.name) : ''} text={from?.notes} />
        {called && (
          <div class="prose">
            <a class="link" href={telLink(called)}>
              <Icon name="call" small />
              <span>{say.unclear(from.person.name)}</span>
            </a>
          </div>
        )}
      </main>
      <BottomBar primary={{ label: say.taking, note: say.takingNote(clock(turn.to)), onClick: take }} />
    </>
  );
}

function Open({ title, things }: { title?: string; things: readonly OpenThing[] }) {
  const say = dutyMessages[language.value];
  return (
    <section>
      {title && <h2 class="row-head">{title}</h2>}
      <ul class="lines">
        {things.map(({ id, type, words, due }) => (
          <li key={id}>
            <span class="what">{inTongue(words) || say.things[type]}</span>
            {due && <span class="second">{say.before(clockOn(due))}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const Said = ({ title, text }: { title: string; text: string | undefined }) =>
  text ? (
    <div class="band">
      <h2>{title}</h2>
      <p class="gist">{text}</p>
    </div>
  ) : null;

/** Who has the other posts now, each with the key to call. */
function Others({ of: turn }: { of: Turn }) {
  const phone = usePhone();
  const others = phone.duty.value.filter(({ state, post }) => state !== 'planned' && post !== turn.post);
  const hotline = phone.organisation.value?.hotline;
  const shown = others.flatMap((other) => {
    const number = other.post.startsWith('hotline') ? hotline : other.person.phone;
    return number ? [{ other, number }] : [];
  });
  return shown.length > 0 ? (
    <div class="pair">
      {shown.slice(0, 4).map(({ other, number }) => (
        <a class="button" key={other.id} href={telLink(number)}>
          <Icon name="call" />
          {postOf(other)} {other.person.name}
        </a>
      ))}
    </div>
  ) : null;
}
