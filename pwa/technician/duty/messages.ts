/** What duty says on the phone, in both languages: they come with the page, because the first picture needs none of it. */
import { language } from '../shell/messages.ts';
import type { Language, OpenThing, Turn } from '../storage/wire.ts';

interface DutyWords {
  posts: Record<string, string>;
  on: string;
  planned: string;
  none: string;
  until: string;
  relief: (name: string, when: string) => string;
  openCount: (count: number) => string;
  gave: (when: string) => string;
  gaveNext: (when: string) => string;
  gaveYou: (name: string, when: string) => string;
  canTake: string;
  give: string;
  to: (name: string) => string;
  byRecord: (count: number) => string;
  giveTo: (name: string) => string;
  stillYou: string;
  keys: string;
  notes: string;
  optional: string;
  take: string;
  notGiven: string;
  taken: (count: number) => string;
  said: (name: string) => string;
  unclear: (name: string) => string;
  taking: string;
  takingNote: (until: string) => string;
  before: (when: string) => string;
  things: Record<OpenThing['type'], string>;
  line: string;
  write: string;
  written: (text: string) => string;
  today: string;
}

export const dutyMessages: Record<Language, DutyWords> = {
  'zh-CN': {
    posts: { hotline: '热线', field: '现场值班', leader: '带班' },
    on: '在岗',
    planned: '排到的班',
    none: '没有排到你的班',
    until: '到有人接班为止',
    relief: (name, when) => `接班 ${name} ${when}`,
    openCount: (count) => (count > 0 ? `没办完的 ${count} 件` : '没有没办完的事'),
    gave: (when) => `${when} 交了，等人接`,
    gaveNext: (when) => `${when} 交了。有人接以前，还是你当班。`,
    gaveYou: (name, when) => `${name} ${when} 交的`,
    canTake: '可以接班了',
    give: '交班',
    to: (name) => `给${name}`,
    byRecord: (count) => `没办完的 ${count} 件按记录列出`,
    giveTo: (name) => `交给${name}`,
    stillYou: '他确认以前，还是你当班',
    keys: '钥匙和东西',
    notes: '交代一句',
    optional: '可以不写',
    take: '接班',
    notGiven: '前一班还没交，也可以先接',
    taken: (count) => `接过来 ${count} 件`,
    said: (name) => `${name}交代`,
    unclear: (name) => `东西不对，没说清？打给${name}`,
    taking: '我接了，现在起当班',
    takingNote: (until) => `下班 ${until}，有人接了才走`,
    before: (when) => `${when} 前`,
    things: { matter: '一件事项', commitment: '一件答应的事', call: '一个漏接的电话' },
    line: '值班记录',
    write: '记一笔',
    written: (text) => `记下了：${text}`,
    today: '回今天',
  },
  en: {
    posts: { hotline: 'Hotline', field: 'Field duty', leader: 'Leader' },
    on: 'On duty',
    planned: 'Your next turn',
    none: 'You are on no turn of duty',
    until: 'until somebody takes over',
    relief: (name, when) => `Relief: ${name} ${when}`,
    openCount: (count) => (count > 0 ? `Open: ${count}` : 'Nothing is open'),
    gave: (when) => `Handed over ${when}, not taken yet`,
    gaveNext: (when) => `Handed over ${when}. Until somebody takes it, you are on duty.`,
    gaveYou: (name, when) => `Handed over by ${name} ${when}`,
    canTake: 'You can take over now',
    give: 'Hand over',
    to: (name) => `To ${name}`,
    byRecord: (count) => `${count} open by the record`,
    giveTo: (name) => `Hand over to ${name}`,
    stillYou: 'Until it is confirmed, you are on duty',
    keys: 'Keys and things',
    notes: 'A word to the next',
    optional: 'optional',
    take: 'Take over',
    notGiven: 'Not handed over yet; you can take it all the same',
    taken: (count) => `Taken over: ${count}`,
    said: (name) => `${name} says`,
    unclear: (name) => `Something is wrong? Call ${name}`,
    taking: 'I take over, on duty from now',
    takingNote: (until) => `Ends ${until}, once somebody takes over`,
    before: (when) => `by ${when}`,
    things: { matter: 'A matter', commitment: 'A promise', call: 'A missed call' },
    line: 'Book of this turn',
    write: 'Write it down',
    written: (text) => `Noted: ${text}`,
    today: 'Back to today',
  },
};

/** 现场值班. */
export const postOf = ({ post }: Turn): string => dutyMessages[language.value].posts[post.split(' ')[0]!] ?? post;
