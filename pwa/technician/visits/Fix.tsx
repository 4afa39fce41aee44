/** Correcting a step later: who noted it and when, a reason, and it is open again; the old entry stays on record. */
import { clock } from '../shell/dates';
import { inTongue } from '../shell/format';
import { Icon } from '../shell/icons';
import type { LogEntry } from '../phone/interface';
import { Reasons, Sheet } from '../shell/Sheet';
import { messages } from '../shell/messages';
import { useKept } from '../shell/useKept';
import { saidOf } from './saidOf';
import { nameOf, type Here } from './here';
import { withdraw } from './steps';
import { signatureIn, type StepView } from './view';

type Reason = 'slip' | 'wrong' | 'changed' | 'other';

export function Fix({
  here,
  each,
  fact,
  onClose,
}: {
  here: Here;
  each: StepView;
  fact: LogEntry;
  onClose: () => void;
}) {
  const [reason, choose] = useKept<Reason>(`fix.${fact.id}`);
  const say = messages.value.visits.fix;
  const { view } = here;
  const who = nameOf(view.visit, fact.person) ?? say.colleague;
  const mine = fact.mine;
  const strike = async () => {
    if (!reason) return;
    const done = await here.tap(`fix.${fact.id}`, () =>
      withdraw(here, fact.id, reason === 'slip' ? say.slip : say[reason]),
    );
    if (!done) return;
    choose(undefined);
    onClose();
  };
  return (
    <Sheet
      title={mine ? say.title : inTongue(each.step.text)}
      onClose={onClose}
      {...(mine ? { primary: { label: say.save, disabled: !reason, onClick: strike } } : {})}
    >
      <p>
        <b>{inTongue(each.step.text)}</b>
      </p>
      <p class="second">{saidOf(here, each, fact)}</p>
      {who && <p class="second">{say.recordedBy(who, clock(fact.at))}</p>}
      {!mine && <p class="spaced">{say.notMine(who)}</p>}
      {mine && signatureIn(view) && (
        <p class="notice attention spaced">
          <Icon name="warning" />
          <span>{say.signed}</span>
        </p>
      )}
      {mine && (
        <>
          <h3>{say.why}</h3>
          <Reasons<Reason>
            label={say.why}
            chosen={reason}
            onChoose={choose}
            options={(['slip', 'wrong', 'changed', 'other'] as const).map((value) => ({ value, text: say[value] }))}
          />
          <p class="help spaced">{say.keeps}</p>
        </>
      )}
      {here.failed && (
        <p class="error" role="alert">
          {here.failed}
        </p>
      )}
    </Sheet>
  );
}
