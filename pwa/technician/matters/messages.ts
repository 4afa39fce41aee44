/** What a matter says on the phone, in both languages: they come with the page, because the first picture needs none of it. */
import type { Language } from '../storage/wire.ts';

export interface MatterWords {
  matter: (number: string) => string;
  since: (when: string) => string;
  visitNo: (count: number) => string;
  promisedCount: (count: number) => string;
  missingCount: (count: number) => string;
  limits: string;
  you: string;
  team: string;
  until: (when: string) => string;
  over: (when: string) => string;
  met: (when: string, due: string) => string;
  missed: (when: string, due: string) => string;
  paused: (minutes: number) => string;
  promised: string;
  kinds: Record<string, string>;
  earlier: string;
  states: Record<'done' | 'not_done', string>;
  missing: string;
  tell: string;
  tellAgain: string;
  before: string;
  what: string;
  help: string;
  way: string;
  ways: Record<'text' | 'paper', string>;
  save: string;
  saveNote: string;
  write: string;
  whichWay: string;
  tooMany: (most: number) => string;
  tooLong: (most: number) => string;
  message: (items: readonly string[]) => string;
  notHere: string;
  back: string;
}

export const matterMessages: Record<Language, MatterWords> = {
  'zh-CN': {
    matter: (number) => `事项 ${number}`,
    since: (when) => `${when} 接下`,
    visitNo: (count) => `第 ${count} 次上门`,
    promisedCount: (count) => `答应过 ${count} 件`,
    missingCount: (count) => `还缺 ${count} 件`,
    limits: '时限',
    you: '量你的',
    team: '量班组的',
    until: (when) => `${when} 前`,
    over: (when) => `${when} 前，已经过了`,
    met: (when) => `${when} 做到了`,
    missed: (when, due) => `${when}，过了 ${due}`,
    paused: (minutes) => `停表 ${minutes} 分钟`,
    promised: '别人答应过的',
    kinds: { answer: '答复客户', return: '再去一次', book_anew: '另约时间', feed_back: '报回结果', other: '答应的事' },
    earlier: '以前去过',
    states: { done: '做完了', not_done: '没做成' },
    missing: '客户还缺这些',
    tell: '告知缺什么',
    tellAgain: '再告知一次',
    before: '已经告知过一次。这次添了别的，公司 2 个工作日内要上门去办。',
    what: '缺什么，一行一件',
    help: '一次说全，书面交给客户（一次性告知）。',
    way: '怎么给客户',
    ways: { paper: '写在纸上', text: '发短信' },
    save: '记下',
    saveNote: '先存本机，有信号自己送到公司',
    write: '先写缺什么，一行一件。',
    whichWay: '选一种书面的方式。',
    tooMany: (most) => `最多 ${most} 件。`,
    tooLong: (most) => `一件最多 ${most} 个字。`,
    message: (items) => `您好，还需要您准备：${items.join('；')}。备齐后请打热线，我们接着办。`,
    notHere: '这部手机里没有这件事项',
    back: '回这一单',
  },
  en: {
    matter: (number) => `Matter ${number}`,
    since: (when) => `taken ${when}`,
    visitNo: (count) => `visit no. ${count}`,
    promisedCount: (count) => `promised: ${count}`,
    missingCount: (count) => `missing: ${count}`,
    limits: 'Time limits',
    you: 'measures you',
    team: 'measures the team',
    until: (when) => `by ${when}`,
    over: (when) => `by ${when}, which is past`,
    met: (when) => `met at ${when}`,
    missed: (when, due) => `${when}, after ${due}`,
    paused: (minutes) => `stood still for ${minutes} min`,
    promised: 'Promised by others',
    kinds: {
      answer: 'An answer to the customer',
      return: 'Another visit',
      book_anew: 'A new time',
      feed_back: 'The result fed back',
      other: 'A promise',
    },
    earlier: 'Earlier visits',
    states: { done: 'done', not_done: 'not done' },
    missing: 'The customer still has to bring',
    tell: 'Tell what is missing',
    tellAgain: 'Tell it again',
    before: 'It was told once. With other things on it, the company has to visit them within 2 working days.',
    what: 'What is missing, one thing a line',
    help: 'All of it at once, and in writing.',
    way: 'How the customer gets it',
    ways: { paper: 'On paper', text: 'By text' },
    save: 'Save',
    saveNote: 'Kept on this phone, sent by itself',
    write: 'Write what is missing first, one thing a line.',
    whichWay: 'Choose how it was written.',
    tooMany: (most) => `At most ${most} things.`,
    tooLong: (most) => `At most ${most} letters for one thing.`,
    message: (items) => `Please have ready: ${items.join('; ')}. Then call our hotline, and we go on.`,
    notHere: 'This phone does not have that matter',
    back: 'Back to the visit',
  },
};
