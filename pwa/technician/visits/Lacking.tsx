/** What still keeps the visit from ending, each line a way there. */
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import { Sheet } from '../shell/Sheet';
import { messages } from '../shell/messages';
import type { Here } from './here';
import { byCustomer, missing } from './leads';
import { goTo } from './goTo';

export function Lacking({ here, onClose }: { here: Here; onClose: () => void }) {
  const say = messages.value.visits.lacking;
  const open = missing(here.view);
  return (
    <Sheet title={say.title} onClose={onClose} flush>
      <p class="prose">
        {open.length === 0 ? say.elsewhere : open.every(({ step }) => byCustomer(step)) ? say.customer : say.intro}
      </p>
      {open.map(({ moment, step }) => (
        <button
          type="button"
          class="pick"
          key={`${moment.moment.id}.${step.step.id}`}
          onClick={() => {
            onClose();
            goTo(here, moment.moment.id);
          }}
        >
          <span class="box" />
          <span>
            {inTongue(step.step.text)}
            <small>{inTongue(moment.moment.title)}</small>
          </span>
          <Icon name="forward" class="go" />
        </button>
      ))}
    </Sheet>
  );
}
