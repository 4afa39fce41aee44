/** Signing out: asked once more; refused while anything is unsent, with three ways out: send it, keep it locked here, or save it as a file for the office. */
import { useState } from 'preact/hooks';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { Icon, type IconName } from '../shell/icons.tsx';
import { go } from '../shell/router.ts';
import { Sheet } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';
import { FileSheet } from './FileSheet.tsx';
import { openItems } from './openItems.ts';

export function SignOutSheet({ onClose }: { onClose: () => void }) {
  const phone = usePhone();
  const [step, turn] = useState<'ask' | 'refused' | 'keep' | 'file'>(
    openItems(phone.delivery.value) > 0 ? 'refused' : 'ask',
  );
  if (step === 'keep') return <KeepSheet onClose={onClose} />;
  if (step === 'file') return <FileSheet onClose={onClose} onLock={() => turn('keep')} />;
  if (step === 'refused')
    return (
      <RefusedSheet
        onClose={onClose}
        onSent={() => turn('ask')}
        onKeep={() => turn('keep')}
        onFile={() => turn('file')}
      />
    );
  return <AskSheet onClose={onClose} onRefused={() => turn('refused')} />;
}

function AskSheet({ onClose, onRefused }: { onClose: () => void; onRefused: () => void }) {
  const phone = usePhone();
  const { settings } = messages.value.delivery;
  const { said, trying } = useTrying();
  const leave = async (): Promise<void> => {
    let answer: { refused?: 'unsent' } = {};
    const worked = await trying(async () => {
      answer = await phone.signOut();
    });
    if (!worked) return;
    if (answer.refused) onRefused();
    else go({ page: 'signin' }, { replace: true });
  };
  return (
    <Sheet key="ask" title={settings.outTitle} onClose={onClose} primary={{ label: settings.outGo, onClick: leave }}>
      <Failed said={said} />
      <p>{settings.outLead}</p>
    </Sheet>
  );
}

function RefusedSheet({
  onClose,
  onSent,
  onKeep,
  onFile,
}: {
  onClose: () => void;
  onSent: () => void;
  onKeep: () => void;
  onFile: () => void;
}) {
  const phone = usePhone();
  const { settings } = messages.value.delivery;
  const { said, trying } = useTrying();
  const send = async (): Promise<void> => {
    await trying(() => phone.sendNow());
    if (openItems(phone.delivery.value) === 0) onSent();
  };
  return (
    <Sheet
      key="refused"
      title={settings.refused(openItems(phone.delivery.value))}
      onClose={onClose}
      primary={{ label: settings.send, onClick: send }}
    >
      <Failed said={said} />
      <p>{settings.refusedLead}</p>
      <Way icon="lock" label={settings.keep} note={settings.keepNote} onClick={onKeep} />
      <Way icon="bag" label={settings.toFile} note={settings.toFileNote} onClick={onFile} />
    </Sheet>
  );
}

function Way({ icon, label, note, onClick }: { icon: IconName; label: string; note: string; onClick: () => void }) {
  return (
    <button type="button" class="row way" onClick={onClick}>
      <Icon name={icon} />
      <span class="text">
        <b>{label}</b>
        <span class="second">{note}</span>
      </span>
      <Icon name="forward" class="go" />
    </button>
  );
}

function KeepSheet({ onClose }: { onClose: () => void }) {
  const phone = usePhone();
  const { settings } = messages.value.delivery;
  const { said, trying } = useTrying();
  const keep = async (): Promise<void> => {
    if (await trying(() => phone.putAway())) go({ page: 'signin' }, { replace: true });
  };
  return (
    <Sheet key="keep" title={settings.keepTitle} onClose={onClose} primary={{ label: settings.keepGo, onClick: keep }}>
      <Failed said={said} />
      {/* Reached by the keyboard, because large text makes it scroll. */}
      <p class="lines-kept" tabIndex={0}>
        {settings.keepLead(openItems(phone.delivery.value))}
      </p>
    </Sheet>
  );
}
