/** What statements say, in both languages: they come with the page, because the first picture needs none of it. */
import type { Language } from '../storage/wire.ts';

export interface StatementWords {
  title: string;
  row: string;
  rowNext: (due: string | undefined) => string;
  rowFound: string;
  head: string;
  number: (number: string) => string;
  visit: string;
  notHere: string;
  notHereNext: string;
  what: string;
  help: string;
  customer: string;
  due: (due: string) => string;
  late: string;
  give: string;
  giveNote: string;
  write: string;
  given: (when: string) => string;
  givenNext: string;
  has: (when: string) => string;
  closed: string;
  finding: string;
  findings: Record<string, string>;
  grounds: Record<string, string>;
  noPoints: string;
  today: string;
}

export const statementMessages: Record<Language, StatementWords> = {
  'zh-CN': {
    title: '情况说明',
    row: '有一件投诉，请你写一下情况',
    rowNext: (due) => (due ? `${due} 前交` : '看了以后 24 小时里交'),
    rowFound: '一件投诉有了结论',
    head: '公司想听你说说这件事',
    number: (number) => `投诉 ${number}`,
    visit: '看那次上门你记了什么',
    notHere: '这部手机里没有这件事',
    notHereNext: '可能已经了结了。有疑问就打电话问办公室。',
    what: '当时怎么回事',
    help: '写你看到的、做的。不用认错，也不用说谁不好。',
    customer: '客户看不到你写的话。',
    due: (due) => `${due} 前交`,
    late: '过了时间也能交，公司照样看。',
    give: '交给公司',
    giveNote: '先存本机，有信号自己送到公司；交了不能改',
    write: '先写一写当时怎么回事。',
    given: (when) => `${when} 交了，存在这部手机里`,
    givenNext: '有信号自己送到公司。',
    has: (when) => `公司 ${when} 收到了你的说明`,
    closed: '这件投诉了结了。',
    finding: '结论',
    findings: { yes: '成立', partly: '部分成立', no: '不成立', cannot_say: '说不清' },
    grounds: {
      manner: '态度不好',
      not_done_not_rearranged: '当天没做完，又没另约',
      data_lost: '丢了资料，造成损失',
      not_recorded: '客户说的没有记',
      not_passed_on: '没有转告',
      start_up_late: '开通超时，没有解释',
      other: '别的',
    },
    noPoints: '定成立不等于扣分。不同意就找负责人。',
    today: '回今天',
  },
  en: {
    title: 'Statement',
    row: 'About a complaint: please write what happened',
    rowNext: (due) => (due ? `By ${due}` : 'Within 24 hours after you read it'),
    rowFound: 'A complaint was decided',
    head: 'The company wants to hear your side',
    number: (number) => `Complaint ${number}`,
    visit: 'See what you noted at that visit',
    notHere: 'This phone does not have it',
    notHereNext: 'It may be closed by now. Call the office if you wonder.',
    what: 'What happened',
    help: 'Write what you saw and did. You need not admit anything, nor blame anybody.',
    customer: 'The customer does not see what you write.',
    due: (due) => `Due by ${due}`,
    late: 'You can still hand it in; the company reads it all the same.',
    give: 'Hand it in',
    giveNote: 'Kept on this phone, sent by itself; it cannot be changed then',
    write: 'Write what happened first.',
    given: (when) => `Handed in ${when}, kept on this phone`,
    givenNext: 'It goes to the company by itself.',
    has: (when) => `The company had your statement ${when}`,
    closed: 'This complaint is closed.',
    finding: 'Finding',
    findings: { yes: 'valid', partly: 'partly valid', no: 'not valid', cannot_say: 'cannot be said' },
    grounds: {
      manner: 'bad manner',
      not_done_not_rearranged: 'not done on the day and not arranged anew',
      data_lost: 'customer data lost',
      not_recorded: 'a request not recorded',
      not_passed_on: 'a found problem not passed on',
      start_up_late: 'start-up late',
      other: 'other',
    },
    noPoints: 'Valid takes no points by itself. Speak with the manager if you disagree.',
    today: 'Back to today',
  },
};
