/** Finding a visit among all that this phone holds: by address, name, number or masked phone, while typing. */
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { dayName, dayOf } from '../shell/dates.ts';
import { inTongue } from '../shell/format.ts';
import { Icon } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { TopLine } from '../shell/TopLine.tsx';
import { useKept } from '../shell/useKept.ts';
import { messages } from '../shell/messages.ts';
import { matches } from './search.ts';
import { joined, VisitRow } from './VisitRow.tsx';

/** More than this is not read on a phone; another word narrows it. */
const MOST = 50;

export function SearchPage() {
  const { search } = messages.value.today;
  const visits = usePhone().visits.value;
  const [kept, setTyped] = useKept<string>('search');
  const typed = kept ?? '';
  const found = typed.trim() ? visits.filter((visit) => matches(visit, typed)) : [];
  return (
    <div class="page">
      <TopLine>
        <b>{search.title}</b>
      </TopLine>
      <main id="content">
        <div class="head open">
          <h1 tabIndex={-1}>{search.title}</h1>
        </div>
        <div class="searching">
          <label class="field">
            <span class="label">{search.label}</span>
            <span class="help">{search.help}</span>
            <input
              class="input"
              type="search"
              enterkeyhint="search"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
          <p class="help" role="status">
            {typed.trim() ? (found.length ? search.found(found.length) : search.none) : ''}
          </p>
        </div>
        {typed.trim() && found.length === 0 && (
          <div class="empty">
            <Icon name="search" />
            <h2>{search.none}</h2>
            <p>{search.noneNext}</p>
          </div>
        )}
        <ul>
          {found.slice(0, MOST).map((visit) => (
            <VisitRow key={visit.bundle.id} visit={visit} title={titled(visit)} />
          ))}
        </ul>
      </main>
    </div>
  );
}

function titled({ bundle: { work, customer } }: VisitOnPhone): string {
  return joined([dayName(work.day, dayOf(now.value)), customer.name, inTongue(work.title)]);
}
