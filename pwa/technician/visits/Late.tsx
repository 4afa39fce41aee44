/** Before arrival: running late or another time, for every visit at this door. */
import { useState } from 'preact/hooks';
import { Icon } from '../shell/icons';
import { messages } from '../shell/messages';
import { SheetOf } from '../shell/parts';
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
      {sheet === 'late' && <SheetOf name="late" visits={visits} onClose={close} />}
      {sheet === 'another' && <SheetOf name="anotherTime" visits={visits} onClose={close} />}
    </div>
  );
}
