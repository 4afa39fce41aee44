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
  agreed: '约定', window: '时段，还没约到几点', noTime: '还没定时间', noTimeShort: '还没\u200b定时间', atOnce: '马上', reachBy: (time: string) => `${time}\u00a0前到`, urgentOpen: '点开看这一单',
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
    onTheWay: '在路上', departed: (time: string) => `${time}\u00a0出发`, planned: '约好了', colleague: (name: string, time: string) => [`${name}在里面`, `${time}\u00a0到达`], windowed: '约了时段', atOnce: '急，马上', awaitsTime: '等客户定时间', awaitsOffice: '等公司定新时间',
    cancelled: '公司取消了', given: (name: string) => `已改派给${name}`, givenAway: '已改派', conflict: '两边记的不一样', review: '公司在核对',
    late: (time: string) => `说好${time}\u00a0左右到`,
  },
  outcome: { nobody_home: '没人应门', entry_refused: '不让进门', gate_refused: '门岗不让进', wrong_address: '地址不对', child_only: '只有孩子在家', no_authority: '没人能做主', unsafe: '不安全', not_ready: '现场没准备好', declined: '客户不做了', not_solved: '今天没修好', parts_missing: '缺料', not_ours: '不归我们' } as Record<string, string>,
  look: (place: string) => `看看 ${place}`, back: (room: string, part: string) => `回到\u00a0${room}：${part}`, part: { door: '到门口', work: '作业', customer: '客户签名', leaving: '离开' },
  reach: (room: string) => `到\u00a0${room}\u00a0门口了`, reachNote: '记下到达时间', nextStop: (place: string) => `下一家：${place}`, agreedAt: (time: string) => `${time}\u00a0约定`,
  between: (from: string, to: string) => `${from}\u00a0至\u00a0${to}`,
  pack: '先数一遍要带的', packNote: '开工前，五样和料', finish: '收工', finishNote: '看看是不是都到公司了',
  none: '今天没有单', noneNext: '有新单会自己出现，也可以打给调度问问。', noneOn: '这一天没有单',
  first: '正在把今天的单收下来', firstNext: '第一次要有信号。收齐了，没有信号也能干活。', firstOffline: '还没有信号。找个有信号的地方，会自己接着收。',
  allDone: '今天的单都结束了', allDoneNext: '看看东西是不是都送到公司了，再收工。',
  conflict: {
    you: '你', other: '公司和你记的不一样', meaning: '两边都留着，由公司来定。你照常往下做。', callOffice: '打给调度', unknown: '没有写',
    title: { answer: '这一步有两个回答', cancelled_done: '公司取消了，你做完了', two_ends: '这一单报了两个结果', changed: '客户签名之后，内容又改了', taken_back: '客户的签名撤回了', withdrawal: '撤回这一条，要公司来定', two_signatures: '这一单有两个签名', objected: '客户说签名不是本人' } as Record<string, string>,
    from: { office: '公司', phone: '另一部手机', customer: '客户' } as Record<string, string>, counts: '现在按这个算', kept: '留着，没有按它算',
    wish: { mine: '我记的对', theirs: '对方的对', again: '请客户再签', stands: '改动不要紧' }, asked: (wish: string, time: string) => `${time}\u00a0告诉公司了：${wish}。由公司来定，你照常往下做。`,
    asking: (who: string) => `${who}正在问客户，还没定。你照常往下做。`, decided: (who: string) => `${who}定了`, decidedMeaning: '两边的记录都还在。有不对的，打给调度。',
    said: { withdrew: (what: string) => (what ? `撤回：${what}` : '撤回了一条'), cancelled: (reason: string) => (reason ? `取消：${reason}` : '取消'), deviated: (reason: string) => (reason ? `没做：${reason}` : '没做'), appointed: (what: string) => (what ? `另约：${what}` : '另约时间'), plain: { signed: '客户签了名', withdrawn: '撤回了签名', objected: '说不是自己签的', noted: '备注' } as Record<string, string> },
  },
  clock: { slow: (span: string) => `手机的钟慢了\u00a0${span}`, fast: (span: string) => `手机的钟快了\u00a0${span}`, next: '这里按公司的时间排。请把手机改成自动对时。' },
  notice: {
    given: (place: string, name: string) => `${after(place)}改派给${name}了`, givenNext: '你做过的都在，照样送到公司。', givenGo: '看这一单',
    cancelled: (place: string) => `${after(place)}公司取消了`, cancelledNext: '不用去了。已经在现场，就打给调度说一声。',
    colleague: (place: string, name: string) => `${place}：${name}和你记的不一样`,
    conflict: (place: string) => `${place}：公司和你记的不一样`, conflictNext: '两边都留着，由调度来定。',
    trouble: (place: string, count: number) => `${place}：${n(count, '项')}公司没收下`, troubleNext: '原样留着。看看是哪一项，下一步怎么办。',
    why: (reason: string | undefined) => (reason ? `原因：${reason}。` : ''), cancelledInside: '先别再做，点开看怎么办。', givenUntouched: '这一单不用你去了。', somebody: '别人',
  },
};
