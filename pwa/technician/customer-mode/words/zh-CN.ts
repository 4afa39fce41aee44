/** 客户看的四页：做了什么、怎么样、还有什么、签名；一律用“您”。 */
import type { ObjectionCode } from '../signer.ts';

export const zhCN = {
  turn: '轮到您了', page: (now: number, all: number) => `第\u00a0${now}\u00a0页，共\u00a0${all}\u00a0页`, giveBack: '还给师傅', back: '上一页', next: '下一页', language: '语言',
  done: (who: string) => `${who}，今天做了这些`, doneNobody: '今天做了这些', nothing: '还没有记下做了什么。', notYet: (what: string) => `还没做：${what}`, notDone: (what: string) => `没做：${what}`,
  openLines: (count: number) => `还有\u00a0${count}\u00a0样没做，写在最后。`, comesBack: (when: string) => `${when} 再来`, seen: '看过了，下一页', wrong: '有不对的', wrongTitle: '哪里不对？', wrongSave: '记下', wrongSaid: (text: string) => `您指出：${text}`, wrongNote: '写下来，师傅和公司都会看到。', cancel: '不写了',
  surveySend: '交给公司', surveySkip: '不想答', surveyLeft: (count: number) => `还有 ${count} 题没选`, surveyGone: '收到了，谢谢您。', surveyGoneNote: '答了什么，这部手机上不再显示。', surveyPrivate: '师傅看不到您的回答。', choose: '请您选一项。',
  more: '还有什么要说的？', moreHelp: '可以不写。公司会看到。', moreNone: '没有了，下一页', moreSave: '写好了，下一页', moreGone: '已经记下了。',
  sign: '请您签名', signHelp: '签名表示前面几页您都看过了。', youAre: '您是', how: '怎么签', change: '改', toPad: '去签名', signed: '签好了', undo: '退一笔', clear: '重写', padLabel: '签名的地方，用手指写',
  relations: { self: '本人', family: '家人', tenant: '租客', property: '物业人员', neighbour: '邻居', other: '其他成年人' },
  ways: { drawn: '手写', typed: '打字', helped: '有人帮', declined: '不签' },
  who: (name: string, relation: string) => `${name}${relation}`, adult: '签名的人满 18 岁了吗？', adultBoth: '签名的和帮忙的，都满 18 岁了吗？', yes: '满了', no: '没满', name: '您的姓名', nameHelped: '签名人的姓名', helper: '帮忙的人的姓名', helperHelp: '不能是我们公司的人。',
  typedHelp: '打上姓名，再勾选下面一句。', agreed: '我是上面这个人，前面几页都看过了。', why: '为什么不签？', whyNote: '想说的话', optional: '可以不写',
  reasons: { no_wish: '不想签', not_satisfied: '对结果不满意', not_mine: '不该由我签', cannot: '不方便签' }, decline: '不签，记下原因',
  objections: {
    who: '请选您是谁。', adult: '请答一下满没满 18 岁。', minor: '没满 18 岁不能签。请一位成年人来签，或者选“不签”。', name: '请写上姓名。', helper: '请写上帮忙的人是谁。', staff: '这是我们公司的人，不能替您签。请写您自己的姓名。',
    helper_staff: '帮忙的人不能是我们公司的。请换一位，或者选别的签法。', helper_self: '帮忙的人不能是签名人自己。', agree: '请勾选这一句。', reason: '请选一个原因。', ink: '这里还没有签名。请用手指写上姓名。',
  } satisfies Record<ObjectionCode, string>,
  problems: '有几处要改', notSaved: '没存上。请您再按一次。', thanks: '谢谢您', thanksNote: '都记下了。请把手机还给师傅。', thanksDeclined: '记下了您没有签名。请把手机还给师傅。',
  pinTitle: '请师傅输入密码', pinHelp: '解锁密码，客户不用管这里。', pin: '密码', pinOk: '拿回手机', pinWrong: '密码不对。再试一次。', pinWait: '试得太多了，', pinForgotten: '忘了密码', stay: '还没看完，回去',
  text: { header: (company: string, number: string, day: string) => `${company} · 上门服务 ${number} · ${day}`, done: '✓', open: '○' }, colon: '：',
};
export type CustomerWords = typeof zhCN;
