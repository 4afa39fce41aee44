/** "On my way": the fact is saved first, then the sheet offers to tell the customer (HV-8b) and, for a while, to undo. */
import { useEffect, useState } from 'preact/hooks';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { clock } from '../shell/dates.ts';
import { Icon } from '../shell/icons.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { Sections } from '../shell/parts.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import { SLIP_SECONDS } from '../standard/figures.ts';
import { messages } from '../shell/messages.ts';
import { AskTold, TellCustomer, type Way } from './TellCustomer.tsx';

/** A slip of the finger is undone within ten seconds (docs/PROTOCOL.md: reason `slip`). */

export function DepartedSheet({ visits, onClose }: { visits: VisitOnPhone[]; onClose: () => void }) {
  const phone = usePhone();
  const { departed, contact } = messages.value.today;
  const [facts, setFacts] = useState<string[]>();
  const [since] = useState(Date.now);
  const [way, setWay] = useState<Way>();
  const { said, trying } = useTrying();
  useEffect(() => {
    void trying(async () => {
      const saved: string[] = [];
      for (const { bundle } of visits) saved.push(await phone.report({ type: 'visit', id: bundle.id }, 'departed', {}));
      setFacts(saved);
    });
  }, []);
  if (way) {
    return (
      <Sheet key="asked" title={way === 'text' ? contact.askedText : contact.asked} onClose={onClose}>
        <AskTold visits={visits} about="departed" way={way} onDone={onClose} />
      </Sheet>
    );
  }
  const title = facts ? departed.title(clock(Date.now())) : messages.value.shell.saving;
  return (
    <Sheet
      title={said ? messages.value.shell.notSaved : title}
      onClose={onClose}
      primary={{ label: departed.skip, onClick: onClose }}
    >
      <Failed said={said} />
      {facts && (
        <>
          <TellCustomer visit={visits[0]!} occasion={{ about: 'departed' }} onWay={setWay} />
          <Sections on="departed" visits={visits} />
          <Undo visits={visits} facts={facts} since={since} onDone={onClose} />
        </>
      )}
    </Sheet>
  );
}

function Undo({
  visits,
  facts,
  since,
  onDone,
}: {
  visits: VisitOnPhone[];
  facts: string[];
  since: number;
  onDone: () => void;
}) {
  const phone = usePhone();
  const [open, setOpen] = useState(true);
  useEffect(() => {
    const gone = setTimeout(() => setOpen(false), since + SLIP_SECONDS * 1000 - Date.now());
    return () => clearTimeout(gone);
  }, []);
  const undo = async (): Promise<void> => {
    for (const [index, fact] of facts.entries()) {
      await phone.report({ type: 'visit', id: visits[index]!.bundle.id }, 'withdrawn', { fact, reason: 'slip' });
    }
    onDone();
  };
  if (!open) return null;
  return (
    <button type="button" class="link" onClick={undo}>
      <Icon name="undo" />
      <span>{messages.value.today.departed.undo}</span>
    </button>
  );
}
