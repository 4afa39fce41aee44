/** What a trip says on the phone, in both languages. */
import type { Language } from '../storage/wire.ts';

interface TripWords {
  share: string;
  asking: string;
  means: string;
  denied: string;
  shown: (customers: string[]) => string;
  told: (time: string) => string;
  notYet: string;
  end: string;
}

export const tripMessages: Record<Language, TripWords> = {
  'zh-CN': {
    share: '让客户看到我到哪儿了',
    asking: '正在找位置…',
    means: '只给这位客户看，大约到一百米，只看这一趟。到了就删掉，公司不看也不留。',
    denied: '手机没有给位置。客户看到的是几点出发、从哪个小区来。要给的话，在浏览器设置里允许“位置”。',
    shown: (customers) => `${customers.join('、')}能看到你到哪儿了`,
    told: (time) => `${time} 的位置。到了就删掉。`,
    notYet: '位置还没有发出去。有信号时自己发。',
    end: '不给看了',
  },
  en: {
    share: 'Let the customer see where I am',
    asking: 'Finding the position…',
    means:
      'This customer only, to about 100 m, for this trip. It is deleted when you arrive. The office neither sees nor keeps it.',
    denied:
      'The phone gives no position. The customer sees when you left and from which estate. Allow “location” in the browser settings to change that.',
    shown: (customers) => `${customers.join(' and ')} can see where you are`,
    told: (time) => `The position of ${time}. It is deleted when you arrive.`,
    notYet: 'No position has been sent yet. It goes by itself once there is a signal.',
    end: 'Stop showing',
  },
};
