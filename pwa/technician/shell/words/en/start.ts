/** Before the day: signing in, setting up the phone, what this browser can do, what to bring. */
import { plural } from '../../plural.ts';
import type { start as chinese } from '../zh-CN/start.ts';

export const start: typeof chinese = {
  signIn: {
    title: 'Sign in', lead: 'Sign in once. After that it opens without a signal too.', again: 'Sign in once more and everything is sent. What is on the phone stays.',
    login: 'Login', loginHelp: 'Your phone number, or the login your office gave you', password: 'Password', show: 'Show', hide: 'Hide', go: 'Sign in', going: 'Signing in',
    forgot: 'Forgotten it? Your administrator can set a new one.', missingLogin: 'Fill in your login', missingPassword: 'Fill in your password', language: '中文',
    kept: (name, count, day) => `${plural(count, 'item', 'items')} of ${name} are kept locked on this phone since ${day}. They go once ${name} signs in; nobody else sees them.`,
    cleared: 'What was on this phone was cleared', clearedLead: (name) => `The browser cleared this phone\'s storage. What the office had received is safe; what ${name} had not sent is no longer here. Set it up anew and ask the dispatcher what is missing.`, anew: 'Set up this phone anew',
    theirs: (name) => `${name} is using this phone`, theirsLead: (name, count) => (count ? `${plural(count, 'item', 'items')} of ${name} are not sent. Lock them first: nobody else can see or send them, and they go once ${name} signs in again.` : `Everything of ${name} is sent. Once it is locked, the phone is yours.`), swap: 'Use this phone myself', swapGo: 'Lock, and let me in',
  },
  enrol: {
    title: 'Set up this phone', lead: (name) => `${name}, this will be your phone for visits.`, label: 'Name of this phone', labelHelp: 'So that it is recognised when lost or replaced, "Li\'s red phone", say',
    pin: 'Choose a PIN', pinHelp: '4 to 6 digits. You need it to take the phone back after the customer has signed.', again: 'The same PIN again', go: 'Set up, fetch my visits', suggested: (name) => `${name}\'s phone`,
    missingLabel: 'Give the phone a name', pinShort: 'It needs 4 to 6 digits', pinSame: 'Not all the same digit, and not 1234', pinDiffers: 'The two PINs differ',
    storage: { asked: 'The browser has promised to keep the data.', refused: 'The browser did not promise to keep the data. It may clear it when space runs out, so send early where there is signal.', refusedIos: 'Add Doorstep to the home screen and open it there: only then is the data kept.', title: 'Will the data stay?' },
  },
  newPin: {
    title: 'Choose a new PIN', lead: 'What is not sent stays here. Nothing is lost.', how: 'How you prove that it is you', ways: { pin: 'Old PIN', password: 'Login', code: 'Office code' },
    old: 'Old PIN', login: 'Login', password: 'Password', code: 'Eight digits from the office', pin: 'New PIN', again: 'The same PIN again', pinHelp: '4 to 6 digits.',
    call: 'Call the dispatcher:', read: 'Read out these six digits; the dispatcher gives you eight. It needs no signal.', wrong: { pin: 'That is not the old PIN', password: 'Login or password is wrong', code: 'That code is wrong. Was it given for these six digits?' },
    missing: { old: 'Enter the old PIN', login: 'Enter your login', password: 'Enter your password', code: 'Enter the eight digits' }, goBack: 'Change it, take phone back', stay: 'Go back', save: 'Change it', entry: 'Change the PIN', forgotten: 'Forgotten',
  },
  able: {
    title: 'It does not work here yet', leads: 'Do this first', stillGo: 'Use it anyway',
    weChat: { title: 'This is open inside WeChat', text: 'WeChat keeps nothing. Tap the three dots at the top right and choose "Open in browser".', picture: 'Three dots at the top right of WeChat; in the menu, "Open in browser"', menu: 'Open in browser', copy: 'Copy the address' },
    insecure: { title: 'This address is not secure', text: 'Phones store and use the camera only at an https address. Ask your administrator for it.' },
    crypto: { title: 'This browser cannot sign', text: 'The phone signs the record. Use a recent Chrome, Edge, Safari or your phone\'s own browser.' },
    storage: { title: 'This browser stores nothing', text: 'Most likely this is a private window. Open it in an ordinary one.' },
    worker: { title: 'It would not open without a signal', text: 'This browser cannot open pages offline. Use a recent Chrome, Edge or Safari.' },
    ios: { title: 'Add it to the home screen first', text: 'On an iPhone, what is stored is cleared after seven days unless the app is on the home screen.', steps: ['Tap Share below', 'Choose "Add to Home Screen"', 'Open Doorstep from there'] },
    persist: { title: 'The data may be cleared', text: 'The browser did not promise to keep it. It usually does once the app is installed on the home screen.' },
  },
  pack: {
    title: (count) => (count === 1 ? 'Your visit today is on this phone' : `All ${plural(count, 'visit', 'visits')} are on this phone`), titleSome: (count) => `${plural(count, 'visit', 'visits')} today, not all here yet`, until: (day, time) => `Works without signal until ${day}\u00a0${time}.`,
    untilNone: 'Still fetching. Once they are here you can work without a signal.', received: (time) => `All here ${time}`,
    five: 'The five items', parts: 'Parts for today', homes: (count) => plural(count, 'home', 'homes'), stops: (numbers) => `visit\u00a0${numbers}`, comma: ', ', every: 'every visit',
    covers: 'Shoe covers', mat: 'Floor mat', cloth: 'Cleaning cloth', card: 'Service card', survey: 'Survey form', units: { covers: 'pairs', mat: '', cloth: '', card: '', survey: '' },
    missing: 'Something is missing', go: 'All with me, show today', goMissing: 'Noted, show today', first: (time, place) => `First ${time}, ${place}`, none: 'No visits today', noneNext: 'New ones appear by themselves.',
    sheet: { title: 'What is missing?', help: 'Tick what is missing. The office sees it and can help.', note: 'Anything else', save: 'Note it', choose: 'Tick something or write a line' }, done: (time) => `Checked at ${time}`, again: 'Show today',
  },
};
