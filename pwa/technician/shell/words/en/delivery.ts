/** What is where, my proof, the evening's report, the end of the shift, settings. */
import { plural } from '../../plural.ts';
import type { delivery as chinese } from '../zh-CN/delivery.ts';

const items = (count: number): string => plural(count, 'item', 'items');

export const delivery: typeof chinese = {
  title: 'What is where',
  head: { all: 'Everything is at the office', saved: (count) => `All saved, ${items(count)} not sent yet`, sending: (count) => `Sending, ${items(count)} left`, space: 'Space is low: send, then shoot', signedOut: 'All saved, sign in to send', revoked: 'This phone is switched off' },
  lead: {
    all: 'Nothing waits on this phone.', offline: 'No signal now, just carry on.\nIt goes by itself when there is one.', sending: 'No need to wait, just carry on.', slow: 'Some have waited long. Carry on, and tap "Send now" where there is signal.',
    space: 'More photographs may not fit. Send where there is signal and space comes free.', signedOut: 'Your sign-in has ended. Your work is here; sign in once and it goes.', revoked: 'The office switched this phone off. Your work is still sent, and checked there. To go on, call the dispatcher.',
  },
  here: { title: 'On this phone', count: (count) => plural(count, 'visit', 'visits'), until: (day, time) => `Works without signal until ${day}\u00a0${time}.`, room: (count) => `Room for about ${plural(count, 'photograph', 'photographs')}.`, app: (version) => `Version\u00a0${version}`, clock: { right: 'clock is right', slow: (span) => `clock ${span} slow`, fast: (span) => `clock ${span} fast` }, kept: 'The browser has promised to keep the data.', notKept: 'The browser did not promise to keep the data: send early.' },
  waiting: { title: 'Waiting to be sent', count: items, none: 'none', since: (time, span) => `Oldest waiting since ${time}, ${span}.`, oldest: (time) => `Oldest saved at ${time}.`, more: (count) => `${count}\u00a0more` },
  office: { title: 'At the office', count: items, last: (time) => `Last contact ${time}.`, never: 'Not reached yet.', whole: (place) => ` ${place} complete.` },
  kinds: { photographed: (count) => plural(count, 'photograph', 'photographs'), signed: (count) => (count > 1 ? `${count} signatures` : 'Signature'), answered: (count) => plural(count, 'step', 'steps'), surveyed: () => 'Customer\'s survey', noted: (count) => plural(count, 'note', 'notes'), arrived: () => 'Time of arrival', departed: () => 'Time of leaving', ended: () => 'Result of the visit', other: (count) => plural(count, 'entry', 'entries') },
  device: 'This phone',
  now: 'Send now', sendingNow: 'Sending', signIn: 'Sign in and send', sentNow: 'Sent, everything has arrived.', notYet: (count) => `${items(count)} not sent yet. It goes by itself when there is signal.`,
  stuck: { file: 'Save as an encrypted file for the office', link: 'What if it never sends?', title: 'When it never sends', steps: ['Go to a window or downstairs and see whether other pages open.', 'On a Wi-Fi that wants a sign-in, switch to mobile data.', 'Close Doorstep, open it again, tap "Send now".', 'Still no? Call the dispatcher. Do not clear the browser\'s data and do not uninstall: what is unsent is in there.'], call: 'Call dispatcher' },
  trouble: {
    title: 'Not taken by the office', rejected: 'Not taken', quarantined: 'Set aside, the office looks at it', kept: 'Kept as it was; nothing to do again.', next: 'Call the dispatcher and name this item.', more: 'See the visit',
    unknown: 'The office could not read this item.', codes: {},
  },
  proof: {
    title: 'My proof', lead: 'Per visit: when you came, what was agreed, who signed, when the office had it.', none: 'Nothing yet', noneNext: 'Every visit that you finish adds a line here.', arrived: 'Arrived', agreed: 'Agreed', signed: 'Signed', left: 'Left', received: 'Received', waiting: 'still on this phone', all: 'complete', inTime: (minutes) => `${minutes}\u00a0min early`, onTime: 'on time', late: (minutes) => `${minutes}\u00a0min late`, told: 'customer was told',
    way: { drawn: 'drawn', typed: 'typed', helped: 'helped', declined: 'declined' }, relation: { self: 'self', family: 'family', tenant: 'tenant', property: 'property staff', neighbour: 'neighbour', other: 'other adult' }, day: (day) => day,
  },
  report: {
    title: 'Evening\'s report', lead: 'For the team\'s chat. No customer\'s name, phone or address.', copy: 'Copy the report', copied: 'Copied: paste it in the chat',
    head: (name, day) => `${name}, ${day}`, done: (done, all) => `${done} of ${all} visits done`, notDone: (text) => `Not done: ${text}`, hours: (from, to) => `${from} to ${to}`, onTime: (count, all, minutes) => (minutes ? `${minutes}\u00a0min before ${count}/${all}` : `On time ${count}/${all}`), appointed: (count) => `Appointed again: ${count}`, open: (count) => `Still open: ${count}`, unsent: (count) => `To send: ${count}`, home: 'All records are at the office', times: (count) => `${count}×`,
  },
  end: {
    title: 'End of the shift', allHome: 'Everything is home', allHomeLead: 'You can end the shift.', waiting: (count) => `${items(count)} still on this phone`, waitingLead: 'You can stop. The phone sends them when it has signal: leave it on, clear nothing.', openTitle: (count) => `${plural(count, 'visit is', 'visits are')} not finished`, openLead: 'Finish what you can; for the rest call the dispatcher.', go: 'End the shift', goAnyway: 'Stop now, it sends later', done: (time) => `Ended at ${time}. Thank you`, doneLead: 'See you tomorrow.', counts: { done: 'Done', notDone: 'Not done', open: 'Not finished', sent: 'At the office', waiting: 'Waiting to be sent' }, units: { visits: (count) => plural(count, 'visit', 'visits'), items }, tomorrow: (count) => `${plural(count, 'visit', 'visits')} tomorrow, on this phone`,
  },
  file: {
    title: 'Save as an encrypted file', lead: 'Unsent records and photographs go into one file that only a passphrase opens.', pass: 'Passphrase', passHelp: 'At least 10 characters. A few unrelated words are easy to keep and hard to guess.', again: 'The same again',
    strength: { weak: 'Easy to guess', fair: 'Fair', strong: 'Strong' }, passShort: 'Longer, at least 10 characters', passPlain: 'Too easy to guess, choose another', passDiffers: 'The two differ', noHelp: 'If it is forgotten, nobody can open the file.',
    go: 'Save as a file', going: (percent) => `Encrypting, ${percent}%`, ready: 'The file is ready', readyLead: (count) => `${items(count)} are in it. Hand it to the dispatcher and tell the passphrase by telephone, never with the file.`, stays: 'Everything stays on the phone too and is sent when there is signal. Nothing counts twice.',
    share: 'Send to the office', save: 'Save on this phone', lock: 'Sign out, keep it locked here',
  },
  settings: {
    title: 'Settings', who: 'Signed in', badge: (badge) => `Badge\u00a0${badge}`, language: 'Language', theme: 'Light and dark', themes: { system: 'As the phone', light: 'Light', dark: 'Dark' }, out: 'Sign out', outTitle: 'Sign out?', outLead: 'Then no visits can be seen on this phone until somebody signs in.', outGo: 'Sign out', outStay: 'Stay',
    refused: (count) => `${items(count)} not sent, so you cannot sign out now`, refusedLead: 'Sending them first is best. If that does not work now, you can also:', send: 'Send now',
    keep: 'Keep locked here, sign out', keepNote: 'Only you can see and send it, once you sign in.', toFile: 'Save as an encrypted file', toFileNote: 'For the office to take in. It stays on the phone as well.',
    keepTitle: 'Lock and sign out?', keepLead: (count) => `${items(count)} stay on this phone. Nobody else can see or send them. Sign in on this phone again and they go.\nUntil then, do not clear the browser\'s data and do not uninstall.`, keepGo: 'Lock, sign out', storage: 'Storage', about: 'About', version: (version) => `Version\u00a0${version}`,
  },
};
