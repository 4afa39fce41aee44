/** First on Today: what I promised and is due today, each with the key to call (ui-field, decision 2). No row, no heading. */
import { usePhone } from '../shell/context';
import { now } from '../shell/clock';
import { clock, dayAfter, dayOf, inOrganisation } from '../shell/dates';
import { named } from '../shell/format';
import { Icon } from '../shell/icons';
import type { VisitOnPhone } from '../phone/interface';
import { address } from '../shell/router';
import { language } from '../shell/messages';
import { dueBy, type Promised } from './owed';
import { SavedSlip } from './SavedSlip';
import { slipMessages } from './messages';

export function Promises({ visits }: { visits: readonly VisitOnPhone[] }) {
  const person = usePhone().person.value,
    say = slipMessages[language.value];
  const end = inOrganisation(dayAfter(dayOf(now.value), 1), '00:00') ?? '';
  const due = person ? dueBy(visits, person.id, end) : [];
  return (
    <>
      <SavedSlip visits={visits} />
      {due.length > 0 && (
        <section>
          <h2 class="row-head">{say.promised(due.length)}</h2>
          <ul>
            {due.map((each) => (
              <Row key={each.id} each={each} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Row({
  each: {
    kind,
    due,
    what,
    visit: { bundle },
  },
}: {
  each: Promised;
}) {
  const say = slipMessages[language.value],
    phone = bundle.contact?.phone,
    late = due < new Date(now.value).toISOString();
  return (
    <li class="row owed">
      <span class="at">
        <b>{clock(due)}</b>
        {kind === 'answer' && <span>{say.before}</span>}
      </span>
      <a href={address({ page: 'visit', id: bundle.id })}>
        <b class="where-at">{say.owed[kind](named(bundle.customer))}</b>
        <span class={`row-state${late ? ' attention' : ''}`}>
          <Icon name="promise" small />
          {what || bundle.place.line}
        </span>
      </a>
      {phone && (
        <a class="button small" href={`tel:${phone}`}>
          <Icon name="call" />
          {say.call}
        </a>
      )}
    </li>
  );
}
