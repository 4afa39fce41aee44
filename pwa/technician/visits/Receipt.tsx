/** The receipt: a code to scan, to send or to copy, and large enough to write onto the paper service card. */
import { useEffect, useState } from 'preact/hooks';
import { loadMessages, messagesIn, messages } from '../shell/messages';
import { Icon } from '../shell/icons';
import type { Here } from './here';
import { receiptOf, type ReceiptCode } from './receipt.ts';
import { Squares } from './Squares.tsx';
import { firstOf } from './view';

/** `toCopy`: only the code, while the customer still stands there, to scan or for the paper card; else all that can be done with it. */
export function Receipt({ here, toCopy }: { here: Here; toCopy?: boolean }) {
  const [receipt, found] = useState<ReceiptCode>();
  const [copied, copy] = useState<boolean>();
  const say = messages.value.visits.over;
  const { grant, customer, contact } = here.view.visit.bundle;
  useEffect(() => {
    void loadMessages(customer.language);
    void receiptOf(grant, location.origin).then(found);
  }, [grant.id]);
  if (!receipt) return null;
  if (toCopy)
    return (
      <div class="band receipt to-copy">
        <Code receipt={receipt} />
        <p class="small second">{say.onItsWay}</p>
      </div>
    );
  const home = here.view.visit.log.every((fact) => fact.sent) && Boolean(firstOf(here.view, 'ended')?.sent);
  const message = (messagesIn(customer.language).visits ?? messages.value.visits).over.message(
    receipt.groups.join(' '),
    receipt.url,
  );
  const send = () => {
    if (navigator.share) return void navigator.share({ text: message }).catch(() => undefined);
    location.href = `sms:${contact?.phone ?? ''}?body=${encodeURIComponent(message)}`;
  };
  const keep = () =>
    navigator.clipboard.writeText(receipt.url).then(
      () => copy(true),
      () => copy(false),
    );
  return (
    <div class="band receipt">
      <Code receipt={receipt} />
      <p class="small second">
        {home ? say.home : say.onItsWay}
        <br />
        {say.paper}
      </p>
      <div class="pair">
        <button type="button" class="button" onClick={send}>
          <Icon name="send" />
          {say.send}
        </button>
        <button type="button" class="button" onClick={() => void keep()}>
          <Icon name="copy" />
          {copied ? say.copied : say.copy}
        </button>
      </div>
      {copied === false && (
        <p class="error" role="alert">
          {messages.value.shell.copyFailed} {receipt.url}
        </p>
      )}
    </div>
  );
}

/** To scan, and to write onto paper. */
function Code({ receipt }: { receipt: ReceiptCode }) {
  return (
    <div class="code">
      <Squares text={receipt.url} label={`${messages.value.visits.over.code} ${receipt.url}`} />
      <div>
        <p class="second">{messages.value.visits.over.code}</p>
        <p class="figure" role="img" aria-label={[...receipt.code].join(' ')}>
          {receipt.groups[0]}
          <br />
          {receipt.groups[1]}
        </p>
      </div>
    </div>
  );
}
