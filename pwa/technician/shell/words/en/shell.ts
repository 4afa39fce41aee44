/** Words used everywhere: saved and sent, back, close, times, what went wrong. */
import { plural } from '../../plural.ts';
import type { shell as chinese } from '../zh-CN/shell.ts';

export const shell: typeof chinese = {
  app: 'Doorstep', skip: 'Skip to content', back: 'Back', close: 'Close', cancel: 'Not now', more: 'More', loading: 'Opening',
  word: {
    allSent: 'All sent',
    saved: (count) => (count ? `Saved · ${count}\u00a0to\u00a0send` : 'Saved'),
    sending: (count) => `Sending · ${count}\u00a0left`,
    waiting: (since) => `Saved · waiting ${since}`,
    spaceLow: 'Space low · send, then shoot',
    signedOut: 'Saved · sign in to send',
    revoked: 'Saved · phone switched off',
    leads: ', see what is where',
  },
  minutes: (count) => `${count}\u00a0min`,
  minutesLong: (count) => plural(count, 'minute', 'minutes'),
  span: (minutes) => (minutes < 60 ? `${minutes}\u00a0min` : minutes < 2880 ? `${Math.floor(minutes / 60)}\u00a0h` : plural(Math.floor(minutes / 1440), 'day', 'days')),
  arrived: 'Arrived', agreed: 'agreed', inTime: (span) => `in ${span}`, late: (span) => `${span} past`,
  until: (time) => `to\u00a0${time}`,
  whatToSay: 'What to say', optional: 'optional', choose: 'Choose one',
  tomorrow: 'tomorrow', today: 'today', yesterday: 'yesterday',
  copied: 'Copied', copyFailed: 'Could not copy. Press and hold to select it.',
  failed: {
    title: 'Some things need changing', again: 'Try again',
    storage: 'Not saved: that last step does not count. Free some space, then tap again.',
    network: 'The office cannot be reached now. Try again where there is signal.',
    unknown: 'That did not work. Try again; if it still does not, call the dispatcher.',
    lost: 'This page is not here', lostNext: 'This phone does not know that address.', home: 'Back to today',
    broken: 'This page did not open', brokenNext: 'What you did is still on this phone. Open it again; if it still fails, call the dispatcher.', reopen: 'Open again',
  },
  update: { ready: 'A new version is ready', take: 'Use it now' },
};
