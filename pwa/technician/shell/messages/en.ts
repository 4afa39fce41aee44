/** Words used everywhere: saved and sent, back, close, times, what went wrong. */
import { plural } from '../plural.ts';
import type { shell as chinese } from './zh-CN.ts';

export const shell: typeof chinese = {
  app: 'Doorstep',
  skip: 'Skip to content',
  back: 'Back',
  close: 'Close',
  cancel: 'Not now',
  more: 'More',
  loading: 'Opening',
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
  span: (minutes) =>
    minutes < 60
      ? `${minutes}\u00a0min`
      : minutes < 2880
        ? `${Math.floor(minutes / 60)}\u00a0h`
        : plural(Math.floor(minutes / 1440), 'day', 'days'),
  spanLong: (minutes) =>
    minutes < 60
      ? plural(minutes, 'minute', 'minutes')
      : minutes < 2880
        ? plural(Math.floor(minutes / 60), 'hour', 'hours')
        : plural(Math.floor(minutes / 1440), 'day', 'days'),
  arrived: 'Arrived',
  agreed: 'agreed',
  inTime: (span) => `in ${span}`,
  late: (span) => `${span} past`,
  until: (time) => `to\u00a0${time}`,
  note: 'Note',
  whatToSay: 'What to say',
  optional: 'optional',
  choose: 'Choose one',
  saving: 'Saving',
  notSaved: 'Not saved',
  stop: '. ',
  colon: ': ',
  dispatcher: 'Call dispatcher',
  and: ', ',
  tomorrow: 'tomorrow',
  today: 'today',
  Today: 'Today',
  Tomorrow: 'Tomorrow',
  copied: 'Copied',
  copyFailed: 'Could not copy. Press and hold to select it.',
  failed: {
    from: (time) => `You can try again from ${time}.`,
    title: 'Some things need changing',
    again: 'Try again',
    storage: 'Not saved: that last step does not count. Free some space, then tap again.',
    portal: 'What answered is not the office, most likely a Wi-Fi that wants a sign-in. Use mobile data and try again.',
    network: 'The office cannot be reached now. Try again where there is signal.',
    server: "The office's server has a problem. Try again in a few minutes.",
    unknown: 'That did not work. Try again; if it still does not, call the dispatcher.',
    lost: 'This page is not here',
    lostNext: 'This phone does not know that address.',
    home: 'Back to today',
    broken: 'This page did not open',
    brokenNext: 'What you did is still on this phone. Open it again; if it still fails, call the dispatcher.',
    reopen: 'Open again',
  },
  storage: {
    no_space: 'Not saved: this phone is full. Send what waits, then delete other things.',
    storage_gone: "Not saved: the phone's storage does not open. Close other tabs and open Doorstep again.",
    storage_blocked: 'Not saved: an older page is still open. Close it, then tap again.',
    newer_app: 'Another page runs a newer version. Open this page again; your work is there.',
    too_long: 'Not saved: the text is too long. Shorten it, then tap again.',
    not_enrolled: 'This phone is not set up. Sign in first, then set it up.',
    read_only: 'This visit was given to somebody else. Call the dispatcher if need be.',
    not_a_fact: 'Not saved: something is wrong with this entry. Change it; if that fails, call the dispatcher.',
    not_a_picture: 'This is not a photograph, or it is damaged. Take another.',
    heic: 'This is a HEIC picture, which the browser cannot open. Set the camera to JPEG (most compatible) and take another.',
    picture_too_large: 'The photograph is too large. Step back and take another.',
    bytes_lost: 'Not saved: what was stored differs from what was taken. Take another.',
  },
  update: { ready: 'A new version is ready', take: 'Use it now' },
};
