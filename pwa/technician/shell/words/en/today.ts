/** Today: how many, how they stand, the next one; leaving, running late, another time, calls, maps. */
import { plural } from '../../plural.ts';
import type { today as chinese } from '../zh-CN/today.ts';

export const today: typeof chinese = {
  title: (count) => (count ? `${plural(count, 'visit', 'visits')} today` : 'Today'),
  titleOn: (day, count) => `${day}: ${plural(count, 'visit', 'visits')}`,
  doneFold: (count) => `${plural(count, 'visit', 'visits')} ended`,
  afternoonFold: (count) => `${count}\u00a0more this afternoon`,
  laterFold: (count) => `${count}\u00a0more later`,
  dayRow: (day, count) => `${day}: ${plural(count, 'visit', 'visits')}`,
  agreed: 'agreed', window: 'window, no time agreed yet', noTime: 'no time yet',
  next: 'next', nextOf: (count) => `next, ${plural(count, 'visit', 'visits')}`, onTheWay: (time) => `left at\u00a0${time}`,
  bring: 'Bring', lastTime: 'Last time', gate: 'Way in', note: 'Note', urgent: 'Urgent',
  carried: (name, count, unit) => {
    const plain = (/^[A-Z][a-z]/.test(name) ? name[0]!.toLowerCase() + name.slice(1) : name).replaceAll(' ', '\u00a0');
    return unit === 'm' ? `${count}\u00a0m ${plain}` : count > 1 ? `${count}\u00a0${plain}` : plain;
  },
  call: 'Call', map: 'Map', leave: 'On my way', runLate: 'Late', arrive: 'Arrived',
  noPhone: 'No phone: be at the door on time', hardOfHearing: 'Hard of hearing: text rather than call, speak up, slowly', helps: (lead) => `You help, ${lead} leads`,
  state: {
    done: 'Done', ended: 'Not done', left: (time) => `left\u00a0${time}`, working: (time) => [`Here since\u00a0${time}`], atDoor: (time) => [`At the door since\u00a0${time}`], busy: 'Working', arrived: (time) => `arrived\u00a0${time}`,
    onTheWay: 'On the way', departed: (time) => `left at\u00a0${time}`, planned: 'Agreed', awaitsTime: 'customer confirms', awaitsOffice: 'office sets a new time',
    cancelled: 'Cancelled by the office', given: (name) => `Given to ${name}`, givenAway: 'Given to somebody else', conflict: 'Two versions on record', review: 'Office is checking',
    late: (time) => `told: about\u00a0${time}`,
  },
  outcome: { nobody_home: 'Nobody home', entry_refused: 'Not let in', gate_refused: 'Stopped at the gate', wrong_address: 'Wrong address', child_only: 'Only a child at home', no_authority: 'Nobody could decide', unsafe: 'Not safe', not_ready: 'Site not ready' },
  back: (room, part) => `Back to\u00a0${room}: ${part}`, part: { door: 'at the door', work: 'work', customer: 'signature', leaving: 'leaving' },
  reach: (room) => `I am at\u00a0${room}`, reachNote: 'Notes the time of arrival', nextStop: (place) => `Next: ${place}`, agreedAt: (time) => `${time}\u00a0agreed`,
  between: (from, to) => `${from}\u00a0to\u00a0${to}`,
  pack: 'Check what to bring', packNote: 'Before leaving: five items and parts', finish: 'End the shift', finishNote: 'See that everything is home',
  none: 'No visits today', noneNext: 'New ones appear by themselves. You can also ask the dispatcher.', noneOn: 'No visits on this day',
  first: 'Fetching your visits', firstNext: 'The first time needs a signal. After that you can work without one.', firstOffline: 'No signal yet. It goes on by itself where there is one.',
  allDone: 'All of today is done', allDoneNext: 'See that everything has reached the office, then end the shift.',
  menu: { title: 'More', search: 'Find a visit', pack: 'What to bring', proof: 'My proof', delivery: 'What is where', end: 'End the shift', settings: 'Settings', days: 'Other days' },
  search: { title: 'Find a visit', label: 'Address, name, number', help: 'Looks through all visits on this phone, 7 days back to 14 ahead.', found: (count) => `${plural(count, 'visit', 'visits')} found`, none: 'Nothing found', noneNext: 'Try another word: the estate or the room alone, say.' },
  notice: {
    given: (place, name) => `${place} was given to ${name}`, givenNext: 'What you did is kept and will be sent.', givenGo: 'See the visit',
    cancelled: (place) => `${place} was cancelled by the office`, cancelledNext: 'No need to go. If you are there already, call the dispatcher.',
    conflict: (place) => `${place}: the office and you have different entries`, conflictNext: 'Both are kept; the dispatcher decides.',
    trouble: (place, count) => `${place}: the office did not take ${plural(count, 'item', 'items')}`, troubleNext: 'Kept as it was. See which one, and what to do.',
    somebody: 'somebody else',
  },
  crosswise: {
    office: 'Office', you: 'You', given: (name) => `The office gave this visit to ${name}`, cancelled: 'The office cancelled this visit', reassigned: (name) => `Given to ${name}`, cancelledBy: 'Cancelled',
    received: (time) => `on this phone ${time}`, at: (time) => `${time} `, begun: (count) => `Begun, ${plural(count, 'entry', 'entries')}`, untouched: 'Not begun',
    lastStep: (time) => `latest ${time}`, meaning: (count) => `You can finish it. Your ${plural(count, 'entry is', 'entries are')} kept and sent to the office under your name.`, meaningUntouched: 'You need not go there any more.',
    callOffice: 'Call dispatcher', handTo: (name) => `Hand to ${name}`, carryOn: 'I will finish it', carryOnNote: 'Tells the office that you are there', carryOnSaid: 'I am on site and will finish it.', handSaid: (name) => `I stop here and hand over to ${name}.`,
    conflict: 'The office and you have different entries', conflictMeaning: 'Both are kept; the dispatcher decides. Just carry on.', settled: 'Settled', unknown: 'nothing',
  },
  contact: {
    title: (name) => `Contact ${name}`, call: (name) => `Call ${name}`, masked: (phone) => `Number ${phone}`, text: 'Send a text', textNote: 'The words are ready; change them before sending', late: 'Running late', lateNote: 'Tell the customer when you will be there', another: 'Another time', anotherNote: 'The customer or we want to change it',
    absent: 'The number is not on this phone', absentNote: 'It comes for today and the next working day. If it is urgent, call the dispatcher.', dispatcher: 'Call dispatcher', none: 'This customer has no phone', noneNote: 'Be at the door on time. To change the time, ask the dispatcher.',
    asked: 'Did you get through?', askedText: 'Did the text go out?', reached: 'Told them', reachedText: 'It went out', notReached: 'No answer', notReachedText: 'It did not', whom: 'Whom did you tell', save: 'Note it', recorded: 'Only what you say is noted; nothing claims that it was received.',
  },
  departed: { title: (time) => `Noted: left at\u00a0${time}`, tell: 'Tell the customer', words: 'You could say', text: 'Text', call: 'Call', undo: 'Undo, not left yet', skip: 'No need, just go', undone: 'Undone' },
  late: { title: 'How late will you be?', minutes: (count) => plural(count, 'minute', 'minutes'), expected: (time) => `There at about\u00a0${time}`, save: 'Note it, tell the customer', done: 'Noted. Tell the customer', choose: 'Choose a time' },
  another: {
    title: 'Which other time?', by: 'Who wants it', customer: 'The customer', us: 'We do', reason: 'Why', reasons: { not_home: 'Not at home', not_ready: 'Not ready', busy: 'Customer busy', overrun: 'Overrun', parts: 'Parts missing', traffic: 'Held up', ill: 'Not well', other: 'Other reason' },
    note: 'The reason in a sentence', day: 'Which day', from: 'From', to: 'To', toHelp: 'Leave empty if it is one fixed time', noTime: 'No time yet, to be agreed later', late: 'Less than 2 hours before the old time. Still give the reason, apologise, agree a new time.', early: 'Give the reason, apologise, and agree the new time with the customer.',
    save: 'Note it, tell the office', done: 'The office will decide', doneNote: 'Until then the old time stands.', tell: 'Tell the customer now', missingReason: 'Choose a reason', missingTime: 'Fill in from when', missingBy: 'Choose who wants it', order: '“To” must be later than “From”',
  },
  maps: { title: 'Go there', amap: 'Amap', baidu: 'Baidu Maps', apple: 'Apple Maps', copy: 'Copy the address', gate: 'Way in', noAddress: 'The full address is not here yet', noAddressNote: 'Use estate and building. It comes for today and the next working day.' },
  message: {
    departed: (who, company, me, time) => `Hello ${who}, this is ${me} of ${company}. I am on my way to you${time ? `, as agreed for ${time}` : ''}. If that does not suit you, please call this number.`,
    late: (who, company, me, time) => `Hello ${who}, this is ${me} of ${company}. I am sorry, my last visit ran over. I can be with you at about ${time}. Is that all right?`,
    reschedule: (who, company, me, reason, time) => `Hello ${who}, this is ${me} of ${company}. I am sorry: ${reason}. May we agree another time${time ? `: ${time}` : ''}?`,
    rescheduleAsked: (who, company, me, time) => `Hello ${who}, this is ${me} of ${company}. I have noted the time that you would like${time ? `: ${time}` : ''}. We will confirm it.`,
    other: (who, company, me) => `Hello ${who}, this is ${me} of ${company}.`,
  },
};
