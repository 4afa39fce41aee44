/** Signing out: asked once more; refused while anything is unsent, with sending as the way out. */
import { useState } from 'preact/hooks';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { go } from '../shell/router.ts';
import { Sheet } from '../shell/Sheet.tsx';
import { words } from '../shell/words.ts';
import { openItems } from './openItems.ts';

export function SignOutSheet({ onClose }: { onClose: () => void }) {
  const phone = usePhone();
  const { settings } = words.value.delivery;
  const open = openItems(phone.delivery.value);
  const [refused, refuse] = useState(open > 0);
  const { said, trying } = useTrying();
  const leave = async (): Promise<void> => {
    let answer: { refused?: 'unsent' } = {};
    const worked = await trying(async () => { answer = await phone.signOut(); });
    if (!worked) return;
    if (answer.refused) { refuse(true); return; }
    go({ page: 'signin' }, { replace: true });
  };
  const send = async (): Promise<void> => {
    await trying(() => phone.sendNow());
    refuse(openItems(phone.delivery.value) > 0);
  };
  if (refused) {
    return (
      <Sheet key="refused" title={settings.refused(open)} onClose={onClose} primary={{ label: settings.send, onClick: send }}>
        <Failed said={said} /><p>{settings.refusedLead}</p>
      </Sheet>
    );
  }
  return (
    <Sheet key="ask" title={settings.outTitle} onClose={onClose} primary={{ label: settings.outGo, onClick: leave }}>
      <Failed said={said} /><p>{settings.outLead}</p>
    </Sheet>
  );
}
