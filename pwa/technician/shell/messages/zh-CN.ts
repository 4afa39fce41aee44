/** 到处都用的字：存和发、返回、关闭、时间、出错。 */
const n = (count: number, unit: string) => `${count}\u00a0${unit}`;

export const shell = {
  app: '上门',
  skip: '跳到正文',
  back: '返回',
  close: '关闭',
  cancel: '不了',
  more: '更多',
  loading: '正在打开',
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
  span: (minutes: number) =>
    minutes < 60
      ? n(minutes, '分')
      : minutes < 2880
        ? n(Math.floor(minutes / 60), '小时')
        : n(Math.floor(minutes / 1440), '天'),
  spanLong: (minutes: number) =>
    minutes < 60
      ? n(minutes, '分钟')
      : minutes < 2880
        ? n(Math.floor(minutes / 60), '小时')
        : n(Math.floor(minutes / 1440), '天'),
  arrived: '到达',
  agreed: '约定',
  inTime: (span: string) => `${span}后`,
  late: (span: string) => `过了\u00a0${span}`,
  until: (time: string) => `至\u00a0${time}`,
  note: '记事',
  whatToSay: '怎么说',
  optional: '可以不写',
  choose: '选一个',
  saving: '正在存',
  notSaved: '没存上',
  stop: '。',
  colon: '：',
  dispatcher: '打给调度',
  and: '、',
  tomorrow: '明天',
  today: '今天',
  Today: '今天',
  Tomorrow: '明天',
  copied: '已复制',
  copyFailed: '没能复制，请长按选中。',
  failed: {
    from: (time: string) => `${time}\u00a0起可以再试。`,
    title: '这里有几处要改',
    again: '再试一次',
    storage: '没存上，刚才那一步不算。空出一些空间再点一次。',
    portal: '连上的不是公司，多半是要登录的无线网。换成流量再试一次。',
    network: '现在连不上公司。找个有信号的地方再试一次。',
    server: '公司的服务器现在出了问题。过几分钟再试一次。',
    unknown: '刚才没成。再试一次；还是不行，打给调度。',
    lost: '这一页不在了',
    lostNext: '这个地址这部手机不认识。',
    home: '回到今天',
    broken: '这一页没打开',
    brokenNext: '做过的都还在这部手机里。重新打开试试；还是不行，打给调度。',
    reopen: '重新打开',
  },
  storage: {
    no_space: '没存上，手机没空间了。先把等着的发出去，再删掉手机里别的东西。',
    storage_gone: '没存上，手机存储打不开。关掉别的标签页，重新打开上门。',
    storage_blocked: '没存上，旧的页面还开着。把它关掉，再点一次。',
    newer_app: '别的页面已是新版本。重新打开这一页，做过的都在。',
    too_long: '没存上，写得太长了。删短一些，再点一次。',
    not_enrolled: '这部手机还没登记。先登录，再登记。',
    read_only: '这一单已经给了别人，不能再记。有事打给调度。',
    not_a_fact: '没存上，这一项的内容有问题。改一下再点；还是不行，打给调度。',
    not_a_picture: '这不是照片，或照片坏了。再拍一张。',
    heic: '这是 HEIC 照片，浏览器打不开。在相机设置里把格式改成 JPEG（兼容性最佳），再拍一张。',
    picture_too_large: '照片太大，压不下来。走远一点再拍一张。',
    bytes_lost: '没存上，存进去的和拍的不一样。再拍一张。',
  },
  update: { ready: '有新版本', take: '现在换上' },
};
