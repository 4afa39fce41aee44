/** Calling the customer from the door: the telephone opens, and how it went is noted with one tap. */
import { Icon } from '../shell/icons';
import { Sheet } from '../shell/Sheet';
import { messages } from '../shell/messages';
import type { Here } from './here';

const RESULTS = ['no_answer', 'off', 'reached'] as const;

export function CallSheet({ here, onClose }: { here: Here; onClose: () => void }) {
  const say = messages.value.visits.nobody;
  const { contact, customer, work } = here.view.visit.bundle;
  const names = { no_answer: say.noAnswer, off: say.off, reached: say.reached };
  const keep = (result: (typeof RESULTS)[number]) => async () => {
    if (await here.tap('called', () => here.report('call_attempted', { result }))) onClose();
  };
  return (
    <Sheet title={say.result} onClose={onClose}>
      {contact?.phone ? (
        <a class="button wide" href={`tel:${contact.phone}`}>
          <Icon name="call" />
          {say.call} {customer.phone_masked}
        </a>
      ) : (
        <>
          <p class="help">{say.noNumber}</p>
          <a class="button wide" href={`tel:${work.hotline}`}>
            <Icon name="call" />
            {say.viaOffice}
          </a>
        </>
      )}
      <div class="reasons spaced">
        {RESULTS.map((result) => (
          <button type="button" class="reason" key={result} onClick={keep(result)}>
            <span>{names[result]}</span>
          </button>
        ))}
      </div>
      {here.failed && (
        <p class="error" role="alert">
          {here.failed}
        </p>
      )}
    </Sheet>
  );
}
