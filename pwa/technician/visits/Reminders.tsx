/** What to keep in mind (conduct, FT-14): where the standard names it. What never to say is shown before leaving only, where no customer looks. */
import { useState } from 'preact/hooks';
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import { Sheet } from '../shell/Sheet';
import { messages } from '../shell/messages';
import type { Reminder, Standard } from '../standard/types';
import type { Here } from './here';
import type { MomentView } from './view';

/** Those of these ids that may stand on a page that the customer sees. */
export const conductOf = (standard: Standard, ids: readonly string[] = []): Reminder[] =>
  standard.reminders.filter(({ id, kind }) => kind === 'conduct' && ids.includes(id));

/** On a private page a line that opens all of them; on the others the lines themselves. */
export function Reminders({ here, moment: { moment } }: { here: Here; moment: MomentView }) {
  const [opened, open] = useState(false);
  const say = messages.value.visits.say;
  if (moment.private)
    return (
      <>
        <button type="button" class="step" aria-haspopup="dialog" onClick={() => open(true)}>
          <Icon name="list" />
          <span class="text">{say.beforeLeaving}</span>
          <Icon name="forward" class="go" />
        </button>
        {opened && <Preparation here={here} moment={moment} onClose={() => open(false)} />}
      </>
    );
  const conduct = conductOf(here.view.visit.standard, moment.reminders);
  if (conduct.length === 0) return null;
  return (
    <section class="prose">
      <h3>{say.keepInMind}</h3>
      <Lines of={conduct} />
    </section>
  );
}

const Lines = ({ of }: { of: Reminder[] }) => (
  <ul class="minded">
    {of.map((each) => (
      <li key={each.id}>
        {inTongue(each.text)}
        {each.instead && <small>{inTongue(each.instead)}</small>}
      </li>
    ))}
  </ul>
);

function Preparation({ here, moment, onClose }: { here: Here; moment: MomentView['moment']; onClose: () => void }) {
  const say = messages.value.visits.say;
  const conduct = conductOf(here.view.visit.standard, moment.reminders);
  const avoid = here.view.visit.standard.reminders.filter(
    ({ id, kind }) => kind === 'avoid' && moment.reminders?.includes(id),
  );
  return (
    <Sheet
      title={say.beforeLeaving}
      onClose={onClose}
      primary={{ label: messages.value.shell.close, onClick: onClose }}
    >
      <div role="region" aria-label={say.beforeLeaving} tabIndex={0}>
        {conduct.length > 0 && <h3>{say.keepInMind}</h3>}
        <Lines of={conduct} />
        {avoid.length > 0 && <h3>{say.never}</h3>}
        <Lines of={avoid} />
      </div>
    </Sheet>
  );
}
