/** The whole visit at a glance: its moments with what is still open in each; jumping is always allowed. */
import { useState } from 'preact/hooks';
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import { Sections } from '../shell/parts';
import { Sheet } from '../shell/Sheet';
import { messages } from '../shell/messages';
import type { Here } from './here';
import { OtherEnds } from './OtherEnds';
import { firstOf, type MomentView } from './view';
import { goTo } from './goTo';

export function Overview({ here, at, onClose }: { here: Here; at: MomentView | undefined; onClose: () => void }) {
  const say = messages.value.visits;
  const [ending, end] = useState(false);
  const { view } = here;
  if (ending) return <OtherEnds here={here} onClose={onClose} />;
  const jump = (id: string) => () => {
    onClose();
    goTo(here, id);
  };
  return (
    <Sheet title={say.overview} onClose={onClose} flush>
      <ol>
        {view.main.map((each) => (
          <li key={each.moment.id}>
            <button
              type="button"
              class="pick"
              aria-current={each === at ? 'step' : undefined}
              onClick={jump(each.moment.id)}
            >
              <Box moment={each} />
              <span>
                <b>{inTongue(each.moment.title)}</b>
                <small>
                  {each === at && `${say.overviewHere} · `}
                  {progress(each)}
                </small>
              </span>
              <Icon name="forward" class="go" />
            </button>
          </li>
        ))}
      </ol>
      <Sections on="overview" visits={[view.visit]} />
      {!firstOf(view, 'ended') && !view.visit.readOnly && (
        <button type="button" class="pick" onClick={() => end(true)}>
          <Icon name="door" />
          <span>{say.otherEnd}</span>
          <Icon name="forward" class="go" />
        </button>
      )}
    </Sheet>
  );
}

function progress({ open, steps }: MomentView): string {
  const say = messages.value.visits;
  if (open > 0) return say.partOpen(open);
  return steps.some((each) => each.state !== 'open') ? say.partDone : say.partFree;
}

function Box({ moment: { open, steps } }: { moment: MomentView }) {
  const done = open === 0 && steps.some((each) => each.state !== 'open');
  return <span class={`box${done ? ' done' : ''}`}>{done && <Icon name="check" />}</span>;
}
