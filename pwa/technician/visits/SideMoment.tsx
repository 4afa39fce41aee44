/** A side path other than nobody home: its few steps, and the button that ends the visit this way. */
import { useState } from 'preact/hooks';
import { BottomBar } from '../shell/BottomBar';
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import { go } from '../shell/router';
import { messages } from '../shell/messages';
import { endAs, isHonest } from './endings';
import { Frame } from './Frame';
import type { Here } from './here';
import { Say } from './Say';
import { enterCustomerMode } from './steps';
import { StepList } from './StepList';
import { firstOf, momentNow, stepNow, type MomentView } from './view';
import { goTo } from './goTo';
import { Sections } from '../shell/parts';

export function SideMoment({ here, moment }: { here: Here; moment: MomentView }) {
  const [chosen, choose] = useState<string>();
  const [saying, say] = useState<'say'>();
  const now = stepNow(moment, chosen);
  const { ends, openHere, nobody } = messages.value.visits;
  const end = () =>
    here.tap('ended', async () => {
      await endAs(here, moment.moment.outcome!, '');
      go({ page: 'visit', id: here.view.visit.bundle.id }, { replace: true });
    });
  const inside = firstOf(here.view, 'entered');
  const label = moment.moment.goes_on ? inTongue(moment.moment.goes_on) : ends.save;
  const primary = {
    label,
    ...(moment.open > 0 && { note: openHere(moment.open) }),
    disabled: !here.lead || moment.open > 0,
    onClick: end,
  };
  const onward = () =>
    goTo(
      here,
      inside
        ? momentNow(here.view).moment.id
        : (here.view.main.find((each) =>
            each.steps.some(({ step }) => step.answer.kind === 'fact' && step.answer.fact === 'entered'),
          )?.moment.id ?? here.view.main[0]!.moment.id),
    );
  return (
    <Frame
      here={here}
      title={inTongue(moment.moment.title)}
      bar={<BottomBar say={() => say('say')} visits={[here.view.visit]} primary={primary} />}
    >
      <Sections on="visit" visits={[here.view.visit]} />
      <StepList here={here} moment={moment} now={now} onChoose={choose} />
      <div class="low">
        {inside && here.lead && isHonest(moment.moment.outcome) && (
          <button type="button" class="button" onClick={() => enterCustomerMode(here)}>
            <Icon name="person" />
            {ends.show}
          </button>
        )}
        <button type="button" class="button" onClick={onward}>
          <Icon name="door" />
          {inside ? messages.value.shell.back : nobody.opened}
        </button>
      </div>
      {saying === 'say' && <Say here={here} moment={moment} now={now} onClose={() => say(undefined)} />}
    </Frame>
  );
}
