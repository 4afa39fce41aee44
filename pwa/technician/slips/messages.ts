/** What a slip says, in both languages: they come with the sheet, because the first picture needs none of it. */
import type { Language } from '../storage/wire';

export type About = 'fault' | 'hazard' | 'request' | 'suggestion' | 'complaint' | 'data';
export const ABOUTS: readonly About[] = ['fault', 'hazard', 'request', 'suggestion', 'complaint', 'data'];

export interface SlipWords {
  title: string;
  about: string;
  abouts: Record<About, string>;
  text: string;
  textHelp: string;
  visit: string;
  answer: string;
  answerNote: string;
  atOnce: string;
  other: string;
  name: string;
  phone: string;
  save: string;
  saveNote: string;
  which: string;
  write: string;
  twice: string;
  saved: (about: string, text: string) => string;
  wanted: string;
  undo: string;
  promised: (count: number) => string;
  before: string;
  owed: Record<'answer' | 'return', (who: string) => string>;
  call: string;
}

export const slipMessages: Record<Language, SlipWords> = {
  'zh-CN': {
    title: '记一件事',
    about: '是哪一种',
    abouts: { fault: '故障', hazard: '隐患', request: '需求', suggestion: '建议', complaint: '投诉', data: '改资料' },
    text: '看到什么，客户怎么说',
    textHelp: '只给公司看，客户看的页上没有。',
    visit: '在哪一家',
    answer: '要答复',
    answerNote: '公司 2 个工作日内答复。',
    atOnce: '公司收到马上能看到。',
    other: '答复给别人',
    name: '姓名',
    phone: '电话',
    save: '记下',
    saveNote: '先存本机，有信号自己送到公司',
    which: '先选是哪一种',
    write: '写一句看到什么',
    twice: '10 分钟里已经记过一样的，不用再记。',
    saved: (about, text) => `记下了：${about}，${text}`,
    wanted: '要答复',
    undo: '撤销',
    promised: (count) => `答应过的，今天要办 ${count} 件`,
    before: '以前',
    owed: { answer: (who) => `答复${who}`, return: (who) => `再去${who}家` },
    call: '打电话',
  },
  en: {
    title: 'Note something',
    about: 'What kind',
    abouts: {
      fault: 'Fault',
      hazard: 'Hazard',
      request: 'Request',
      suggestion: 'Idea',
      complaint: 'Complaint',
      data: 'Wrong data',
    },
    text: 'What you saw, what the customer says',
    textHelp: 'For the company only; it is on no page that the customer reads.',
    visit: 'At which visit',
    answer: 'Wants an answer',
    answerNote: 'The company answers within 2 working days.',
    atOnce: 'The company sees it as soon as it arrives.',
    other: 'Answer somebody else',
    name: 'Name',
    phone: 'Telephone',
    save: 'Save',
    saveNote: 'Kept on this phone, sent by itself',
    which: 'Choose the kind first',
    write: 'Write what you saw',
    twice: 'The same was noted in the last 10 minutes; once is enough.',
    saved: (about, text) => `Noted: ${about}, ${text}`,
    wanted: 'wants an answer',
    undo: 'Undo',
    promised: (count) => `Promised, due today: ${count}`,
    before: 'by then',
    owed: { answer: (who) => `Answer ${who}`, return: (who) => `Go to ${who} again` },
    call: 'Call',
  },
};
