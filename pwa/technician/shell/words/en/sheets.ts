/** The sheets of Today: contact, leaving, late, another time, maps, cross purposes, search. */
import { plural } from '../../plural.ts';
import type { sheets as chinese } from '../zh-CN/sheets.ts';

export const sheets: typeof chinese = {
  menu: { title: 'More', search: 'Find a visit', pack: 'What to bring', proof: 'My proof', delivery: 'What is where', end: 'End the shift', settings: 'Settings', days: 'Other days' },
  search: { title: 'Find a visit', label: 'Address, name, number', help: 'Looks through all visits on this phone, 7 days back to 14 ahead.', found: (count) => `${plural(count, 'visit', 'visits')} found`, none: 'Nothing found', noneNext: 'Try another word: the estate or the room alone, say.' },
  crosswise: {
    office: 'Office', you: 'You', given: (name) => `The office gave this visit to ${name}`, cancelled: 'The office cancelled this visit', reassigned: (name) => `Given to ${name}`, cancelledBy: 'Cancelled',
    received: (time) => `on this phone ${time}`, at: (time) => `${time} `, begun: (count) => `Begun, ${plural(count, 'entry', 'entries')}`, untouched: 'Not begun',
    lastStep: (time) => `latest ${time}`, meaning: (count) => `You can finish it. Your ${plural(count, 'entry is', 'entries are')} kept and sent to the office under your name.`, meaningOver: (count) => `Your ${plural(count, 'entry is', 'entries are')} kept and sent to the office. Nothing can be changed here.`, meaningUntouched: 'You need not go there any more.',
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
    save: 'Note it, tell the office', done: 'The office will decide', doneNote: 'Until then the old time stands.', tell: 'Tell the customer now', missingReason: 'Choose a reason', missingTime: 'Fill in from when', missingBy: 'Choose who wants it', order: '"To" must be later than "From"',
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
