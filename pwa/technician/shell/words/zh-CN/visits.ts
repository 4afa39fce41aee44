/** 一单从头到尾：各段的步骤、到门口、没人应门、怎么说、改过的、两单一处、完成。 */
const n = (count: number, unit: string) => `${count}\u00a0${unit}`;

/** 一句里要突出的时间：前面、时间、后面。 */
export type Timed = readonly [before: string, time: string, after: string];

export const visits = {
  parts: (done: number, all: number) => `全程\u00a0${done}/${all}`,
  topArrived: (time: string): Timed => ['', time, '\u00a0到达'], topAgreed: (time: string): Timed => ['', time, '\u00a0约定'], topWindow: (time: string): Timed => ['至\u00a0', time, ''],
  overview: '全程', overviewHere: '现在在这里', partDone: '做完了', partOpen: (count: number) => `还有 ${n(count, '步')}`, partFree: '没有必做的',
  otherEnd: '没能做成，结束这一单',
  next: (moment: string) => `下一段：${moment}`, openHere: (count: number) => `这里还有 ${n(count, '步')}`,
  openBefore: (count: number) => `前面还有 ${n(count, '步')}没做`,
  crossing: { entered: '门开了：进门', departed: '我出发了', arrived: '我到了' },
  toCustomer: '请客户看和签', toCustomerNote: '手机会锁在客户那几页',
  finish: '离开，结束这一单', finishes: (name: string) => `由 ${name} 结束这一单`, backToday: '回到今天',
  gone: '这一单不在这部手机里', goneNext: '可能改派了，或者过了保留的日子。回到今天看看。',

  doneSteps: (count: number) => `已做 ${n(count, '步')}`, deviatedSteps: (count: number) => `，${n(count, '步')}没按要求`,
  appointedSteps: (count: number) => `，${n(count, '步')}另约`, notAsAsked: (reason: string) => `没按要求：${reason}`, recorded: '已记', appointed: (when: string) => `另约 ${when} 再来`,
  undo: '撤销', cannot: '做不到', by: (name: string) => `${name}来做`, optional: '可以不做', unmet: '记过了，条件还没满足。照做后再记一次。',
  colon: '：', comma: '，', save: '记下', done: '做好了', another: '另约时间', taken: '已拍', photographs: (count: number) => n(count, '张'),
  good: (least: string | undefined, most: string | undefined, unit: string) =>
    (least && most ? `${least} 到 ${most} ${unit} 合格` : least ? `${least} ${unit} 以上合格` : `${most} ${unit} 以下合格`),
  notGood: '不在合格范围',
  wrongFigure: (range: string) => `这里只填数字${range}。`, rangeIs: (least: string, most: string) => `，${least} 到 ${most}`,
  wrongDecimals: (count: number) => (count ? `小数点后最多 ${n(count, '位')}。` : '这里填整数，不带小数点。'),
  wrongGrouping: '这里的逗号分不清是千位还是小数点。去掉逗号写成 1284，或用小数点写 1.284。',
  wrongEmpty: '还没填。', wrongChoice: (least: number) => `至少选 ${n(least, '样')}。`, wrongMoment: '还没选时间。', wrongPast: '这个时间已经过了。',
  momentNow: '现在', scan: '扫一扫', scanTyped: '扫不了就照着标签输入', scanning: '对准条码', scanStop: '不扫了', code: '编号',
  part: '用了几个', less: '少一个', more: '多一个', noParts: '没用料',

  why: { title: '为什么没按要求？', note: '备注', noteNeeded: '写一句', noteMissing: '这一种要写一句原因。', save: '记下，接着做', reason: '原因' },
  appoint: { title: '另约什么时候？', day: '日期', from: '几点来', to: '最晚几点', what: '再来做什么', save: '约好了', told: '和客户当面说定再记。' },
  fix: {
    title: '改这一步', recordedBy: (name: string, at: string) => `${name}，${at} 记的`, why: '为什么改？',
    slip: '点错了', wrong: '写错了', changed: '情况变了', other: '别的原因', save: '作废，重新记', keeps: '原来记的也会留着，旁边注明作废。',
    colleague: '同事', notMine: (name: string) => `这是${name}记的，请${name}在自己手机上改。`, signed: '客户已经签了名。现在改，这一单要请公司核对。',
  },
  say: { others: (moment: string) => `${moment}时还会说的`, done: '说好了', none: '这一段没有要背的话，照常说就好。', keepInMind: '心里有数', never: '不能这样说', gap: '空着的地方照实说。' },

  photo: {
    take: '拍照', more: '再拍一张', saving: '正在存', saved: '已存本机', sent: '已送到', of: (purpose: string, i: number) => `${purpose}，第 ${n(i, '张')}`,
    retake: '重拍', remove: '删掉', removeSure: '确实删掉', blur: '抹掉一块', blurFirst: '先抹再存', few: (count: number) => `至少 ${n(count, '张')}`, failed: '没存上',
    purposes: { before: '作业前', after: '作业后', 'visit-note': '到访留言', finding: '发现的问题', label: '标签' },
    blurTitle: '用手指抹掉不该拍的', blurDone: '抹好了，存下', blurUndo: '退一步', blurHelp: '抹过的地方再也看不清。', redone: '重拍', removed: '删掉', blurred: '抹掉一块',
  },

  door: {
    early: (agreed: string, span: string) => `约定 ${agreed}，早到 ${span}`, onTime: (agreed: string) => `约定 ${agreed}，准点`,
    late: (agreed: string, span: string) => `约定 ${agreed}，晚了 ${span}`, inWindow: (to: string) => `约的是 ${to} 之前`,
    place: (metres: number) => `时间和位置已存本机，误差约 ${n(metres, '米')}`, noPlace: '时间已存本机，没有记位置', askPlace: '要记位置吗？手机会问你一次，不给也行。',
    lastTime: '上次来', closed: '门没开？', nobody: '没人应门', other: '其他情况', gate: '门禁', doorNote: '敲门', instructions: '交代',
    ears: '听力不好，说大声、说慢些', noPhone: '没有电话',
  },
  nobody: {
    title: '没人应门', from: '起可以离开', passed: '可以离开了', since: (at: string, span: string) => `${at} 按过门铃，要等满 ${span}。`,
    knockFirst: '先按门铃', knock: '按过门铃了', knockHelp: '从这一刻起等。',
    calls: '打过的电话', noCalls: '还没打过', call: '打给客户', again: '再打一次', result: '电话打得怎么样？', noAnswer: '没人接', off: '关机或不通', reached: '接通了',
    noNumber: '这部手机里没有客户电话。请调度打，打完记在这里。', viaOffice: '请调度打', saveCall: '记下',
    note: '到访留言：照着抄到纸上', arrived: '到达', left: '离开', later: '走得晚，写实际时间', contact: '联系人', phone: '电话',
    opened: '门开了，进门', goNow: '现在就走，写原因', copied: '抄好了，拍下留言', leave: '离开，另约时间', early: (at: string) => `${at} 前走要写原因`, stillCall: '还没打过电话',
    photographed: '留言已拍',
  },
  ends: {
    title: '没能进门，是哪一种？', titleInside: '没能做成，是哪一种？', none: '都不是', note: '备注', save: '记下，另约时间', address: '正确的地址', addressHelp: '知道就写，公司会核对。',
    noneNeeds: '写一句是什么情况，调度看得到。', callOffice: '记下，打给调度', choose: '先选一种。', onlyLead: (name: string) => `这一单由 ${name} 结束，先跟他说。`,
    names: {
      nobody_home: '没人应门', entry_refused: '不让进门', gate_refused: '门岗不让进', wrong_address: '地址不对', child_only: '只有孩子在家',
      no_authority: '没人能做主', unsafe: '不安全', not_ready: '现场没准备好', declined: '客户不做了', not_solved: '今天没修好', parts_missing: '缺料', not_ours: '不归我们', done: '完成',
    },
    ended: (what: string) => `${what}，已记下`, booked: '公司会和客户另约时间。', note_: '备注',
  },
  late: {
    cannot: '来不及？', late: '要晚到', move: '要改时间', office: '告诉调度', runs: (at: string, who: string) => `下一家 ${at} ${who}`, callHer: '联系客户', means: '来得及就接着做，来不及先说一声。',
  },
  together: { title: (count: number) => `这里共 ${n(count, '单')}`, next: (work: string) => `这里的下一单：${work}`, once: '到达和敲门记一次，两单都算。', open: '看这一单' },
  pair: { with: (names: string) => `和 ${names} 一起`, lead: (name: string) => `${name} 带队，由他结束`, did: (name: string, at: string) => `${name} · ${at}` },
  again: { objected: '走之前当面说清楚。要改的改好，再请客户看、签一次。', changed: '客户签名之后有改动，签的已经不是现在这些。请客户再看一遍，再签一次。', show: '再请客户看', sign: '请客户再签一次' },
  crosswise: {
    away: '这一单不在你名下了', somebody: '别人', goOn: '我接着做完', leave: '知道了，我走', leaves: '知道了，我离开。', inside: (name: string, time: string) => `${name}\u00a0${time}\u00a0到的，还在里面`, insideNext: (name: string) => `${name}接着做。先打个电话说好，再过去。`, tells: '告诉公司：人已在现场', callOffice: '打给调度',
    refused: '有一条没被收下', refusedNext: '这一条还在这部手机里。打给调度说一声。', banner: (name: string) => `已改派给${name}，你在接着做`, bannerCancelled: '公司已取消，你在接着做',
  },
  over: {
    title: '这一单完成了', arrived: '到达', signed: '签名', left: '离开', agreedAt: (at: string) => `约定 ${at}`, declined: '客户没签',
    saved: (count: number) => `已保存在本机 · ${n(count, '项待发送')}`, savedAll: '已全部送到公司', photographs: (count: number) => `${n(count, '张')}照片`, signatures: '1\u00a0份签名', and: '、',
    waits: '有信号就自己发，不用等。', code: '回执码', onItsWay: '现在扫码会看到“记录在路上”。', home: '现在扫码就能看到整份记录。', paper: '客户没有手机，就把码写在服务卡上。',
    send: '发给客户', copy: '复制', copied: '已复制', message: (code: string, url: string) => `您的上门服务回执：${code}，${url}`, nextHome: (where: string) => `下一家：${where}`, noneNext: '今天没有下一家了',
    review: '公司还要核对几处，不用等。', signer: (name: string, relation: string) => `${name}${relation}`, relation: { self: '本人', family: '家人', tenant: '租客', property: '物业人员', neighbour: '邻居', other: '其他成年人' },
  },
  lacking: { title: '还不能结束', intro: '这几步做完，或者写明原因，就能结束。', customer: '请客户看过、签过，再把手机拿回来。', elsewhere: '还有条件没满足。打给调度问一下。' },
};
