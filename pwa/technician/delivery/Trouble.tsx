/** Facts that the office did not take: which visit, what it said, what to do; they stay until somebody has settled them. */
import { usePhone } from '../shell/context.tsx';
import { inTongue } from '../shell/format.ts';
import { Icon } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { address } from '../shell/router.ts';
import { messages } from '../shell/messages.ts';
import type { Result } from '../storage/wire.ts';
import { placeShort } from '../today/primary.ts';

export function Trouble() {
  const say = messages.value.delivery.trouble;
  const troubled = usePhone().visits.value.filter((visit) => visit.trouble.length > 0);
  if (troubled.length === 0) return null;
  return (
    <section class="band first" aria-labelledby="trouble">
      <h2 class="stateline problem" id="trouble">
        <Icon name="warning" />
        <span>{say.title}</span>
      </h2>
      {troubled.flatMap((visit) =>
        visit.trouble.map((result) => <Item key={`${visit.bundle.id} ${result.seq}`} visit={visit} result={result} />),
      )}
      <p class="second">{say.kept}</p>
    </section>
  );
}

function Item({ visit, result }: { visit: VisitOnPhone; result: Result }) {
  const { trouble, kinds } = messages.value.delivery;
  const fact = visit.log.find((each) => each.id === result.id);
  const what = (fact && kinds[fact.kind] ? kinds[fact.kind] : kinds.other)!(1);
  return (
    <div class="trouble">
      <p>
        <strong>
          {placeShort(visit)}
          {messages.value.shell.colon}
          {what}
        </strong>
      </p>
      <p>{result.outcome === 'rejected' ? trouble.rejected : trouble.quarantined}</p>
      <p>{result.next ? inTongue(result.next) : trouble.next}</p>
      <a class="link" href={address({ page: 'visit', id: visit.bundle.id })}>
        <span>{trouble.more}</span>
      </a>
    </div>
  );
}
