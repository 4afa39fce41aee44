/** 开工前：登录、登记手机、浏览器能不能用、要带的东西。 */
const n = (count: number, unit: string) => `${count}\u00a0${unit}`;

export const start = {
  signIn: {
    title: '登录', lead: '登录一次，以后没有信号也能打开。', again: '再登录一次，就接着发送。手机里的东西都在。',
    login: '账号', loginHelp: '手机号，或公司给你的账号', password: '密码', show: '显示', hide: '不显示', go: '登录', going: '正在登录',
    forgot: '忘了密码，请管理员重设。', missingLogin: '写上账号', missingPassword: '写上密码', language: 'English',
    kept: (name: string, count: number, day: string) => `${day}起，这部手机里锁着${name}没发的\u00a0${n(count, '项')}。本人登录就接着发，别人看不到。`,
    cleared: '手机里存的东西被清掉了', clearedLead: (name: string) => `浏览器清了这部手机的存储。公司收到过的都在；${name}没发走的，这里已经没有了。重新登记，再问调度还缺什么。`, anew: '重新登记这部手机',
    theirs: (name: string) => `这部手机现在是${name}在用`, theirsLead: (name: string, count: number) => (count ? `${name}还有\u00a0${n(count, '项')}没发。先锁好，别人看不到，也发不走；本人再登录就接着发。` : `${name}的都发完了。锁好之后，你就能用。`), swap: '换我用这部手机', swapGo: '锁好，换我用',
  },
  enrol: {
    title: '登记这部手机', lead: (name: string) => `${name}，以后就用这部手机上门。`, label: '这部手机叫什么', labelHelp: '换手机、丢手机时认得出，比如“李建国的红米”',
    pin: '设一个解锁密码', pinHelp: '4 到 6 位数字。客户签完字，要用它收回手机。', again: '再输一遍', go: '登记，收今天的单', suggested: (name: string) => `${name}的手机`,
    missingLabel: '给手机起个名字', pinShort: '要 4 到 6 位数字', pinSame: '不能都一样，也不能是 1234 这样', pinDiffers: '两次输的不一样',
    storage: { asked: '浏览器答应留住数据。', refused: '浏览器没答应一直留住数据。空间满时它可能清掉，所以有信号就早点发。', refusedIos: '先把上门加到主屏幕，从那里打开，数据才留得住。', title: '数据留得住吗' },
  },
  newPin: {
    title: '换一个解锁密码', lead: '没发的都留着，什么都不会丢。', how: '怎么证明是你', ways: { pin: '原来的密码', password: '账号密码', code: '派单员给的码' },
    old: '原来的解锁密码', login: '账号', password: '登录密码', code: '派单员给的八位码', pin: '新的解锁密码', again: '再输一遍', pinHelp: '4 到 6 位数字。',
    call: '打给派单员：', read: '念这六位数，派单员给你八位码。没有信号也行。', wrong: { pin: '原来的密码不对', password: '账号或密码不对', code: '这个码不对，看看是不是念的这六位数' },
    missing: { old: '写上原来的密码', login: '写上账号', password: '写上登录密码', code: '写上八位码' }, goBack: '换好，拿回手机', stay: '回去', save: '换好', entry: '换解锁密码', forgotten: '忘了原来的',
  },
  able: {
    title: '这里还用不了', leads: '要先这样', stillGo: '先用着',
    weChat: { title: '在微信里打开了', text: '微信里存不住东西。点右上角的三个点，选“在浏览器打开”。', picture: '微信右上角三个点，菜单里选“在浏览器打开”', menu: '在浏览器打开', copy: '复制网址' },
    insecure: { title: '这个网址不安全', text: '要用 https 开头的网址，手机才肯存东西、开相机。问管理员要正确的网址。' },
    crypto: { title: '这个浏览器不能签名', text: '记录要由手机签名。换成新的 Chrome、Edge、Safari，或手机自带浏览器的新版本。' },
    storage: { title: '这个浏览器存不住东西', text: '多半是无痕浏览。关掉无痕，用普通窗口打开。' },
    worker: { title: '没有信号就打不开', text: '这个浏览器不能离线打开。换成新的 Chrome、Edge 或 Safari。' },
    ios: { title: '先加到主屏幕', text: 'iPhone 上不加到主屏幕，七天不开，存的东西会被清掉。', steps: ['点下面的分享', '选“添加到主屏幕”', '从主屏幕打开上门'] },
    persist: { title: '数据可能被清掉', text: '浏览器没答应一直留住数据。装到主屏幕再打开，一般就答应了。' },
  },
  pack: {
    title: (count: number) => `今天\u00a0${n(count, '单')}，都在这部手机里`, titleSome: (count: number) => `今天\u00a0${n(count, '单')}，还没收齐`, until: (day: string, time: string) => `没有信号也能干活，到${day}\u00a0${time}。`,
    untilNone: '正在收。收齐了，没有信号也能干活。', received: (time: string) => `${time}\u00a0已收齐`,
    five: '五样必带', parts: '今天的料', homes: (count: number) => n(count, '家'), stops: (numbers: string) => `第\u00a0${numbers}\u00a0单`, comma: '、', every: '每单都要',
    covers: '鞋套', mat: '垫布', cloth: '抹布', card: '服务卡', survey: '监督调查表', units: { covers: '双', mat: '块', cloth: '块', card: '张', survey: '份' },
    missing: '缺了东西', go: '都带齐了，看今天', goMissing: '缺的记下了，看今天', first: (time: string, place: string) => `第一家\u00a0${time}，${place}`, none: '今天没有单', noneNext: '有新单会自己出现。',
    sheet: { title: '缺了什么？', help: '勾上缺的。公司会看到，好安排补料。', note: '还要说的', save: '记下', choose: '先勾一样，或写一句' }, done: (time: string) => `${time}\u00a0数过了`, again: '看今天',
  },
};
