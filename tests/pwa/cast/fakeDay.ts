/** A realistic day of eight visits for developing pages and for pictures; never part of what is shipped. */
import { slotOf } from '../../../pwa/technician/storage/bundles.ts';
import type { Body, Bundle, Language, Text, Work } from '../../../pwa/technician/storage/wire.ts';
import type { LogEntry, Standard, VisitOnPhone } from '../../../pwa/technician/phone/interface.ts';

/** 14 July, 10:24 in Hangzhou: one done, one under way, two at one address next. */
export const FAKE_NOW = Date.parse('2026-07-14T02:24:00.000Z');
export const FAKE_DAY = '2026-07-14';
export const ME = '0198-lijianguo';

const at = (time: string, day = FAKE_DAY): string => {
  const [hour, minute] = time.split(':').map(Number);
  return new Date(Date.parse(`${day}T00:00:00Z`) + ((hour! - 8) * 60 + minute!) * 60_000).toISOString();
};
const both = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });
const MODEM = { name: both('光猫', 'modem'), count: 1, unit: both('台', '') };
const FIBRE = { name: both('皮线光缆', 'fibre'), count: 15, unit: both('米', 'm') };
const METER = { name: both('水表 DN15', 'water meter DN15'), count: 1, unit: both('只', '') };
const VALVE = { name: both('表前阀', 'valve'), count: 1, unit: both('只', '') };

interface Sketch {
  id: string;
  state: string;
  place: Text;
  estate: string;
  room: string;
  title: Text;
  kind: string;
  customer: { name: Text; salutation: 'ms' | 'mr'; phone?: string; hard_of_hearing?: boolean };
  agreed?: string;
  window?: [string, string];
  day?: string;
  bring?: Work['bring'];
  last?: Text[];
  same?: string[];
  urgent?: boolean;
  log?: [string, string, Body?][];
  note?: Partial<VisitOnPhone>;
  instructions?: Text;
}

const SKETCHES: Sketch[] = [
  {
    id: 'v1',
    state: 'done',
    place: both('云栖里 5栋 401', 'Yunqi Lane 5-401'),
    estate: '云栖里',
    room: '401',
    title: both('检修', 'Check'),
    kind: 'home_broadband_inspection',
    customer: { name: both('周慧敏', 'Zhou Huimin'), salutation: 'ms', phone: '13577602214' },
    agreed: '8:00',
    log: [
      ['departed', '7:46'],
      ['arrived', '7:54'],
      ['entered', '7:57'],
      ['customer_mode_entered', '8:33'],
      ['signed', '8:36', { way: 'drawn', relation: 'self' }],
      ['left', '8:41'],
      ['ended', '8:41', { outcome: 'done' }],
    ],
  },
  {
    id: 'v2',
    state: 'working',
    place: both('翠湖花园 3栋2单元 1502', 'Cuihu Garden 3-2-1502'),
    estate: '翠湖花园',
    room: '1502',
    title: both('装宽带', 'Broadband'),
    kind: 'home_broadband_install',
    customer: { name: both('王秀兰', 'Wang Xiulan'), salutation: 'ms', phone: '13806512765' },
    agreed: '9:00',
    bring: [MODEM, FIBRE],
    last: [
      both('西门进，报车牌。', 'West gate, give the number plate.'),
      both('弱电箱在鞋柜后面。', 'Wiring box behind the shoe cabinet.'),
      both('养一只小狗，先请客户牵住。', 'A small dog: ask to hold it first.'),
    ],
    log: [
      ['departed', '8:43'],
      ['arrived', '8:53', { place: { lat: 30_274_000, lon: 120_155_000, datum: 'GCJ-02', accuracy: 18 } }],
      ['knocked', '8:54'],
      ['entered', '8:58'],
    ],
  },
  {
    id: 'v3',
    state: 'planned',
    place: both('锦绣苑 7栋1单元 602', 'Jinxiu Court 7-1-602'),
    estate: '锦绣苑',
    room: '602',
    title: both('宽带移机，客厅到书房', 'Move broadband to the study'),
    kind: 'home_broadband_move',
    customer: { name: both('陈国华', 'Chen Guohua'), salutation: 'mr', phone: '13805716021' },
    agreed: '10:30',
    bring: [MODEM, FIBRE],
    same: ['v4'],
    last: [both('东门登记', 'east gate'), both('门铃不响，敲门', 'knock, no bell'), both('有狗', 'dog')],
  },
  {
    id: 'v4',
    state: 'planned',
    place: both('锦绣苑 7栋1单元 602', 'Jinxiu Court 7-1-602'),
    estate: '锦绣苑',
    room: '602',
    title: both('换水表 DN15', 'Replace water meter DN15'),
    kind: 'water_meter_replace',
    customer: { name: both('陈国华', 'Chen Guohua'), salutation: 'mr', phone: '13805716021' },
    agreed: '10:30',
    bring: [METER, VALVE],
    same: ['v3'],
  },
  {
    id: 'v5',
    state: 'planned',
    place: both('柳浪新村 12栋 301', 'Liulang Village 12-301'),
    estate: '柳浪新村',
    room: '301',
    title: both('水表漏水', 'Leak at the meter'),
    kind: 'water_meter_repair',
    customer: { name: both('阿依古丽·买买提', 'Aygul Memet'), salutation: 'ms', phone: '13958063317' },
    window: ['14:00', '16:00'],
  },
  {
    id: 'v6',
    state: 'planned',
    place: both('西溪里 2栋 1101', 'Xixi Lane 2-1101'),
    estate: '西溪里',
    room: '1101',
    title: both('宽带检修', 'Broadband check'),
    kind: 'home_broadband_inspection',
    customer: { name: both('沈德福', 'Shen Defu'), salutation: 'mr', phone: '13606615528', hard_of_hearing: true },
    agreed: '15:00',
  },
  {
    id: 'v7',
    state: 'planned',
    place: both('龙坞村 上城埭 18号', 'Longwu Village, Shangchengdai 18'),
    estate: '龙坞村',
    room: '18号',
    title: both('修宽带', 'Repair broadband'),
    kind: 'home_broadband_repair',
    customer: { name: both('𠮷田美穗', 'Yoshida Miho'), salutation: 'ms' },
    window: ['15:30', '17:30'],
    urgent: true,
    instructions: both('村口第二座桥左转。', 'Left at the second bridge.'),
  },
  {
    id: 'v8',
    state: 'planned',
    place: both('三墩雅苑 9栋1单元 204', 'Sandun Yayuan 9-1-204'),
    estate: '三墩雅苑',
    room: '204',
    title: both('宽带检修', 'Broadband check'),
    kind: 'home_broadband_inspection',
    customer: { name: both('马晓燕', 'Ma Xiaoyan'), salutation: 'ms', phone: '15068112290' },
    agreed: '17:00',
  },
  {
    id: 'v9',
    state: 'planned',
    day: '2026-07-15',
    place: both('云栖里 1栋 702', 'Yunqi Lane 1-702'),
    estate: '云栖里',
    room: '702',
    title: both('装宽带', 'Install broadband'),
    kind: 'home_broadband_install',
    customer: { name: both('何建平', 'He Jianping'), salutation: 'mr', phone: '13757119034' },
    agreed: '9:00',
    bring: [MODEM, FIBRE],
  },
];

const LIMITS = [0, 300].map((figure) => ({
  id: `on-time-${figure}`,
  clause: 'HV-8a',
  when: { present: { input: 'agreed_at' } },
  from: { first: 'arrived' },
  to: { input: 'agreed_at' },
  at_least: figure,
}));

/** The day in one language (names and places come from the office in one tongue); `standard` for pages that walk a visit. */
export function fakeDay(tongue: Language, standard?: Standard): VisitOnPhone[] {
  return SKETCHES.map((sketch) => visitOf(sketch, tongue, standard));
}

function visitOf(sketch: Sketch, tongue: Language, standard?: Standard): VisitOnPhone {
  const log = (sketch.log ?? []).map(([kind, time, body], index) =>
    entryOf(`${sketch.id}-${index}`, kind, at(time, sketch.day), body ?? {}),
  );
  const bundle = bundleOf(sketch, tongue);
  return {
    slot: slotOf(bundle),
    bundle,
    standard: standard ?? ({ moments: [], bring: [], limits: LIMITS, states: { states: [] } } as unknown as Standard),
    log,
    state: sketch.state,
    readOnly: false,
    conflicts: [],
    trouble: [],
    ...sketch.note,
  };
}

const entryOf = (id: string, kind: string, moment: string, body: Body): LogEntry => ({
  id,
  kind,
  at: moment,
  person: ME,
  device: 'd1',
  body,
  mine: true,
  sent: true,
  outcome: 'applied',
});

function bundleOf(sketch: Sketch, tongue: Language): Bundle {
  const { customer, place } = sketch;
  const day = sketch.day ?? FAKE_DAY;
  const phone = customer.phone;
  return {
    id: sketch.id,
    number: `A-${sketch.id}`,
    version: 1,
    state: sketch.state,
    needs_review: false,
    log: [],
    staff: ['李建国'],
    grant: {
      v: 1,
      type: 'grant',
      organisation: 'o1',
      id: `g-${sketch.id}`,
      visit: sketch.id,
      person: ME,
      role: 'lead',
      standard: { id: 's', version: '1', hash: '' },
      time_zone: 'Asia/Shanghai',
      language: tongue,
      inputs: {},
      version: 1,
      issued_at: at('6:00', day),
      issuer: '',
      signature: '',
    },
    work: {
      kind_of_work: sketch.kind,
      title: sketch.title,
      day,
      priority: sketch.urgent ? 'urgent' : 'normal',
      bring: sketch.bring ?? [],
      helpers: [],
      lead: { id: ME, name: '李建国' },
      hotline: '0571 8802 6618',
      team: both('城西班', 'West team')[tongue],
      ...(sketch.agreed ? { agreed_at: at(sketch.agreed, day) } : {}),
      ...(sketch.window ? { window: { from: at(sketch.window[0], day), to: at(sketch.window[1], day) } } : {}),
      ...(sketch.same ? { same_address: sketch.same } : {}),
      ...(sketch.id === 'v2'
        ? {
            history: [
              {
                id: 'v0',
                day: '2026-03-09',
                title: both('修宽带', 'Repair broadband'),
                state: 'done' as const,
                serials: ['HWTC00AA11BB'],
              },
            ],
          }
        : {}),
      ...(sketch.last ? { last_time: sketch.last.map((line) => line[tongue]) } : {}),
      ...(sketch.instructions ? { instructions: sketch.instructions[tongue] } : {}),
    },
    place: {
      line: place[tongue],
      estate: sketch.estate,
      room: sketch.room,
      datum: 'GCJ-02',
      lat: 30_274_000,
      lon: 120_155_000,
    },
    customer: {
      name: customer.name[tongue],
      salutation: customer.salutation,
      language: tongue,
      no_phone: !phone,
      hard_of_hearing: customer.hard_of_hearing ?? false,
      ...(phone ? { phone_masked: `${phone.slice(0, 3)}****${phone.slice(-4)}` } : {}),
    },
    contact: {
      address: `杭州市西湖区${place['zh-CN']}`,
      ...(phone ? { phone } : {}),
      gate_note: both('东门登记', 'east gate')[tongue],
    },
  };
}
