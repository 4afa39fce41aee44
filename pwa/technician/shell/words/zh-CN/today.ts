/** 今天：几单、怎么样了、下一家；出发、晚到、改时间、打电话、看地图。 */
/** 数字、字母后面接汉字，中间空一格。 */
const after = (text: string) => (/[0-9A-Za-z]$/.test(text) ? `${text}\u00a0` : text);
const n = (count: number, unit: string) => `${count}\u00a0${unit}`;

export const today = {
  title: (count: number) => (count ? `今天\u00a0${n(count, '单')}` : '今天'),
  titleOn: (day: string, count: number) => `${day}\u00a0${n(count, '单')}`,
  doneFold: (count: number) => `前面\u00a0${n(count, '单')}已结束`,
  afternoonFold: (count: number) => `下午还有\u00a0${n(count, '单')}`,
  laterFold: (count: number) => `后面还有\u00a0${n(count, '单')}`,
  dayRow: (day: string, count: number) => `${day}\u00a0${n(count, '单')}`,
  agreed: '约定', window: '时段，还没约到几点', noTime: '还没定时间',
  next: '下一家', nextOf: (count: number) => `下一家，${n(count, '单')}一次做完`, onTheWay: (time: string) => `${time}\u00a0已出发`,
  bring: '要带', lastTime: '上次', gate: '进门', note: '交代', urgent: '急',
  carried: (name: string, count: number, unit: string) => {
    const whole = name.replaceAll(' ', '\u00a0');
    if (unit === '米') return `${whole}\u00a0${n(count, unit)}`;
    return count === 1 && /\d$/.test(name) ? whole : `${whole}\u00a0${count}`;
  },
  call: '电话', map: '地图', leave: '我出发了', runLate: '要晚到', arrive: '到了',
  noPhone: '没有电话，按时到门口', hardOfHearing: '听力不便：短信好过电话，说话大声些、慢些', helps: (lead: string) => `你帮忙，${lead}负责`,
  state: {
    done: '完成', ended: '没做成', left: (time: string) => `${time}\u00a0离开`, working: (time: string) => ['正在做', `${time}\u00a0到达`], atDoor: (time: string) => ['在门口', `${time}\u00a0到达`], busy: '正在做', arrived: (time: string) => `${time}\u00a0到达`,
    onTheWay: '在路上', departed: (time: string) => `${time}\u00a0出发`, planned: '约好了', awaitsTime: '等顾客定时间', awaitsOffice: '等公司定新时间',
    cancelled: '公司取消了', given: (name: string) => `已改派给${name}`, givenAway: '已改派', conflict: '两边记的不一样', review: '公司在核对',
    late: (time: string) => `说好${time}\u00a0左右到`,
  },
  outcome: { nobody_home: '没人应门', entry_refused: '不让进门', gate_refused: '门岗不让进', wrong_address: '地址不对', child_only: '只有孩子在家', no_authority: '没人能做主', unsafe: '不安全', not_ready: '现场没准备好' } as Record<string, string>,
  back: (room: string, part: string) => `回到\u00a0${room}：${part}`, part: { door: '到门口', work: '作业', customer: '顾客签名', leaving: '离开' },
  reach: (room: string) => `到\u00a0${room}\u00a0门口了`, reachNote: '记下到达时间', nextStop: (place: string) => `下一家：${place}`, agreedAt: (time: string) => `${time}\u00a0约定`,
  between: (from: string, to: string) => `${from}\u00a0至\u00a0${to}`,
  pack: '先数一遍要带的', packNote: '开工前，五样和料', finish: '收工', finishNote: '看看是不是都到公司了',
  none: '今天没有单', noneNext: '有新单会自己出现，也可以打给调度问问。', noneOn: '这一天没有单',
  first: '正在把今天的单收下来', firstNext: '第一次要有信号。收齐了，没有信号也能干活。', firstOffline: '还没有信号。找个有信号的地方，会自己接着收。',
  allDone: '今天的单都结束了', allDoneNext: '看看东西是不是都送到公司了，再收工。',
  menu: { title: '更多', search: '找一单', pack: '要带的东西', proof: '我的凭据', delivery: '什么在哪里', end: '收工', settings: '设置', days: '别的日子' },
  search: { title: '找一单', label: '地址、姓名、单号', help: '手机里的单都找，前 7 天到后 14 天。', found: (count: number) => `找到\u00a0${n(count, '单')}`, none: '没有找到', noneNext: '换个词试试，比如只写小区或房号。' },
  notice: {
    given: (place: string, name: string) => `${after(place)}改派给${name}了`, givenNext: '你做过的都在，照样送到公司。', givenGo: '看这一单',
    cancelled: (place: string) => `${after(place)}公司取消了`, cancelledNext: '不用去了。已经在现场，就打给调度说一声。',
    conflict: (place: string) => `${place}：公司和你记的不一样`, conflictNext: '两边都留着，由调度来定。',
    trouble: (place: string, count: number) => `${place}：${n(count, '项')}公司没收下`, troubleNext: '原样留着。看看是哪一项，下一步怎么办。',
    somebody: '别人',
  },
  crosswise: {
    office: '公司', you: '你', given: (name: string) => `公司把这一单改派给${name}了`, cancelled: '公司取消了这一单', reassigned: (name: string) => `改派给${name}`, cancelledBy: '取消',
    received: (time: string) => `这部手机\u00a0${time}\u00a0收到`, at: (time: string) => `${time}\u00a0`, begun: (count: number) => `已经开始，记了\u00a0${n(count, '项')}`, untouched: '还没开始',
    lastStep: (time: string) => `最近一项\u00a0${time}`, meaning: (count: number) => `你可以接着做完。做过的\u00a0${n(count, '项')}都在，照样送到公司，记在你名下。`, meaningUntouched: '这一单不用你去了。',
    callOffice: '打给调度', handTo: (name: string) => `交给${name}`, carryOn: '我接着做完', carryOnNote: '告诉公司：人已在现场', carryOnSaid: '我在现场，接着做完。', handSaid: (name: string) => `我停在这里，交给${name}。`,
    conflict: '公司和你记的不一样', conflictMeaning: '两边都留着，由调度来定。你照常往下做。', settled: '已经定了', unknown: '没有写',
  },
  contact: {
    title: (name: string) => `联系${name}`, call: (name: string) => `打给${name}`, masked: (phone: string) => `号码 ${phone}`, text: '发短信', textNote: '话已经写好，发之前还能改', late: '要晚到', lateNote: '告诉顾客几点能到', another: '改时间', anotherNote: '顾客要改，或我们要改',
    absent: '这部手机里没有号码', absentNote: '今天和下一个工作日的才有。急的话打给调度。', dispatcher: '打给调度', none: '这位顾客没有电话', noneNote: '按时到门口。要改时间，打给调度想办法。',
    asked: '打通了吗？', askedText: '短信发出去了吗？', reached: '说到了', reachedText: '发出去了', notReached: '没打通', notReachedText: '没发出去', whom: '跟谁说的', save: '记下', recorded: '只记下你说的，不替你保证对方收到。',
  },
  departed: { title: (time: string) => `记下了，${time}\u00a0出发`, tell: '跟顾客说一声', words: '可以这样说', text: '发短信', call: '打电话', undo: '撤销，还没走', skip: '不用说，直接走', undone: '已撤销' },
  late: { title: '要晚到多久？', minutes: (count: number) => n(count, '分钟'), expected: (time: string) => `大约\u00a0${time}\u00a0到`, save: '记下，去告诉顾客', done: '记下了，告诉顾客', choose: '选一个时间' },
  another: {
    title: '改到什么时候？', by: '谁要改', customer: '顾客要改', us: '我们要改', reason: '为什么', reasons: { not_home: '家里没人', not_ready: '没准备好', busy: '顾客有事', overrun: '上一家没完', parts: '缺料', traffic: '路上耽误', ill: '身体不适', other: '别的原因' },
    note: '写一句原因', day: '哪一天', from: '从几点', to: '到几点', toHelp: '只约了一个钟点，就不用写', noTime: '顾客还没定，以后再约', late: '离原来的时间不到 2 小时。照样要说明原因、道歉，再约时间。', early: '要说明原因、道歉，再跟顾客约新时间。',
    save: '记下，告诉公司', done: '公司会定下来', doneNote: '定下来之前，还按原来的时间。', tell: '现在跟顾客说', missingReason: '选一个原因', missingTime: '写上从几点', missingBy: '选是谁要改', order: '“到几点”要晚于“从几点”',
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
