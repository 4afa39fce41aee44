/** What was just noted, with *undo* for ten seconds; then the row is gone by itself. */
import { useEffect, useState } from 'preact/hooks';
import { now } from '../shell/clock';
import { usePhone } from '../shell/context';
import { clock } from '../shell/dates';
import { Icon } from '../shell/icons';
import type { VisitOnPhone } from '../phone/interface';
import { language } from '../shell/messages';
import { SLIP_SECONDS } from '../standard/figures';
import { undoableSlip } from './slips';
import { slipMessages, type About } from './messages';

export function SavedSlip({ visits }: { visits: readonly VisitOnPhone[] }) {
  const phone = usePhone(),
    say = slipMessages[language.value];
  const [, renew] = useState(0);
  const found = undoableSlip(visits, Math.max(now.value, Date.now()));
  useEffect(() => {
    if (!found) return undefined;
    const over = setTimeout(
      () => renew((count) => count + 1),
      Date.parse(found.slip.at) + SLIP_SECONDS * 1000 - Date.now() + 50,
    );
    return () => clearTimeout(over);
  }, [found?.slip.id]);
  if (!found) return null;
  const { visit, slip } = found;
  const undo = () =>
    void phone.report({ type: 'visit', id: visit.bundle.id }, 'withdrawn', { fact: slip.id, reason: 'slip' });
  return (
    <div class="step two white" role="status">
      <span class="box done">
        <Icon name="check" />
      </span>
      <span>
        {say.saved(say.abouts[slip.body.about as About], String(slip.body.text))}
        <span class="said">{[clock(slip.at), slip.body.wants_answer && say.wanted].filter(Boolean).join(' · ')}</span>
      </span>
      <button type="button" class="link undo" onClick={undo}>
        <Icon name="undo" />
        <span>{say.undo}</span>
      </button>
    </div>
  );
}
