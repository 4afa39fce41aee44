/** 到处都用的字：存和发、返回、关闭、时间、出错。 */
const n = (count: number, unit: string) => `${count}\u00a0${unit}`;

export const shell = {
  app: '上门', skip: '跳到正文', back: '返回', close: '关闭', cancel: '不了', more: '更多', loading: '正在打开',
  word: {
    allSent: '已全部送到',
    saved: (count: number) => (count ? `已存本机 · ${n(count, '项待发')}` : '已存本机'),
    sending: (count: number) => `正在发 · 还剩\u00a0${n(count, '项')}`,
    waiting: (since: string) => `已存本机 · 等了\u00a0${since}`,
    spaceLow: '空间快满 · 先发再拍',
    signedOut: '已存本机 · 登录后再发',
    revoked: '已存本机 · 手机已停用',
    leads: '，看看什么在哪里',
  },
  minutes: (count: number) => n(count, '分'),
  minutesLong: (count: number) => n(count, '分钟'),
  span: (minutes: number) => (minutes < 60 ? n(minutes, '分') : minutes < 2880 ? n(Math.floor(minutes / 60), '小时') : n(Math.floor(minutes / 1440), '天')),
  arrived: '到达', agreed: '约定', inTime: (span: string) => `${span}后`, late: (span: string) => `过了\u00a0${span}`,
  until: (time: string) => `至\u00a0${time}`,
  whatToSay: '怎么说', optional: '可以不写', choose: '选一个',
  tomorrow: '明天', today: '今天', yesterday: '昨天',
  copied: '已复制', copyFailed: '没能复制，请长按选中。',
  failed: {
    title: '这里有几处要改', again: '再试一次',
    storage: '没存上，刚才那一步不算。空出一些空间再点一次。',
    network: '现在连不上公司。找个有信号的地方再试一次。',
    unknown: '刚才没成。再试一次；还是不行，打给调度。',
    lost: '这一页不在了', lostNext: '这个地址这部手机不认识。', home: '回到今天',
    broken: '这一页没打开', brokenNext: '做过的都还在这部手机里。重新打开试试；还是不行，打给调度。', reopen: '重新打开',
  },
  update: { ready: '有新版本', take: '现在换上' },
};
