/** Two records at cross purposes in plain words: who said what when, what counts now, and two buttons that ask the office. */
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { clock } from '../shell/dates.ts';
import { Icon } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { messages } from '../shell/messages.ts';
import type { ConflictRecord } from '../storage/wire.ts';
import { countsOf, nameOf, saidOf, wishesFor, type Wish } from './conflictTexts.ts';
import { telLink } from './links.ts';

const DAY = 86_400_000;

/** Open ones, and what the office has decided since yesterday. */
export function worthSaying({ conflicts }: VisitOnPhone): ConflictRecord[] {
  const lately = (at: string | undefined): boolean => at !== undefined && now.value - Date.parse(at) < DAY;
  return conflicts.filter((each) => each.state === 'open' || lately(each.settled?.at));
}

export function ConflictCard({ visit, conflict }: { visit: VisitOnPhone; conflict: ConflictRecord }) {
  const say = messages.value.today.conflict;
  const open = conflict.state === 'open';
  const title = say.title[conflict.kind ?? ''] ?? say.other;
  const side = (word: 'mine' | 'theirs') => {
    const { from, by, at, you = true } = conflict.sides?.[word] ?? {};
    const who =
      word === 'mine' && you && conflict.kind !== 'changed'
        ? say.you
        : from === 'phone' && by
          ? by
          : (say.from[from ?? 'office'] ?? '');
    return (
      <>
        <dt>{who}</dt>
        <dd>
          {saidOf(visit, conflict, word)}
          <small>{[at && clock(at), countsOf(visit, conflict, word)].filter(Boolean).join(' · ')}</small>
        </dd>
      </>
    );
  };
  return (
    <section class="band first" aria-labelledby={`conflict-${conflict.id}`}>
      <h2 class="stateline" id={`conflict-${conflict.id}`}>
        <Icon name={open ? 'swap' : 'tick'} />
        <span>{open ? title : say.decided(conflict.settled?.by ?? say.from.office ?? '')}</span>
      </h2>
      <dl class="crosswise">
        {conflict.target.startsWith('answer.') && <dt class="whole">{nameOf(visit, conflict.target)}</dt>}
        {side('theirs')}
        {side('mine')}
      </dl>
      {open ? <Asking visit={visit} conflict={conflict} /> : <p>{say.decidedMeaning}</p>}
    </section>
  );
}

function Asking({ visit, conflict }: { visit: VisitOnPhone; conflict: ConflictRecord }) {
  const phone = usePhone();
  const say = messages.value.today.conflict;
  const { said, trying } = useTrying();
  const asked = visit.log.findLast(
    (fact) => fact.kind === 'settle_asked' && fact.mine && fact.body.conflict === conflict.id,
  );
  const wish = (what: Wish) =>
    trying(() =>
      phone.report({ type: 'visit', id: visit.bundle.id }, 'settle_asked', { conflict: conflict.id, wish: what }),
    );
  return (
    <>
      <p>
        {asked
          ? say.asked(say.wish[asked.body.wish as Wish] ?? '', clock(asked.at))
          : conflict.settled
            ? say.asking(conflict.settled.by ?? say.from.office ?? '')
            : say.meaning}
      </p>
      <Failed said={said} />
      <div class="pair">
        {wishesFor(conflict).map((each) => (
          <button
            key={each}
            type="button"
            class="button"
            aria-pressed={asked?.body.wish === each}
            onClick={() => wish(each)}
          >
            {say.wish[each]}
          </button>
        ))}
      </div>
      <a class="button wide below" href={telLink(visit.bundle.work.hotline)}>
        <Icon name="call" />
        {say.callOffice}
      </a>
    </>
  );
}
