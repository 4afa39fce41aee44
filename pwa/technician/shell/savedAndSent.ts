/** The one sentence on what is saved and sent: which words, which icon, and whether it needs attention. */
import { now } from './clock.ts';
import { minutesBetween } from './dates.ts';
import type { IconName } from './icons.tsx';
import type { Delivery } from '../phone/interface.ts';
import { LONG_WAIT_MINUTES } from '../standard/figures.ts';
import { messages } from './messages.ts';

export interface SavedAndSent {
  text: string;
  icon: IconName;
  tone: '' | 'attention' | 'problem';
}

/** How long the oldest unsent item has waited, in whole minutes. */
export const waited = (delivery: Delivery): number =>
  delivery.oldest ? Math.max(0, minutesBetween(delivery.oldest, now.value)) : 0;

/** The sentence for a state of delivery; it always says first that things are saved. */
export function savedAndSent(delivery: Delivery): SavedAndSent {
  const say = messages.value.shell.word;
  const open = delivery.facts + delivery.photographs;
  if (delivery.state === 'revoked') return { text: say.revoked, icon: 'warning', tone: 'problem' };
  if (delivery.state === 'space_low') return { text: say.spaceLow, icon: 'warning', tone: 'attention' };
  if (delivery.state === 'signed_out') return { text: say.signedOut, icon: 'lock', tone: 'attention' };
  if (delivery.state === 'all_sent' || open === 0) return { text: say.allSent, icon: 'sent', tone: '' };
  if (delivery.state === 'sending') return { text: say.sending(open), icon: 'arrow', tone: '' };
  const minutes = waited(delivery);
  if (minutes >= LONG_WAIT_MINUTES)
    return { text: say.waiting(messages.value.shell.span(minutes)), icon: 'clock', tone: 'attention' };
  return { text: say.saved(open), icon: 'saved', tone: '' };
}
