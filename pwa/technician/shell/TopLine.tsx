/** The top line of every page: back, time (or title), and the one word of saved and sent, which opens the sync page. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';
import { address, back } from './router.ts';
import { savedAndSent, type SavedAndSent } from './savedAndSent.ts';
import { messages } from './messages.ts';

interface TopLineProps {
  /** What the back button does; `false` leaves it out (Today), a function replaces going one page back. */
  back?: false | (() => void) | undefined;
  /** Time before or after arrival, the date, or a page's name. */
  children?: ComponentChildren;
  /** Another sentence in the place of saved and sent while all is sent (start of the shift). */
  allSent?: SavedAndSent;
}

export function TopLine({ back: leave, children, allSent }: TopLineProps) {
  const shell = messages.value.shell;
  return (
    <header class="topline">
      {leave !== false && (
        <button type="button" class="back" aria-label={shell.back} onClick={leave ?? back}>
          <Icon name="back" />
        </button>
      )}
      <div class="lead">{children}</div>
      <WordOfSaved {...(allSent ? { allSent } : {})} />
    </header>
  );
}

function WordOfSaved({ allSent }: { allSent?: SavedAndSent }) {
  const phone = usePhone();
  const found = savedAndSent(phone.delivery.value);
  const said = allSent && found.icon === 'sent' ? allSent : found;
  return (
    <a class={`word ${said.tone}`} href={address({ page: 'delivery' })}>
      <Icon name={said.icon} />
      <span>{said.text}</span>
      <span class="visually-hidden">{messages.value.shell.word.leads}</span>
    </a>
  );
}

/** Reads the word of saved and sent aloud when it has changed and settled, and until then says nothing; it lives outside the pages, so it stays. */
export function SavedAloud() {
  const phone = usePhone();
  const text = phone.person.value ? savedAndSent(phone.delivery.value).text : '';
  const [settled, settle] = useState('');
  useEffect(() => {
    const waiting = setTimeout(() => settle(text), 1_000); // because "sending" for half a second is noise
    return () => clearTimeout(waiting);
  }, [text]);
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {settled === text && text}
    </div>
  );
}
