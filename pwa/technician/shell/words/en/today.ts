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
  agreed: 'agreed', window: 'window, no time agreed yet', noTime: 'no time yet', noTimeShort: 'no time yet', atOnce: 'at once', reachBy: (time) => `be there by\u00a0${time}`, urgentOpen: 'tap to see it',
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
    onTheWay: 'On the way', departed: (time) => `left at\u00a0${time}`, planned: 'agreed', colleague: (name, time) => [`${name} is inside`, `since\u00a0${time}`], windowed: 'within the window', atOnce: 'Urgent, at once', awaitsTime: 'customer confirms', awaitsOffice: 'office sets a new time',
    cancelled: 'Cancelled by the office', given: (name) => `Given to ${name}`, givenAway: 'Given to somebody else', conflict: 'Two versions on record', review: 'Office is checking',
    late: (time) => `told: about\u00a0${time}`,
  },
  outcome: { nobody_home: 'Nobody home', entry_refused: 'Not let in', gate_refused: 'Stopped at the gate', wrong_address: 'Wrong address', child_only: 'Only a child at home', no_authority: 'Nobody could decide', unsafe: 'Not safe', not_ready: 'Site not ready', declined: 'Customer declines', not_solved: 'Not solved today', parts_missing: 'Parts missing', not_ours: 'Not ours' },
  look: (place) => `See ${place}`, back: (room, part) => `Back to\u00a0${room}: ${part}`, part: { door: 'at the door', work: 'work', customer: 'signature', leaving: 'leaving' },
  reach: (room) => `I am at\u00a0${room}`, reachNote: 'Notes the time of arrival', nextStop: (place) => `Next: ${place}`, agreedAt: (time) => `${time}\u00a0agreed`,
  between: (from, to) => `${from}\u00a0to\u00a0${to}`,
  pack: 'Check what to bring', packNote: 'Before leaving: five items and parts', finish: 'End the shift', finishNote: 'See that everything is home',
  none: 'No visits today', noneNext: 'New ones appear by themselves. You can also ask the dispatcher.', noneOn: 'No visits on this day',
  first: 'Fetching your visits', firstNext: 'The first time needs a signal. After that you can work without one.', firstOffline: 'No signal yet. It goes on by itself where there is one.',
  allDone: 'All of today is done', allDoneNext: 'See that everything has reached the office, then end the shift.',
  conflict: {
    you: 'You', other: 'The office and you noted different things', meaning: 'Both are kept and the office decides. Go on as usual.', callOffice: 'Call the dispatcher', unknown: 'nothing written',
    title: { answer: 'This step has two answers', cancelled_done: 'Cancelled by the office, done by you', two_ends: 'This visit was ended twice', changed: 'Something changed after the customer signed', taken_back: 'The signature was taken back', withdrawal: 'Taking this back needs the office', two_signatures: 'This visit has two signatures', objected: 'The customer says it is not their signature' },
    from: { office: 'Office', phone: 'Another phone', customer: 'Customer' }, counts: 'counts now', kept: 'kept, does not count',
    wish: { mine: 'Mine is right', theirs: 'Theirs is right', again: 'Sign again', stands: 'It does not matter' }, asked: (wish, time) => `Told the office at\u00a0${time}: ${wish}. They decide; go on as usual.`,
    asking: (who) => `${who} is asking the customer, nothing is decided yet. Go on as usual.`, decided: (who) => `${who} has decided`, decidedMeaning: 'Both records are kept. If something is wrong, call the dispatcher.',
    said: { withdrew: (what) => (what ? `Took back: ${what}` : 'Took one entry back'), cancelled: (reason) => (reason ? `Cancelled: ${reason}` : 'Cancelled'), deviated: (reason) => (reason ? `Not done: ${reason}` : 'Not done'), appointed: (what) => (what ? `Another time: ${what}` : 'Another time'), plain: { signed: 'The customer signed', withdrawn: 'Took the signature back', objected: 'Says it is not theirs', noted: 'Note' } },
  },
  clock: { slow: (span) => `This phone\'s clock is ${span} slow`, fast: (span) => `This phone\'s clock is ${span} fast`, next: 'The day is shown by the office\'s clock. Set the phone to automatic time.' },
  notice: {
    given: (place, name) => `${place} was given to ${name}`, givenNext: 'What you did is kept and will be sent.', givenGo: 'See the visit',
    cancelled: (place) => `${place} was cancelled by the office`, cancelledNext: 'No need to go. If you are there already, call the dispatcher.',
    colleague: (place, name) => `${place}: ${name} and you have different entries`,
    conflict: (place) => `${place}: the office and you have different entries`, conflictNext: 'Both are kept; the dispatcher decides.',
    trouble: (place, count) => `${place}: the office did not take ${plural(count, 'item', 'items')}`, troubleNext: 'Kept as it was. See which one, and what to do.',
    why: (reason) => (reason ? `Reason: ${reason}. ` : ''), cancelledInside: 'Stop here and open it to see what to do.', givenUntouched: 'You need not go there.', somebody: 'somebody else',
  },
};
