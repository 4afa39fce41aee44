/** What interruptions say on the phone, in both languages: they come with the page, because the first picture needs none of it. */
import type { Language } from '../storage/wire.ts';
import type { Medium } from './cut.ts';

interface OutageWords {
  row: string;
  none: string;
  since: (when: string) => string;
  to: (when: string) => string;
  homes: (count: number) => string;
  back: (when: string) => string;
  left: (count: number) => string;
  title: string;
  what: string;
  media: Record<Medium, string>;
  households: string;
  until: string;
  entrances: string;
  door: (house: string) => string;
  reason: string;
  hotline: string;
  close: string;
  closeNote: string;
  which: string;
  count: string;
  when: string;
  where: string;
  posting: string;
  postBy: (when: string) => string;
  posted: (when: string) => string;
  photo: string;
  shoot: string;
  unseen: string;
  end: string;
  saved: string;
}

export const outageMessages: Record<Language, OutageWords> = {
  'zh-CN': {
    row: '停别家',
    none: '要关立管，会停别家时先到这里',
    since: (when) => `${when} 停`,
    to: (when) => `${when} 前恢复`,
    homes: (count) => `${count} 户`,
    back: (when) => `${when} 恢复了`,
    left: (count) => (count > 0 ? `还有 ${count} 处没贴通知` : '通知都贴了'),
    title: '要停别家',
    what: '停什么',
    media: { water: '停水', network: '断网', gas: '停气' },
    households: '影响几户',
    until: '几点前恢复',
    entrances: '通知贴哪里，一行一处',
    door: (house) => `${house} 门口`,
    reason: '为什么停',
    hotline: '打过热线了',
    close: '关阀了',
    closeNote: '先存本机；30 分钟里贴好通知',
    which: '先选停什么。',
    count: '写影响几户。',
    when: '写几点前恢复。',
    where: '写通知贴哪里，最多 40 处。',
    posting: '贴通知',
    postBy: (when) => `${when} 前贴完，晚了也照实记`,
    posted: (when) => `${when} 贴好`,
    photo: '有照片',
    shoot: '拍',
    unseen: '拍不了，贴好了',
    end: '恢复了',
    saved: '先存本机，有信号自己送到公司',
  },
  en: {
    row: 'Others are cut off',
    none: 'Before you close a riser that others hang on',
    since: (when) => `off at ${when}`,
    to: (when) => `back by ${when}`,
    homes: (count) => `households: ${count}`,
    back: (when) => `back at ${when}`,
    left: (count) => (count > 0 ? `notices to post: ${count}` : 'all notices hang'),
    title: 'Others will be cut off',
    what: 'What goes off',
    media: { water: 'Water', network: 'Network', gas: 'Gas' },
    households: 'Households',
    until: 'Back by',
    entrances: 'Where notices hang, one a line',
    door: (house) => `Entrance ${house}`,
    reason: 'Why',
    hotline: 'The hotline was called',
    close: 'The valve is closed',
    closeNote: 'Kept on this phone; post the notices within 30 min',
    which: 'Choose what goes off first.',
    count: 'Write how many households.',
    when: 'Write by when it is back.',
    where: 'Write where notices hang, at most 40.',
    posting: 'Post the notices',
    postBy: (when) => `By ${when}; later is noted as it is`,
    posted: (when) => `posted ${when}`,
    photo: 'photographed',
    shoot: 'Photo',
    unseen: 'Posted, no photo',
    end: 'Supply is back',
    saved: 'Kept on this phone, sent by itself',
  },
};
