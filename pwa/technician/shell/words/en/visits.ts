/** One visit from beginning to end: steps of each moment, the door, nobody home, what to say, two at one address, done. */
import { plural } from '../../plural.ts';
import type { visits as chinese } from '../zh-CN/visits.ts';

const steps = (count: number): string => plural(count, 'step', 'steps');

export const visits: typeof chinese = {
  parts: (done, all) => `Part\u00a0${done}/${all}`,
  topArrived: (time) => ['Arrived\u00a0', time, ''], topAgreed: (time) => ['', time, '\u00a0agreed'], topWindow: (time) => ['by\u00a0', time, ''],
  overview: 'The whole visit', overviewHere: 'You are here', partDone: 'Done', partOpen: (count) => `${steps(count)} left`, partFree: 'Nothing required',
  otherEnd: 'It cannot be done: end this visit',
  next: (moment) => `Next: ${moment}`, openHere: (count) => `${steps(count)} left here`,
  openBefore: (count) => `${steps(count)} still open before this`,
  crossing: { entered: 'Door open: go in', departed: 'On my way', arrived: "I'm here" },
  toCustomer: "Customer's turn", toCustomerNote: "The phone locks into the customer's pages",
  finish: 'Leave and end this visit', finishes: (name) => `${name} ends this visit`, backToday: 'Back to today',
  gone: 'This visit is not on this phone', goneNext: 'It may have been given to somebody else, or its day is long past. Look at today.',

  doneSteps: (count) => `${steps(count)} done`, deviatedSteps: (count) => `, ${count}\u00a0not as asked`,
  appointedSteps: (count) => `, ${count}\u00a0appointed`, notAsAsked: (reason) => `Not as asked: ${reason}`, recorded: 'noted', appointed: (when) => `Coming back ${when}`,
  undo: 'Undo', cannot: "Can't do it", by: (name) => `${name} does this`, optional: 'optional', unmet: 'Noted, but something else must come first. Do it, then note it again.',
  colon: ': ', comma: ', ', save: 'Save', done: 'Done', another: 'Another time', taken: 'Taken', photographs: (count) => plural(count, 'photograph', 'photographs'),
  good: (least, most, unit) => (least && most ? `${least} to ${most} ${unit} is good` : least ? `${least} ${unit} or more is good` : `${most} ${unit} or less is good`),
  notGood: 'outside the good range',
  wrongFigure: (range) => `Only a figure goes here${range}.`, rangeIs: (least, most) => `, ${least} to ${most}`,
  wrongDecimals: (count) => (count ? `At most ${plural(count, 'decimal', 'decimals')}.` : 'A whole number, without decimals.'),
  wrongGrouping: 'The comma may mark thousands or decimals. Write 1284 without it, or 1.284 with a point.',
  wrongEmpty: 'Nothing here yet.', wrongChoice: (least) => `Choose at least ${least}.`, wrongMoment: 'No time chosen yet.', wrongPast: 'That time has passed.',
  momentNow: 'Now', scan: 'Scan', scanTyped: 'If it cannot be scanned, type what the label says', scanning: 'Point at the code', scanStop: 'Stop scanning', code: 'Code',
  part: 'How many', less: 'One less', more: 'One more', noParts: 'No parts used',

  why: { title: 'Why not as asked?', note: 'Note', noteNeeded: 'one sentence', noteMissing: 'This reason needs a sentence.', save: 'Note it and go on', reason: 'Reason' },
  appoint: { title: 'When instead?', day: 'Day', from: 'From', to: 'Until at the latest', what: 'What will be done then', save: 'Agreed', told: 'Agree it with the customer first.' },
  fix: {
    title: 'Change this step', recordedBy: (name, at) => `Noted by ${name}, ${at}`, why: 'Why change it?',
    slip: 'Wrong tap', wrong: 'Wrong entry', changed: 'Things changed', other: 'Other reason', save: 'Strike out and redo', keeps: 'The old entry stays on record, marked as struck out.',
    colleague: 'a colleague', notMine: (name) => `${name} noted this. Ask ${name} to change it on their phone.`, signed: 'The customer has signed. A change now will be checked by the office.',
  },
  say: { others: (moment) => `Also said here: ${moment}`, done: 'Said it', none: 'No set words for this part. Speak as you would.', keepInMind: 'Keep in mind', never: 'Never say', gap: 'Fill the gap with what is true.' },

  photo: {
    take: 'Take photograph', more: 'One more', saving: 'Saving', saved: 'Saved', sent: 'Sent', of: (purpose, i) => `${purpose}, no. ${i}`,
    retake: 'Retake', remove: 'Remove', removeSure: 'Yes, remove', blur: 'Blur a part', blurFirst: 'Blur, then save', few: (count) => `At least ${count}`, failed: 'Not saved',
    purposes: { before: 'Before work', after: 'After work', 'visit-note': 'Visit note', finding: 'Finding', label: 'Label' },
    blurTitle: 'Wipe over what should not show', blurDone: 'Done, save it', blurUndo: 'One step back', blurHelp: 'What you wipe over cannot be read again.', redone: 'Retaken', removed: 'Removed', blurred: 'Part blurred',
  },

  door: {
    early: (agreed, span) => `Agreed ${agreed}, ${span} early`, onTime: (agreed) => `Agreed ${agreed}, on time`,
    late: (agreed, span) => `Agreed ${agreed}, ${span} late`, inWindow: (to) => `Agreed: before ${to}`,
    place: (metres) => `Time and place saved, within about ${metres}\u00a0m`, noPlace: 'Time saved, without the place', askPlace: 'Keep the place, too? The phone asks you once; no is fine.',
    lastTime: 'Last time', closed: 'Door stays shut?', nobody: 'Nobody home', other: 'Something else', gate: 'Gate', doorNote: 'Door', instructions: 'Note',
    ears: 'Hard of hearing: louder and slower', noPhone: 'No phone',
  },
  nobody: {
    title: 'Nobody home', from: 'you may leave', passed: 'You may leave now', since: (at, span) => `Rang at ${at}; wait ${span}.`,
    knockFirst: 'Ring first', knock: 'I have rung', knockHelp: 'The wait counts from this moment.',
    calls: 'Calls made', noCalls: 'None yet', call: 'Call customer', again: 'Call again', result: 'How did the call go?', noAnswer: 'No answer', off: 'Off or no line', reached: 'Reached',
    noNumber: 'The number is not on this phone. Ask the dispatcher to call, then note it here.', viaOffice: 'Ask dispatcher', saveCall: 'Note it',
    note: 'Visit note: copy this onto paper', arrived: 'Arrived', left: 'Left', later: 'later? write the real time', contact: 'Contact', phone: 'Phone',
    opened: 'Door opened', goNow: 'Leave now, say why', copied: 'Copied: photograph it', leave: 'Leave, book anew', early: (at) => `Before ${at} say why`, stillCall: 'No call made yet',
    photographed: 'Note photographed',
  },
  ends: {
    title: 'Could not get in: why?', titleInside: 'Could not be done: why?', none: 'None of these', note: 'Note', save: 'Note it, book anew', address: 'The right address', addressHelp: 'If you know it; the office will check.',
    noneNeeds: 'One sentence on what happened; the dispatcher sees it.', callOffice: 'Note it, call dispatcher', choose: 'Choose one first.', onlyLead: (name) => `${name} ends this visit: tell them first.`,
    names: {
      nobody_home: 'Nobody home', entry_refused: 'Not let in', gate_refused: 'Stopped at the gate', wrong_address: 'Wrong address', child_only: 'Only a child home',
      no_authority: 'Nobody to decide', unsafe: 'Not safe', not_ready: 'Site not ready', declined: 'Customer declines', not_solved: 'Not solved today', parts_missing: 'Parts missing', not_ours: 'Not ours', done: 'Done',
    },
    ended: (what) => `${what}: noted`, booked: 'The office will agree a new time with the customer.', note_: 'Note',
  },
  late: {
    cannot: "Can't make it?", late: 'Running late', move: 'Another time', office: 'Tell dispatcher', runs: (at, who) => `Next: ${at} ${who}`, callHer: 'Contact', means: 'In time? Go on. If not, say so first.',
  },
  together: { title: (count) => `${plural(count, 'visit', 'visits')} at this address`, next: (work) => `Next visit here: ${work}`, once: 'Arrival and knock count once, for both.', open: 'Open this one' },
  pair: { with: (names) => `With ${names}`, lead: (name) => `${name} leads and ends it`, did: (name, at) => `${name} · ${at}` },
  again: { objected: 'Settle it before you leave. Correct what is wrong, then let the customer read and sign again.', changed: 'Something changed after the customer signed. Let them read it and sign once more.', show: 'Show the customer again', sign: 'Ask for a new signature' },
  crosswise: {
    away: 'This visit is no longer yours', somebody: 'somebody else', leave: 'Understood, I leave', leaves: 'Understood, I leave.', inside: (name, time) => `${name} has been inside since\u00a0${time}`, insideNext: (name) => `${name} is going on with it. Call before you go there.`, goOn: 'I will finish it', tells: 'Tells the office: already on site', callOffice: 'Call dispatcher',
    refused: 'One entry was not accepted', refusedNext: 'It is still on this phone. Tell the dispatcher.', banner: (name) => `Given to ${name}; you are finishing it`, bannerCancelled: 'Cancelled by the office; you are finishing it',
  },
  over: {
    title: 'This visit is done', arrived: 'Arrived', signed: 'Signed', left: 'Left', agreedAt: (at) => `agreed ${at}`, declined: 'Not signed',
    saved: (count) => `Saved on this phone · ${count}\u00a0to\u00a0send`, savedAll: 'All sent to the office', photographs: (count) => plural(count, 'photograph', 'photographs'), signatures: '1\u00a0signature', and: ', ',
    waits: 'Goes by itself when there is signal.', code: 'Receipt code', onItsWay: 'Scanned now it says “on its way”.', home: 'Scanned now it shows the whole record.', paper: 'No phone? Write the code on the service card.',
    send: 'Send it', copy: 'Copy', copied: 'Copied', message: (code, url) => `Your receipt of today's visit: ${code}, ${url}`, nextHome: (where) => `Next: ${where}`, noneNext: 'No further visit today',
    review: 'The office will check a few points; no need to wait.', signer: (name, relation) => `${name} ${relation}`, relation: { self: 'in person', family: 'family', tenant: 'tenant', property: 'property staff', neighbour: 'neighbour', other: 'other adult' },
  },
  lacking: { title: 'It cannot end yet', intro: 'Do these, or say why not, and it can end.', customer: 'The customer looks and signs, then hands the phone back.', elsewhere: 'Something is still missing. Ask the dispatcher.' },
};
