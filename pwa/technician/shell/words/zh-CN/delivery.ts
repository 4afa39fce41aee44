/** 什么在哪里、我的凭据、当晚小结、收工、设置。 */
const n = (count: number, unit: string) => `${count}\u00a0${unit}`;

export const delivery = {
  title: '什么在哪里',
  head: { all: '都送到公司了', saved: (count: number) => `都存好了，${n(count, '项')}还没发出去`, sending: (count: number) => `正在发，还剩\u00a0${n(count, '项')}`, space: '空间快满，先发再拍', signedOut: '都存好了，要登录才能发', revoked: '这部手机已停用' },
  lead: {
    all: '这部手机里没有等着发的。', offline: '现在没有信号，照常干活。\n一有信号就自己发。', sending: '不用等，照常干活。', slow: '有的等久了。照常干活，到有信号的地方点一下“现在发一次”。',
    space: '再拍照片可能存不下。找个有信号的地方发出去，空间就出来了。', signedOut: '登录已经过期。做过的都在，登录一次就接着发。', revoked: '公司停用了这部手机。做过的照样送到公司，由公司核对。要接着干活，打给调度。',
  },
  here: { title: '在这部手机里', count: (count: number) => n(count, '单'), until: (day: string, time: string) => `没有信号也能用，到${day}\u00a0${time}。`, room: (count: number) => `还放得下约\u00a0${n(count, '张照片')}。`, app: (version: string) => `版本\u00a0${version}`, clock: { right: '手机的钟准', slow: (span: string) => `手机的钟慢\u00a0${span}`, fast: (span: string) => `手机的钟快\u00a0${span}` }, kept: '浏览器答应留住数据。', notKept: '浏览器没答应一直留住数据，有信号就早点发。' },
  waiting: { title: '等着发送', count: (count: number) => n(count, '项'), none: '没有', since: (time: string, span: string) => `最早的从\u00a0${time}\u00a0等到现在，${span}。`, oldest: (time: string) => `最早的是\u00a0${time}\u00a0存的。`, more: (count: number) => `还有\u00a0${n(count, '项')}` },
  office: { title: '公司收到了', count: (count: number) => n(count, '项'), last: (time: string) => `最近一次\u00a0${time}。`, never: '还没联系上公司。', whole: (place: string) => `${place}\u00a0全部收到。` },
  kinds: { photographed: (count: number) => `照片\u00a0${n(count, '张')}`, signed: (count: number) => `客户签名\u00a0${n(count, '份')}`, answered: (count: number) => `步骤\u00a0${n(count, '项')}`, surveyed: (count: number) => `客户评价\u00a0${n(count, '份')}`, noted: (count: number) => `备注\u00a0${n(count, '条')}`, arrived: () => '到达时间', departed: () => '出发时间', ended: () => '这一单的结果', other: (count: number) => `记录\u00a0${n(count, '项')}` } as Record<string, (count: number) => string>,
  device: '这部手机',
  now: '现在发一次', sendingNow: '正在发', signIn: '登录，接着发', sentNow: '发出去了，都到了。', notYet: (count: number) => `还有\u00a0${n(count, '项')}没发出去。一有信号就自己发。`,
  stuck: { file: '存成加密文件，交给公司', link: '一直发不出去怎么办', title: '一直发不出去', steps: ['走到窗边或楼下，看手机能不能打开别的网页。', '连着要登录的无线网，就换成流量。', '把上门关掉再打开，点“现在发一次”。', '还是不行，打给调度。不要清浏览器的数据，也不要卸载：没发的都在里面。'], call: '打给调度' },
  trouble: {
    title: '公司没收下的', rejected: '没收下', quarantined: '先放一边，等公司看', kept: '原样留着，不用重做。', next: '打给调度，说这一项。', more: '看这一单',
    unknown: '公司看不懂这一项。', codes: {} as Record<string, string>,
  },
  proof: {
    title: '我的凭据', lead: '每一单几点到、约的几点、谁签的、公司几点收到。', none: '还没有', noneNext: '做完一单，这里就有一条。', arrived: '到达', agreed: '约定', signed: '签名', left: '离开', received: '公司收到', waiting: '还在这部手机里', all: '全部收到', inTime: (minutes: number) => `早到\u00a0${minutes}\u00a0分钟`, onTime: '准时', late: (minutes: number) => `晚到\u00a0${minutes}\u00a0分钟`, told: '告诉过客户',
    way: { drawn: '手写', typed: '打字', helped: '有人帮', declined: '没签' } as Record<string, string>, relation: { self: '本人', family: '家人', tenant: '租客', property: '物业人员', neighbour: '邻居', other: '其他成年人' } as Record<string, string>, day: (day: string) => day,
  },
  report: {
    title: '当晚小结', lead: '发到班组群里用。没有客户的姓名、电话、地址。', copy: '复制小结', copied: '已复制，去群里粘贴',
    head: (name: string, day: string) => `${name} ${day}`, done: (done: number, all: number) => `完成 ${done} 单，共 ${all} 单`, notDone: (text: string) => `没做成：${text}`, hours: (from: string, to: string) => `${from} 到 ${to}`, onTime: (count: number, all: number, minutes: number) => (minutes ? `早到\u00a0${minutes}\u00a0分钟 ${count}/${all}` : `按时到 ${count}/${all}`), appointed: (count: number) => `另约 ${count} 项`, open: (count: number) => `还没做 ${count} 单`, unsent: (count: number) => `待发 ${count} 项`, home: '记录全部送到', times: (count: number) => `${count} 次`,
  },
  end: {
    title: '收工', allHome: '都送到公司了', allHomeLead: '可以收工。', waiting: (count: number) => `还有\u00a0${n(count, '项')}在这部手机里`, waitingLead: '可以先收工。手机有信号就自己发，别关机、别清数据。', openTitle: (count: number) => `还有\u00a0${n(count, '单')}没结束`, openLead: '能做完就去做完；做不了，打给调度另约。', go: '收工', goAnyway: '先收工，晚点自己发', done: (time: string) => `${time}\u00a0收工，辛苦了`, doneLead: '明天见。', counts: { done: '完成', notDone: '没做成', open: '没结束', sent: '送到公司', waiting: '等着发送' }, units: { visits: (count: number) => n(count, '单'), items: (count: number) => n(count, '项') }, tomorrow: (count: number) => `明天\u00a0${n(count, '单')}，都在这部手机里`,
  },
  file: {
    title: '存成加密文件', lead: '没发的记录和照片都放进一个文件，有口令才打得开。', pass: '口令', passHelp: '至少\u00a010\u00a0个字母、数字，或\u00a06\u00a0个汉字。几个不相干的词，好记也难猜。', again: '再输一遍',
    strength: { weak: '太容易猜', fair: '还行', strong: '够牢' }, passShort: '再长一些：10\u00a0个字母、数字，或\u00a06\u00a0个汉字', passPlain: '太容易猜，换一个', passDiffers: '两次输的不一样', noHelp: '忘了口令，谁也打不开。',
    go: '存成文件', going: (percent: number) => `正在加密，${percent}%`, ready: '文件好了', readyLead: (count: number) => `${n(count, '项')}都在里面。把文件交给调度，口令打电话说，不要一起发。`, stays: '手机里的照样留着，有信号还会自己发，不会重复。',
    share: '发给公司', save: '存到手机', lock: '退出登录，没发的锁在这里',
  },
  settings: {
    title: '设置', who: '谁在用', badge: (badge: string) => `工号\u00a0${badge}`, language: '语言', theme: '明暗', themes: { system: '跟手机', light: '亮', dark: '暗' }, out: '退出登录', outTitle: '要退出吗？', outLead: '退出后，这部手机上看不到单，再用要登录。', outGo: '退出', outStay: '不退出',
    refused: (count: number) => `还有\u00a0${n(count, '项')}没发出去，现在不能退出`, refusedLead: '先发出去最好。现在发不出去，也可以这样：', send: '现在发一次',
    keep: '锁在这部手机里，退出', keepNote: '只有你登录才看得到、发得走。', toFile: '存成加密文件', toFileNote: '交给公司收，手机里的照样留着。',
    keepTitle: '锁好，退出登录？', keepLead: (count: number) => `${n(count, '项')}留在这部手机里，别人看不到，也发不走。你在这部手机上再登录，就接着发。\n在那之前，不要清浏览器的数据，也不要卸载。`, keepGo: '锁好，退出', storage: '存储', about: '关于', version: (version: string) => `版本\u00a0${version}`,
  },
};
