/** What helps at the door: last time's three lines, gate and door, care that is needed; and what to do when it stays shut. */
import { useState } from 'preact/hooks';
import { Icon } from '../shell/icons';
import { messages } from '../shell/messages';
import type { Here } from './here';
import { atDoor } from './leads';
import { OtherEnds } from './OtherEnds';
import { firstOf, type MomentView } from './view';
import { goTo } from './goTo';

export function AtDoor({ here, moment }: { here: Here; moment: MomentView }) {
  const [sheet, open] = useState(false);
  const say = messages.value.visits.door;
  const { view } = here;
  const nobody = view.side.find((each) => each.moment.outcome === 'nobody_home');
  const outside = atDoor(moment) && !firstOf(view, 'entered') && !view.visit.readOnly;
  return (
    <>
      <Known here={here} />
      {outside && (
        <div class="low">
          <h2>{say.closed}</h2>
          <div class="pair">
            {nobody && (
              <button type="button" class="button" onClick={() => goTo(here, nobody.moment.id)}>
                <Icon name="clock" />
                {say.nobody}
              </button>
            )}
            <button type="button" class="button" aria-haspopup="dialog" onClick={() => open(true)}>
              <Icon name="door" />
              {say.other}
            </button>
          </div>
        </div>
      )}
      {sheet && <OtherEnds here={here} onClose={() => open(false)} />}
    </>
  );
}

/** Facts of the place and the person, never judgements; what is not on this phone is left out. */
function Known({ here: { view } }: { here: Here }) {
  const say = messages.value.visits.door;
  const { contact, customer, work } = view.visit.bundle;
  const rows: [string, string[]][] = [
    [say.lastTime, work.last_time ?? []],
    [say.gate, contact?.gate_note ? [contact.gate_note] : []],
    [say.doorNote, contact?.door_note ? [contact.door_note] : []],
    [say.instructions, work.instructions ? [work.instructions] : []],
  ];
  const care = [customer.hard_of_hearing && say.ears, customer.no_phone && say.noPhone].filter(Boolean) as string[];
  const shown = rows.filter(([, lines]) => lines.length > 0);
  if (shown.length === 0 && care.length === 0) return null;
  return (
    <div class="known">
      {care.map((line) => (
        <p class="stateline" key={line}>
          <Icon name={line === say.ears ? 'ear' : 'nophone'} small />
          <span>{line}</span>
        </p>
      ))}
      <dl>
        {shown.map(([name, lines]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {lines.map((line) => (
                <p key={line}>{line}</p>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
