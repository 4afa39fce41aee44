/** The office gave this visit away or cancelled it meanwhile: facts, what they mean, then the choices. */
import { BottomBar } from '../shell/BottomBar';
import { address, go } from '../shell/router';
import { messages } from '../shell/messages';
import { CrosswiseCard } from '../today/CrosswiseCard';
import { Frame } from './Frame';
import type { Here } from './here';
import { StepList } from './StepList';
import { momentNow } from './view';

/** Under way it stays writable, once the technician has said so; else it is read-only and only shows what was done. */
export function Crosswise({ here, onGoOn }: { here: Here; onGoOn: () => void }) {
  const say = messages.value.visits.crosswise;
  const { view } = here;
  const moment = momentNow(view);
  const goOn = async () => {
    const told = await here.tap('goOn', () =>
      here.report('noted', { about: 'visit', text: `${say.goOn}${messages.value.visits.colon}${say.tells}` }),
    );
    if (told) onGoOn();
  };
  const leave = () =>
    here.tap('leave', async () => {
      await here.report('noted', { about: 'visit', text: say.leaves });
      await here.report('left', {});
      go({ page: 'today' });
    });
  const primary = view.visit.readOnly
    ? { label: messages.value.visits.backToday, href: address({ page: 'today' }) }
    : { label: say.goOn, note: say.tells, onClick: goOn };
  return (
    <Frame
      here={here}
      title={view.visit.readOnly ? say.away : moment.moment.title[here.phone.language.value]}
      at={moment}
      plain
      noOverview={view.visit.readOnly}
      bar={
        <BottomBar primary={primary}>
          {!view.visit.readOnly && (
            <button type="button" class="button" onClick={leave}>
              {say.leave}
            </button>
          )}
        </BottomBar>
      }
    >
      <CrosswiseCard visit={view.visit} />
      <StepList here={here} moment={{ ...moment, steps: moment.steps }} now={undefined} onChoose={() => undefined} />
    </Frame>
  );
}
