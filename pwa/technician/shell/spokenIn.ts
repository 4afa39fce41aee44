/** Days and times in the customer's language and the organisation's zone; its own, because this program loads alone. */
import type { Language } from '../storage/wire.ts';

export function spokenIn(
  tongue: Language,
  zone: string,
): { moment: (at: string) => string; day: (day: string) => string } {
  const locale = tongue === 'en' ? 'en-GB' : 'zh-CN';
  const date = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    month: tongue === 'en' ? 'short' : 'numeric',
    day: 'numeric',
    weekday: 'short',
  });
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const whole = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' });
  const said = (at: Date): string => {
    const parts = Object.fromEntries(date.formatToParts(at).map((part) => [part.type, part.value]));
    return tongue === 'en'
      ? `${parts.weekday} ${parts.day}\u00a0${parts.month}`
      : `${parts.month}月${parts.day}日 ${parts.weekday}`;
  };
  return {
    moment: (at) =>
      Number.isNaN(Date.parse(at)) ? at : `${said(new Date(at))} ${time.format(new Date(at)).replace(/^0/, '')}`,
    day: (day) => (Number.isNaN(Date.parse(day)) ? day : whole.format(new Date(`${day}T12:00:00Z`))),
  };
}
