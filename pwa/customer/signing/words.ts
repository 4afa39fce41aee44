/** What the page on the customer's own phone says beyond the words of customer mode. */
import { en } from '../../technician/customer-mode/messages/en.ts';
import { zhCN, type CustomerMessages } from '../../technician/customer-mode/messages/zh-CN.ts';
import type { Language } from '../../technician/storage/wire.ts';

export interface Words {
  waiting: string;
  heading: string;
  notRight: string;
  thanks: string;
  thanksDeclined: string;
  again: string;
  noCode: string;
  noCodeNext: string;
  noNetwork: string;
  noNetworkNext: string;
  old: string;
  oldNext: string;
  call: (hotline: string) => string;
}

export const wordsOf: Record<Language, Words> = {
  'zh-CN': {
    waiting: '正在核对这个码……',
    heading: '这次上门做了这些',
    notRight: '有不对的，请先告诉师傅，改好了再出示一个新的码。',
    thanks: '签好了，已经送到公司。可以关上这一页，告诉师傅一声就行。',
    thanksDeclined: '记下了您没有签名，已经送到公司。可以关上这一页，告诉师傅一声就行。',
    again: '再试一次',
    noCode: '这里没有要签的内容',
    noCodeNext: '请师傅在手机上出示二维码，用您的手机扫一下。',
    noNetwork: '没有连上网',
    noNetworkNext: '您写的都还在。有网了再按一次；也可以在师傅的手机上签。',
    old: '这个浏览器太旧，或者网址不是 https',
    oldNext: '请换一个浏览器，或者在师傅的手机上签。',
    call: (hotline) => `有事请打 ${hotline}`,
  },
  en: {
    waiting: 'Checking this code…',
    heading: 'What was done on this visit',
    notRight: 'If something is not right, please tell the technician first, who will show a new code.',
    thanks: 'It is signed and has reached the office. You can close this page; please tell the technician.',
    thanksDeclined:
      'It is noted that you did not sign, and the office has it. You can close this page; please tell the technician.',
    again: 'Try again',
    noCode: 'There is nothing to sign here',
    noCodeNext: 'Ask the technician to show the code, and scan it with your phone.',
    noNetwork: 'There is no connection',
    noNetworkNext:
      "All that you wrote is still here. Press again when there is a network, or sign on the technician's phone.",
    old: 'This browser is too old, or the address does not begin with https',
    oldNext: "Please use another browser, or sign on the technician's phone.",
    call: (hotline) => `Questions? Call ${hotline}`,
  },
};

export const customerWords = (language: Language): CustomerMessages => (language === 'en' ? en : zhCN);
