/** Something was answered after which the visit cannot end as done: said at once, with the way to the end that is true (HV-24). */
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import { messages } from '../shell/messages';
import { goTo } from './goTo';
import type { Here } from './here';

export function OtherEnd({ here }: { here: Here }) {
  const { otherEnd, visit } = here.view;
  if (!otherEnd || visit.readOnly) return null;
  const say = messages.value.visits.ends;
  const title = inTongue(otherEnd.moment.title);
  return (
    <section class="notice attention">
      <Icon name="dash" />
      <div>
        <p>
          <b>{say.asked(title)}</b>
          {say.askedNext}
        </p>
        <button type="button" class="button wide below" onClick={() => goTo(here, otherEnd.moment.id)}>
          {say.askedGo(title)}
        </button>
      </div>
    </section>
  );
}
