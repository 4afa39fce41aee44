/** 今天的小页：联系、出发、晚到、改时间、地图、改派、找一单。 */
const n = (count: number, unit: string) => `${count}\u00a0${unit}`;

export const sheets = {
  menu: { title: '更多', search: '找一单', pack: '要带的东西', proof: '我的凭据', delivery: '什么在哪里', end: '收工', settings: '设置', days: '别的日子' },
  search: { title: '找一单', label: '地址、姓名、单号', help: '手机里的单都找，前 7 天到后 14 天。', found: (count: number) => `找到\u00a0${n(count, '单')}`, none: '没有找到', noneNext: '换个词试试，比如只写小区或房号。' },
  crosswise: {
    office: '公司', you: '你', given: (name: string) => `公司把这一单改派给${name}了`, cancelled: '公司取消了这一单', reassigned: (name: string) => `改派给${name}`, cancelledBy: '取消',
    received: (time: string) => `这部手机\u00a0${time}\u00a0收到`, at: (time: string) => `${time}\u00a0`, begun: (count: number) => `已经开始，记了\u00a0${n(count, '项')}`, untouched: '还没开始',
    lastStep: (time: string) => `最近一项\u00a0${time}`, meaning: (count: number) => `你可以接着做完。做过的\u00a0${n(count, '项')}都在，照样送到公司，记在你名下。`, meaningOver: (count: number) => `做过的\u00a0${n(count, '项')}都在，照样送到公司。这里不能再改。`, meaningUntouched: '这一单不用你去了。',
    callOffice: '打给调度', handTo: (name: string) => `交给${name}`, carryOn: '我接着做完', carryOnNote: '告诉公司：人已在现场', carryOnSaid: '我在现场，接着做完。', handSaid: (name: string) => `我停在这里，交给${name}。`,
    conflict: '公司和你记的不一样', conflictMeaning: '两边都留着，由调度来定。你照常往下做。', settled: '已经定了', unknown: '没有写',
  },
  contact: {
    title: (name: string) => `联系${name}`, call: (name: string) => `打给${name}`, masked: (phone: string) => `号码 ${phone}`, text: '发短信', textNote: '话已经写好，发之前还能改', late: '要晚到', lateNote: '告诉客户几点能到', another: '改时间', anotherNote: '客户要改，或我们要改',
    absent: '这部手机里没有号码', absentNote: '今天和下一个工作日的才有。急的话打给调度。', dispatcher: '打给调度', none: '这位客户没有电话', noneNote: '按时到门口。要改时间，打给调度想办法。',
    asked: '打通了吗？', askedText: '短信发出去了吗？', reached: '说到了', reachedText: '发出去了', notReached: '没打通', notReachedText: '没发出去', whom: '跟谁说的', save: '记下', recorded: '只记下你说的，不替你保证对方收到。',
  },
  departed: { title: (time: string) => `记下了，${time}\u00a0出发`, tell: '跟客户说一声', words: '可以这样说', text: '发短信', call: '打电话', undo: '撤销，还没走', skip: '不用说，直接走', undone: '已撤销' },
  late: { title: '要晚到多久？', minutes: (count: number) => n(count, '分钟'), expected: (time: string) => `大约\u00a0${time}\u00a0到`, save: '记下，去告诉客户', done: '记下了，告诉客户', choose: '选一个时间' },
  another: {
    title: '改到什么时候？', by: '谁要改', customer: '客户要改', us: '我们要改', reason: '为什么', reasons: { not_home: '家里没人', not_ready: '没准备好', busy: '客户有事', overrun: '上一家没完', parts: '缺料', traffic: '路上耽误', ill: '身体不适', other: '别的原因' },
    note: '写一句原因', day: '哪一天', from: '从几点', to: '到几点', toHelp: '只约了一个钟点，就不用写', noTime: '客户还没定，以后再约', late: '离原来的时间不到 2 小时。照样要说明原因、道歉，再约时间。', early: '要说明原因、道歉，再跟客户约新时间。',
    save: '记下，告诉公司', done: '公司会定下来', doneNote: '定下来之前，还按原来的时间。', tell: '现在跟客户说', missingReason: '选一个原因', missingTime: '写上从几点', missingBy: '选是谁要改', order: '“到几点”要晚于“从几点”',
  },
  maps: { title: '去这里', amap: '高德地图', baidu: '百度地图', apple: '苹果地图', copy: '复制地址', gate: '进门', noAddress: '完整地址还没到这部手机', noAddressNote: '先用小区和楼号。今天和下一个工作日的会自己收到。' },
  message: {
    departed: (who: string, company: string, me: string, time: string) => `${who}您好，我是${company}上门服务的${me}，现在出发去您家${time ? `，约好的是 ${time}` : ''}。不方便请打这个电话告诉我。`,
    late: (who: string, company: string, me: string, time: string) => `${who}您好，我是${company}上门服务的${me}。对不起，上一家耽误了，大约 ${time} 到您家，您看可以吗？`,
    reschedule: (who: string, company: string, me: string, reason: string, time: string) => `${who}您好，我是${company}上门服务的${me}。很抱歉，因为${reason}，想跟您另约时间${time ? `：${time}` : ''}，您看方便吗？`,
    rescheduleAsked: (who: string, company: string, me: string, time: string) => `${who}您好，我是${company}上门服务的${me}。您要改的时间我记下了${time ? `：${time}` : ''}，公司确认后再告诉您。`,
    other: (who: string, company: string, me: string) => `${who}您好，我是${company}上门服务的${me}。`,
  },
};
