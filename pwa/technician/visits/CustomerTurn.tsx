/** The place where customer mode is drawn; it loads alone, so that it carries nothing that is the technician's. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { usePhone } from '../shell/context';
import { Icon } from '../shell/icons';
import { loadLazy, mirrored } from '../shell/lazy';
import type { Phone } from '../shell/phone';
import { go } from '../shell/router';
import { words } from '../shell/words';

interface CustomerMode { mount: (root: HTMLElement, phone: Phone, visit: string, left: () => void) => () => void }

/** While this is shown, no other page of the app may be (main.tsx asks `customersVisit` first). */
export function CustomerTurn({ id }: { id: string }) {
  const phone = usePhone();
  const root = useRef<HTMLDivElement>(null);
  const [failed, fail] = useState(false);
  useEffect(() => {
    let unmount: (() => void) | undefined, gone = false;
    const left = () => go({ page: 'visit', id }, { replace: true });
    loadLazy<CustomerMode>('customer-mode').then(({ mount }) => { if (!gone) unmount = mount(root.current!, mirrored(phone), id, left); }, () => fail(true));
    return () => { gone = true; unmount?.(); };
  }, [id]);
  return (
    <div class="customer-host" ref={root}>
      {failed && <div class="customer"><main class="thanks"><Icon name="warning" /><h1>{words.value.shell.failed.broken}</h1><button type="button" class="button" onClick={() => location.reload()}>{words.value.shell.failed.reopen}</button></main></div>}
    </div>
  );
}
