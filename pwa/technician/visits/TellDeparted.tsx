/** On the way, from the visit's own page: the words for the customer are ready until they were told (HV-8b); it costs no tap. */
import { useState } from 'preact/hooks';
import { Sheet } from '../shell/Sheet';
import { messages } from '../shell/messages';
import { AskTold, TellCustomer, type Way } from '../today/TellCustomer';
import type { Here } from './here';
import { lastOf } from './view';

export function TellDeparted({ here }: { here: Here }) {
  const [way, set] = useState<Way>();
  const { contact, departed } = messages.value.today;
  const told = lastOf(here.view, 'customer_told');
  if (here.view.visit.readOnly || !lastOf(here.view, 'departed') || told?.body.about === 'departed') return null;
  const visits = [here.view.visit, ...here.others];
  return (
    <section class="low">
      <h2>{departed.tell}</h2>
      <TellCustomer visit={visits[0]!} occasion={{ about: 'departed' }} onWay={set} />
      {way && (
        <Sheet title={way === 'text' ? contact.askedText : contact.asked} onClose={() => set(undefined)}>
          <AskTold visits={visits} about="departed" way={way} onDone={() => set(undefined)} />
        </Sheet>
      )}
    </section>
  );
}
