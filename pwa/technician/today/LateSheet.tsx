/** Running late (HV-8b): how many minutes, when that will be, then the customer is told and asked. */
import { useState } from 'preact/hooks';
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { clock } from '../shell/dates.ts';
import type { VisitOnPhone } from '../phone/interface.ts';
import { Reasons, Sheet } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';
import { useKept } from '../shell/useKept.ts';
import { expectedAt } from './late.ts';
import { AskTold, TellCustomer, type Way } from './TellCustomer.tsx';

const MINUTES = ['10', '15', '20', '30', '45', '60'];

export function LateSheet({ visits, onClose }: { visits: VisitOnPhone[]; onClose: () => void }) {
  const phone = usePhone();
  const { late, contact } = messages.value.today;
  const [minutes, setMinutes] = useKept<string>(`late.${visits[0]!.bundle.id}`);
  const [expected, setExpected] = useState<string>();
  const [way, setWay] = useState<Way>();
  const { said, trying } = useTrying();
  const due = minutes && expectedAt(visits[0]!, Number(minutes), now.value);
  const save = async (): Promise<void> => {
    if (!minutes || !due) return;
    const body = { minutes: Number(minutes), expected_at: due };
    const saved = await trying(async () => {
      for (const { bundle } of visits) await phone.report({ type: 'visit', id: bundle.id }, 'running_late', body);
    });
    if (!saved) return;
    setExpected(due);
    setMinutes(undefined);
  };
  if (way) {
    return (
      <Sheet key="asked" title={way === 'text' ? contact.askedText : contact.asked} onClose={onClose}>
        <AskTold visits={visits} about="late" way={way} onDone={onClose} />
      </Sheet>
    );
  }
  if (expected) {
    return (
      <Sheet key="tell" title={late.done} onClose={onClose}>
        <TellCustomer visit={visits[0]!} occasion={{ about: 'late', expected }} onWay={setWay} />
      </Sheet>
    );
  }
  return (
    <Sheet
      title={late.title}
      onClose={onClose}
      primary={{ label: late.save, note: due ? late.expected(clock(due)) : late.choose, onClick: save, disabled: !due }}
    >
      <Failed said={said} />
      <Reasons
        label={late.title}
        options={MINUTES.map((value) => ({ value, text: late.minutes(Number(value)) }))}
        chosen={minutes}
        onChoose={setMinutes}
      />
    </Sheet>
  );
}
