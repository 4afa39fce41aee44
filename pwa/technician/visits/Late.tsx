/** Before arrival: running late or another time, for every visit at this door. */
import { useState } from 'preact/hooks';
import { Icon } from '../shell/icons';
import { messages } from '../shell/messages';
import { AnotherTimeSheet } from '../today/AnotherTimeSheet';
import { LateSheet } from '../today/LateSheet';
import type { Here } from './here';

export function Late({ here }: { here: Here }) {
  const [sheet, open] = useState<'late' | 'another'>();
  const say = messages.value.visits.late;
  const visits = [here.view.visit, ...here.others];
  const close = () => open(undefined);
  if (here.view.visit.readOnly) return null;
  return (
    <div class="low">
      <h2>{say.cannot}</h2>
      <div class="pair">
        <button type="button" class="button" aria-haspopup="dialog" onClick={() => open('late')}>
          <Icon name="clock" />
          {say.late}
        </button>
        <button type="button" class="button" aria-haspopup="dialog" onClick={() => open('another')}>
          <Icon name="calendar" />
          {say.move}
        </button>
      </div>
      {sheet === 'late' && <LateSheet visits={visits} onClose={close} />}
      {sheet === 'another' && <AnotherTimeSheet visits={visits} onClose={close} />}
    </div>
  );
}
