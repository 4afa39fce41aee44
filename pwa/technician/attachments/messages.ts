/** What attachments say on the phone, in both languages: they come with the row, because the first picture needs none of it. */
import { plural } from '../shell/plural.ts';
import type { Language } from '../storage/wire.ts';

export interface AttachmentWords {
  title: string;
  count: (count: number) => string;
  fresh: (count: number) => string;
  allHere: string;
  missing: (count: number) => string;
  here: string;
  notYet: string;
  fetching: string;
  pdf: string;
  picture: string;
  open: string;
  larger: string;
  smaller: string;
  damaged: string;
  newOne: string;
}

export const attachmentMessages: Record<Language, AttachmentWords> = {
  'zh-CN': {
    title: '附件',
    count: (count) => `${count} 份附件`,
    fresh: (count) => `${count} 份新的`,
    allHere: '都在这部手机上',
    missing: (count) => `${count} 份还没到`,
    here: '在这部手机上',
    notYet: '还没到',
    fetching: '有网络时会自己取，你不用做什么。',
    pdf: 'PDF',
    picture: '图片',
    open: '打开 PDF',
    larger: '放大',
    smaller: '缩小',
    damaged: '文件坏了，正在重新取。有网络时会自己取好。',
    newOne: '新',
  },
  en: {
    title: 'Attachments',
    count: (count) => plural(count, 'attachment', 'attachments'),
    fresh: (count) => `${count} new`,
    allHere: 'on this phone',
    missing: (count) => `${count} not yet here`,
    here: 'on this phone',
    notYet: 'not yet here',
    fetching: 'It comes by itself when there is a network. You need not do anything.',
    pdf: 'PDF',
    picture: 'picture',
    open: 'Open the PDF',
    larger: 'Larger',
    smaller: 'Smaller',
    damaged: 'The file was damaged and is fetched again. It comes by itself when there is a network.',
    newOne: 'new',
  },
};
