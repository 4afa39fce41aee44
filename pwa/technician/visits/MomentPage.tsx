/** One moment of the way: what is done folded away, the step that is next with its field, the later ones listed. */
import { useState } from 'preact/hooks';
import { BottomBar, type PrimaryProps } from '../shell/BottomBar';
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import { address, go } from '../shell/router';
import { messages } from '../shell/messages';
import { AtDoor } from './AtDoor';
import { Frame } from './Frame';
import type { Here } from './here';
import { Lacking } from './Lacking';
import { atDoor, leadsTo, mayEndAfter, missing, missingBefore, type Leads } from './leads';
import { Late } from './Late';
import { OtherEnd } from './OtherEnd';
import { Overrun } from './Overrun';
import { Receipt } from './Receipt';
import { Say } from './Say';
import { Reminders } from './Reminders';
import { SignAgain } from './SignAgain';
import { StepList } from './StepList';
import { enterCustomerMode, reportStep } from './steps';
import { firstOf, stepNow, type MomentView } from './view';
import { isSignature } from '../standard/record.ts';
import { Sections } from '../shell/parts';
import { TellDeparted } from './TellDeparted';
import { goTo } from './goTo';

export function MomentPage({ here, moment }: { here: Here; moment: MomentView }) {
  const [chosen, choose] = useState<string>();
  const [sheet, open] = useState<'say' | 'lacking'>();
  const leads = leadsTo(here.view, moment);
  const now = stepNow({ ...moment, steps: moment.steps.filter((each) => each !== leads.threshold) }, chosen);
  const primary = primaryOf(here, leads, () => open('lacking'));
  const arrived = firstOf(here.view, 'arrived');
  return (
    <Frame
      here={here}
      title={inTongue(moment.moment.title)}
      at={moment}
      bar={<BottomBar say={() => open('say')} visits={[here.view.visit]} primary={primary} />}
    >
      {here.view.main.indexOf(moment) > 0 && <SignAgain here={here} />}
      <OtherEnd here={here} />
      <Overrun here={here} />
      <People here={here} />
      <Sections on="visit" visits={[here.view.visit]} />
      {moment.moment.private && <Reminders here={here} moment={moment} />}
      <StepList here={here} moment={moment} now={now} onChoose={choose} apart={leads.threshold} />
      {!moment.moment.private && <Reminders here={here} moment={moment} />}
      {moment === here.view.main.at(-1) &&
        here.view.facts.some(({ kind }) => isSignature(kind) || kind === 'signing_offered') && (
          <Receipt here={here} toCopy />
        )}
      {!arrived && <TellDeparted here={here} />}
      {!arrived && <Sections on="departed" visits={[here.view.visit, ...here.others]} />}
      {(atDoor(moment) || !arrived) && <AtDoor here={here} moment={moment} />}
      {!arrived && <Late here={here} />}
      {sheet === 'say' && <Say here={here} moment={moment} now={now} onClose={() => open(undefined)} />}
      {sheet === 'lacking' && <Lacking here={here} onClose={() => open(undefined)} />}
    </Frame>
  );
}

/** The one filled button: it says where it leads and how many steps are still open here. */
function primaryOf(here: Here, leads: Leads, lacking: () => void): PrimaryProps {
  const say = messages.value.visits;
  const { threshold, next, open } = leads;
  const note = open > 0 ? say.openHere(open) : undefined;
  if (leads.to === 'customer' && !here.lead) return forTheLead(here);
  if (leads.to === 'customer') {
    const before = missingBefore(here.view, here.view.main.indexOf(next ?? here.view.main.at(-1)!) - 1).length;
    return {
      label: say.toCustomer,
      note: before > 0 ? say.openBefore(before) : say.toCustomerNote,
      onClick: () => enterCustomerMode(here),
    };
  }
  if (leads.to === 'end') return ending(here, leads, lacking);
  const cross = async () => {
    const saved = !threshold || (await here.tap(`step.${threshold.step.id}`, () => reportStep(here, threshold.step)));
    if (saved && next) goTo(here, next.moment.id);
  };
  const answer = threshold?.step.answer;
  if (answer?.kind === 'fact' && answer.fact === 'entered' && answer.label)
    // Said in the standard's own words, because a door that opens has asked nobody in (HV-10, M12).
    return { label: inTongue(answer.label), note: inTongue(threshold!.step.text), onClick: cross };
  const crossing = answer?.kind === 'fact' ? say.crossing[answer.fact as keyof typeof say.crossing] : undefined;
  return { label: crossing ?? say.next(inTongue(next!.moment.title)), ...(note && { note }), onClick: cross };
}

/** What only the lead does: the customer's turn (`by: lead` in the standard) and the end. */
function forTheLead({ view }: Here): PrimaryProps {
  const say = messages.value.visits;
  const leader = view.visit.bundle.work.lead?.name ?? '';
  return { label: say.backToday, note: say.finishes(leader), href: address({ page: 'today' }) };
}

/** Leaving: only the lead ends a visit, and only when nothing is missing; else the sheet says what. */
function ending(here: Here, { threshold }: Leads, lacking: () => void): PrimaryProps {
  const say = messages.value.visits;
  const { view } = here;
  if (!here.lead) return forTheLead(here);
  const { otherEnd } = view;
  if (otherEnd) {
    const { title } = otherEnd.moment;
    return {
      label: inTongue(title),
      note: say.ends.asked(inTongue(title)),
      onClick: () => goTo(here, otherEnd.moment.id),
    };
  }
  const open = missing(view).length;
  const finish = async () => {
    if (open > 0 || !mayEndAfter(view, threshold)) return lacking();
    await here.tap('ended', async () => {
      if (threshold) await reportStep(here, threshold.step);
      await here.report('ended', { outcome: 'done' });
      go({ page: 'visit', id: view.visit.bundle.id }, { replace: true });
    });
  };
  const near = missing(view).filter(({ moment }) => moment === view.main.at(-1)).length;
  return {
    label: say.finish,
    ...(open > 0 && { note: near === open ? say.openHere(open) : say.openBefore(open) }),
    onClick: finish,
  };
}

/** Who else is on this visit, and who ends it. */
function People({ here: { view, lead } }: { here: Here }) {
  const say = messages.value.visits.pair;
  const { lead: leader, helpers } = view.visit.bundle.work;
  if (helpers.length === 0) return null;
  const names = helpers.map((each) => each.name).join(messages.value.visits.over.and);
  return (
    <p class="company">
      <Icon name="people" small />
      <span>{lead || !leader ? say.with(names) : say.lead(leader.name)}</span>
    </p>
  );
}
