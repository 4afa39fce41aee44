/** The customer's four pages: what was done, how it was, anything to add, signature. */
import { plural } from '../../shell/plural.ts';
import type { CustomerWords } from './zh-CN.ts';

export const en: CustomerWords = {
  turn: 'Your turn', page: (now, all) => `Page\u00a0${now}\u00a0of\u00a0${all}`, giveBack: 'Give phone back', back: 'Back', next: 'Next', language: 'Language',
  done: (who) => `${who}, this was done today`, doneNobody: 'This was done today', nothing: 'Nothing has been noted yet.', notYet: (what) => `Not done yet: ${what}`, notDone: (what) => `Not done: ${what}`,
  openLines: (count) => `${plural(count, 'thing is', 'things are')} not done: see the end.`, comesBack: (when) => `Coming back ${when}`, seen: 'Seen it, next', wrong: 'Not right', wrongTitle: 'What is not right?', wrongSave: 'Note it', wrongSaid: (text) => `You pointed out: ${text}`, wrongNote: 'Write it down; technician and office will see it.', cancel: 'Leave it',
  surveySend: 'Send to the office', surveySkip: 'No answer', surveyLeft: (count) => `${plural(count, 'question', 'questions')} left`, surveyGone: 'Received, thank you.', surveyGoneNote: 'Your answers are not shown on this phone again.', surveyPrivate: 'The technician cannot see your answers.', choose: 'Please choose one.',
  more: 'Anything to add?', moreHelp: 'Optional. The office will read it.', moreNone: 'No, next page', moreSave: 'Done, next page', moreGone: 'It has been noted.',
  sign: 'Please sign', signHelp: 'It says that you have read these pages.', youAre: 'You are', how: 'How you sign', change: 'Change', toPad: 'Go on to sign', signed: 'I have signed', undo: 'Undo stroke', clear: 'Clear', padLabel: 'Sign here with your finger',
  relations: { self: 'Myself', family: 'Family', tenant: 'Tenant', property: 'Property staff', neighbour: 'Neighbour', other: 'Other adult' },
  ways: { drawn: 'Draw', typed: 'Type', helped: 'Helped', declined: 'Decline' },
  who: (name, relation) => `${name}, ${relation.toLowerCase()}`, adult: 'Is the person who signs 18 or older?', adultBoth: 'Are both, signer and helper, 18 or older?', yes: 'Yes', no: 'No', name: 'Your name', nameHelped: 'Name of who signs', helper: 'Name of who helps', helperHelp: 'Not somebody of our company.',
  typedHelp: 'Type your name and tick the sentence below.', agreed: 'I am this person and have read these pages.', why: 'Why not sign?', whyNote: 'What you want to say', optional: 'optional',
  reasons: { no_wish: 'I do not want to', not_satisfied: 'Not satisfied', not_mine: 'Not mine to sign', cannot: 'I cannot just now' }, decline: 'Do not sign, note why',
  objections: {
    who: 'Please say who you are.', adult: 'Please answer the question of age.', minor: 'Under 18 one cannot sign. Ask an adult, or choose “Decline”.', name: 'Please write the name.', helper: 'Please write who helps.', staff: 'This is one of our people, who cannot sign for you. Please write your own name.',
    helper_staff: 'Our people cannot help you sign. Ask somebody else, or sign another way.', helper_self: 'Helper and signer must be two people.', agree: 'Please tick this sentence.', reason: 'Please choose a reason.', ink: 'There is no signature yet. Write your name with your finger.',
  },
  problems: 'Some things need changing', notSaved: 'Not saved. Please press once more.', thanks: 'Thank you', thanksNote: 'Everything is noted. Please give the phone back.', thanksDeclined: 'It is noted that you did not sign. Please give the phone back.',
  pinTitle: 'Technician: your PIN', pinHelp: 'It unlocks the phone; customers need not do anything here.', pin: 'PIN', pinOk: 'Take phone back', pinWrong: 'Wrong PIN. Try again.', pinWait: 'Too many tries. ', pinForgotten: 'PIN forgotten', stay: 'Not finished, go back',
  text: { header: (company, number, day) => `${company} · home visit ${number} · ${day}`, done: '✓', open: '○' }, colon: ': ',
};
