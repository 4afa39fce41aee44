/** Somebody else's phone: their unsent work is locked first, then the one who has just typed a password may use it. */
import { useState } from 'preact/hooks';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';

export function SomebodyElse({ onFree }: { onFree: () => Promise<void> }) {
  const phone = usePhone();
  const say = messages.value.start.signIn;
  const [open, setOpen] = useState(false);
  const { said, trying } = useTrying();
  const name = phone.person.value?.name ?? '';
  const { facts, photographs } = phone.delivery.value;
  const swap = async (): Promise<void> => {
    if (await trying(() => phone.putAway())) await onFree();
  };
  return (
    <>
      <p class="prose">
        <button type="button" class="link" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          <span>{say.swap}</span>
        </button>
      </p>
      {open && (
        <Sheet title={say.theirs(name)} onClose={() => setOpen(false)} primary={{ label: say.swapGo, onClick: swap }}>
          <Failed said={said} />
          <p>{say.theirsLead(name, facts + photographs)}</p>
        </Sheet>
      )}
    </>
  );
}
