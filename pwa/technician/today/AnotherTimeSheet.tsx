/** Another time (HV-8b, HV-8c): who wants it, why, when; the phone asks, the dispatcher decides, the customer is told. */
import { useState } from 'preact/hooks';
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { Forbidden, useChecked } from '../shell/Checked.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { inOrganisation, isShown, isShownTwice } from '../shell/dates.ts';
import type { VisitOnPhone } from '../phone/interface.ts';
import { Reasons, Sheet } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';
import { asked, EMPTY, missing, REASONS, type Asking } from './anotherTime.ts';
import { reasonsFor } from './readyTexts.ts';
import { AskTold, TellCustomer, type Way } from './TellCustomer.tsx';
import { WhenFields } from './WhenFields.tsx';

export function AnotherTimeSheet({ visits, onClose }: { visits: VisitOnPhone[]; onClose: () => void }) {
  const phone = usePhone();
  const { another, contact } = messages.value.today;
  const draft = phone.draft<Asking>(`another.${visits[0]!.bundle.id}`);
  const asking = draft.value.value ?? { ...EMPTY, day: visits[0]!.bundle.work.day };
  const [tried, setTried] = useState(false);
  const [done, setDone] = useState<Asking>();
  const [way, setWay] = useState<Way>();
  const { said, trying } = useTrying();
  const words = useChecked();
  const change = (part: Partial<Asking>): void => {
    words.changed();
    draft.set({ ...asking, ...part });
  };
  const gap = missing(asking, inOrganisation, { isShown, isShownTwice, isPast: (at) => Date.parse(at) < now.value });
  const body = asked(asking, another.reasons, inOrganisation);
  const save = async (): Promise<void> => {
    setTried(true);
    if (gap) return;
    const kept = words.check(body.reason); // because the customer is told it
    if (!kept) return;
    const saved = await trying(async () => {
      for (const { bundle } of visits)
        await phone.report({ type: 'visit', id: bundle.id }, 'reschedule_asked', { ...body, ...kept });
    });
    if (!saved) return;
    setDone(asking);
    await draft.clear();
  };
  if (way) {
    return (
      <Sheet key="asked" title={way === 'text' ? contact.askedText : contact.asked} onClose={onClose}>
        <AskTold visits={visits} about="reschedule" way={way} onDone={onClose} />
      </Sheet>
    );
  }
  if (done) {
    const { reason, from, to } = asked(done, reasonsFor(visits[0]!), inOrganisation);
    const occasion = { about: 'reschedule' as const, by: done.by!, reason, ...(from && { from }), ...(to && { to }) };
    return (
      <Sheet key="tell" title={another.done} onClose={onClose}>
        <p>{another.doneNote}</p>
        <TellCustomer visit={visits[0]!} occasion={occasion} onWay={setWay} />
      </Sheet>
    );
  }
  return (
    <Sheet
      title={another.title}
      onClose={onClose}
      primary={{ label: words.label(another.save), note: tried && gap ? another[gap] : undefined, onClick: save }}
    >
      <Failed said={said} />
      <Form asking={asking} change={change} visit={visits[0]!} />
      <Forbidden hits={words.hits} />
    </Sheet>
  );
}

function Form({
  asking,
  change,
  visit,
}: {
  asking: Asking;
  change: (part: Partial<Asking>) => void;
  visit: VisitOnPhone;
}) {
  const { another } = messages.value.today;
  return (
    <>
      <h3>{another.by}</h3>
      <Reasons
        label={another.by}
        chosen={asking.by}
        onChoose={(by) => change({ by, reason: undefined })}
        options={[
          { value: 'customer' as const, text: another.customer },
          { value: 'us' as const, text: another.us },
        ]}
      />
      {asking.by === 'us' && <p class="help below">{soon(visit) ? another.late : another.early}</p>}
      {asking.by && (
        <>
          <h3>{another.reason}</h3>
          <Reasons
            label={another.reason}
            chosen={asking.reason}
            onChoose={(reason) => change({ reason })}
            options={REASONS[asking.by].map((value) => ({ value, text: another.reasons[value] }))}
          />
        </>
      )}
      {asking.reason === 'other' && (
        <label class="field below">
          <span class="label">{another.note}</span>
          <input
            class="input"
            value={asking.note}
            maxLength={120}
            onInput={(event) => change({ note: event.currentTarget.value })}
          />
        </label>
      )}
      <WhenFields asking={asking} change={change} />
    </>
  );
}

/** HV-8c: a change that we make is announced two hours before; later it is still made, marked as late notice. */
function soon({ bundle: { work } }: VisitOnPhone): boolean {
  const promised = Date.parse(work.agreed_at ?? work.window?.from ?? '');
  return promised - now.value < 2 * 3_600_000;
}
