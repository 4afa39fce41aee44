/** What is where: on this phone, waiting, at the office; what was not taken, with a next step; and sending now. */
import { useState } from 'preact/hooks';
import { BottomBar, type PrimaryProps } from '../shell/BottomBar.tsx';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import type { Delivery } from '../phone/interface.ts';
import { address } from '../shell/router.ts';
import { waited } from '../shell/savedAndSent.ts';
import { LONG_WAIT_MINUTES } from '../standard/figures.ts';
import { TopLine } from '../shell/TopLine.tsx';
import { messages } from '../shell/messages.ts';
import { FileSheet } from './FileSheet.tsx';
import { openItems } from './openItems.ts';
import { AtOffice, Here, Waiting } from './Places.tsx';
import { StuckSheet } from './StuckSheet.tsx';
import { Trouble } from './Trouble.tsx';

export function DeliveryPage() {
  const phone = usePhone();
  const say = messages.value.delivery;
  const delivery = phone.delivery.value;
  const [sheet, open] = useState<'stuck' | 'file'>();
  const [outcome, setOutcome] = useState('');
  const { said, trying } = useTrying();
  const send = async (): Promise<void> => {
    setOutcome(say.sendingNow);
    const worked = await trying(() => phone.sendNow());
    const left = openItems(phone.delivery.value);
    setOutcome(worked ? (left ? say.notYet(left) : say.sentNow) : '');
  };
  const primary: PrimaryProps =
    delivery.state === 'signed_out'
      ? { label: say.signIn, href: address({ page: 'signin' }) }
      : { label: say.now, onClick: send };
  return (
    <div class="page">
      <TopLine>
        <b>{say.title}</b>
      </TopLine>
      <main id="content">
        <div class="head">
          <h1 tabIndex={-1}>{headOf(delivery)}</h1>
          <p class="sub lines-kept">{leadOf(delivery)}</p>
        </div>
        <Failed said={said} />
        <Trouble />
        <Here />
        <Waiting />
        <AtOffice />
        <p class="prose tight">
          <button type="button" class="link" aria-haspopup="dialog" onClick={() => open('stuck')}>
            <span>{say.stuck.link}</span>
          </button>
        </p>
        <p class="prose second" role="status">
          {outcome}
        </p>
      </main>
      <BottomBar primary={primary} />
      {sheet === 'stuck' && <StuckSheet onClose={() => open(undefined)} onFile={() => open('file')} />}
      {sheet === 'file' && <FileSheet onClose={() => open(undefined)} />}
    </div>
  );
}

function headOf(delivery: Delivery): string {
  const { head } = messages.value.delivery;
  const open = openItems(delivery);
  switch (delivery.state) {
    case 'revoked':
      return head.revoked;
    case 'signed_out':
      return head.signedOut;
    case 'space_low':
      return head.space;
    case 'sending':
      return open ? head.sending(open) : head.all;
    default:
      return open ? head.saved(open) : head.all;
  }
}

function leadOf(delivery: Delivery): string {
  const { lead } = messages.value.delivery;
  switch (delivery.state) {
    case 'revoked':
      return lead.revoked;
    case 'signed_out':
      return lead.signedOut;
    case 'space_low':
      return lead.space;
    case 'all_sent':
      return lead.all;
    case 'sending':
      return lead.sending;
    default:
      return (
        reasonOf(delivery, lead) ?? (waited(delivery) >= 4 * LONG_WAIT_MINUTES ? lead.slow : unanswered(delivery, lead))
      );
  }
}

/** Where nothing came back: without a network at all, which the browser knows, or with one. */
function unanswered({ failed }: Delivery, lead: typeof messages.value.delivery.lead): string {
  return failed && navigator.onLine ? lead.noAnswer : lead.offline;
}

/** Why the last try did not go through, where that is known: somebody in between, a proxy's limit, our own server (F-25, F-26). */
function reasonOf({ failed }: Delivery, lead: typeof messages.value.delivery.lead): string | undefined {
  switch (failed) {
    case undefined:
    case 'no_network':
      return undefined;
    case 'not_our_server':
      return lead.portal;
    case 'batch_too_large':
      return lead.proxy;
    default:
      return lead.server;
  }
}
