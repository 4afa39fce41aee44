/** When this visit runs into the next promise: who waits when, call them or tell the dispatcher (HV-8b). Never a running clock. */
import { useState } from 'preact/hooks';
import { now } from '../shell/clock';
import { clock } from '../shell/dates';
import { named } from '../shell/format';
import { Icon } from '../shell/icons';
import { messages } from '../shell/messages';
import { SheetOf } from '../shell/parts';
import type { Here } from './here';
import { promised, runsInto } from './times';
import { alsoHere } from './sameAddress';

export function Overrun({ here }: { here: Here }) {
  const [sheet, open] = useState(false);
  const say = messages.value.visits.late;
  const visits = here.phone.visits.value;
  const next = runsInto(here.view, visits, now.value);
  const promise = next && promised(next);
  const told = next?.log.some((fact) => fact.kind === 'customer_told' && fact.body.result === 'reached');
  if (!next || !promise || told) return null;
  return (
    <section class="notice attention over">
      <Icon name="clock" />
      <div>
        <p>
          <b>{say.runs(clock(promise.at), named(next.bundle.customer))}</b>
          {say.means}
        </p>
        <div class="pair">
          <button type="button" class="button small" aria-haspopup="dialog" onClick={() => open(true)}>
            <Icon name="call" />
            {say.callHer}
          </button>
          <a class="button small" href={`tel:${next.bundle.work.hotline}`}>
            <Icon name="office" />
            {say.office}
          </a>
        </div>
      </div>
      {sheet && <SheetOf name="contact" visits={[next, ...alsoHere(next, visits)]} onClose={() => open(false)} />}
    </section>
  );
}
