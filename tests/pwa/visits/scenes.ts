/** Visits in the middle of something, for pictures and tests of pages: what the log holds decides what is shown. */
import { fakeDay, ME } from '../cast/fakeDay.ts';
import type { LogEntry, Standard, VisitOnPhone } from '../../../pwa/technician/phone/interface.ts';
import type { Body, Language } from '../../../pwa/technician/storage/wire.ts';

type Line = readonly [kind: string, time: string, body?: Body, more?: Partial<LogEntry>];
/** 14 July, 9:18 in Hangzhou. */
export const NOW = Date.parse('2026-07-14T01:18:00.000Z');

const at = (time: string): string =>
  `2026-07-14T${String(Number(time.split(':')[0]) - 8).padStart(2, '0')}:${time.split(':')[1]}:00.000Z`;
const answer = (step: string, time: string, value: Body[string]): Line => ['answered', time, { step, value }];
const DEPARTED: Line[] = [['opened', '8:40'], answer('all-with-me', '8:41', true), ['departed', '8:42']];
const ARRIVED: Line[] = [
  ...DEPARTED,
  ['arrived', '8:53', { place: { lat: 30_274_000, lon: 120_155_000, datum: 'GCJ-02', accuracy: 18 } }],
];
const KNOCKED: Line[] = [...ARRIVED, ['knocked', '8:54']];
const INSIDE: Line[] = [
  ...KNOCKED,
  ['entered', '8:58'],
  answer('shoe-covers', '8:59', true),
  answer('explain', '9:01', true),
];
const shot = (step: string, purpose: string, number: number, time: string, sent = false): Line => [
  'photographed',
  time,
  { step, purpose, sha256: `shot${number}`, size: 1, type: 'image/jpeg', width: 1600, height: 1200 },
  { sent },
];
const WORKED: Line[] = [
  ...INSIDE,
  answer('symptoms', '9:02', 'none'),
  answer('move-things', '9:12', 'agreed'),
  ['deviated', '9:13', { step: 'mat', reason: 'too-narrow' }],
  shot('photo-before', 'before', 1, '9:14', true),
  shot('photo-before', 'before', 2, '9:15'),
  answer('surroundings', '9:16', 'agreed'),
  answer('risk', '9:16', 'agreed'),
  answer('backup', '9:17', true),
  answer('modem-serial', '9:17', 'HWTC1A2B3C4D'),
];
const FINISHED: Line[] = [
  ...WORKED,
  answer('optical-power', '9:20', '-21.4'),
  answer('parts', '9:30', [
    { code: 'modem', name: '光猫', count: 1 },
    { code: 'drop-fibre', name: '皮线光缆', count: 15 },
  ]),
  answer('tidy-cables', '9:40', true),
  answer('label', '9:41', true),
  answer('speed', '9:45', '486'),
  shot('photo-after', 'after', 3, '9:46'),
  answer('demonstrate', '9:50', 'satisfied'),
  answer('hand-manual', '9:51', true),
  ['appointed', '9:52', { step: 'check-later', what: '客厅电视盒', from: '2026-07-16T06:00:00.000Z' }],
  answer('put-back', '9:53', true),
  answer('fill-holes', '9:53', true),
  answer('clean-up', '9:54', true),
  answer('charge', '9:55', 'free'),
];
const TURN: Line[] = [...FINISHED, ['customer_mode_entered', '9:58', { language: 'zh-CN' }]];
const SIGNED: Line[] = [
  ...TURN,
  ['surveyed', '10:00', { answers: { satisfied: 5 }, language: 'zh-CN' }],
  [
    'signed',
    '10:01',
    { way: 'drawn', relation: 'self', name: '王秀兰', shown: { text: '', sha256: '', language: 'zh-CN' } },
  ],
  ['customer_mode_left', '10:02'],
];
const LEFT: Line[] = [
  ...SIGNED,
  answer('service-card', '10:03', true),
  ['left', '10:04'],
  ['ended', '10:04', { outcome: 'done' }],
];
const LOGS: Record<string, Line[]> = {
  prepare: [],
  way: DEPARTED,
  door: ARRIVED,
  knocked: KNOCKED,
  inside: KNOCKED.concat([['entered', '8:58']]),
  begun: INSIDE,
  work: WORKED,
  finished: FINISHED,
  turn: TURN,
  signed: SIGNED,
  done: LEFT,
  nobody: [...KNOCKED, ['call_attempted', '8:56', { result: 'no_answer' }]],
  ended: [...KNOCKED, ['ended', '9:05', { outcome: 'nobody_home', note: '门岗说上午没见人。' }]],
};

/** The visits of a day with the second one in this scene; `+given`, `+cancelled`, `+helper` and others change it further. */
export function scene(
  name: string,
  language: Language,
  standards: { broadband: Standard; meter: Standard },
): VisitOnPhone[] {
  const [base = 'work', ...changes] = name.split(/[ +]/);
  const visits = fakeDay(language).map((visit) =>
    pinned(visit, visit.bundle.work.kind_of_work.includes('meter') ? standards.meter : standards.broadband),
  );
  return visits.map((visit) =>
    visit.bundle.id === 'v2' ? changes.reduce(changed, logged(visit, LOGS[base] ?? [])) : visit,
  );
}

function pinned(visit: VisitOnPhone, standard: Standard): VisitOnPhone {
  const kind = visit.bundle.work.kind_of_work
    .replace('home_broadband_', '')
    .replace('water_meter_replace', 'meter-replacement')
    .replace('water_meter_repair', 'meter-repair');
  const { grant, work } = visit.bundle;
  return {
    ...visit,
    standard,
    bundle: {
      ...visit.bundle,
      work: { ...work, kind_of_work: kind },
      grant: { ...grant, inputs: { kind_of_work: kind, ...(work.agreed_at && { agreed_at: work.agreed_at }) } },
    },
  };
}

function logged(visit: VisitOnPhone, lines: Line[]): VisitOnPhone {
  const log = lines.map(
    ([kind, time, body = {}, more], i): LogEntry => ({
      id: `s${i}`,
      kind,
      at: at(time),
      person: ME,
      device: 'd1',
      body,
      mine: true,
      sent: false,
      ...more,
    }),
  );
  return { ...visit, log };
}

function changed(visit: VisitOnPhone, change: string): VisitOnPhone {
  const { bundle } = visit;
  switch (change) {
    case 'given':
      return { ...visit, evicted: { given_to: '陈志强', reason: 'reassigned' } };
    case 'cancelled':
      return { ...visit, evicted: { reason: 'cancelled' } };
    case 'readonly':
      return { ...visit, evicted: { given_to: '陈志强', reason: 'reassigned' }, readOnly: true };
    case 'helper':
      return {
        ...visit,
        bundle: {
          ...bundle,
          grant: { ...bundle.grant, role: 'helper' },
          work: { ...bundle.work, lead: { id: 'p-chen', name: '陈志强' }, helpers: [{ id: ME, name: '李建国' }] },
        },
        log: visit.log.map((fact, i) => (i % 2 ? { ...fact, person: 'p-chen', mine: false, sent: true } : fact)),
      };
    case 'conflict':
      return {
        ...visit,
        conflicts: [
          { id: 'c1', target: 'answer.optical-power', kind: 'answer', mine: '-21.4', theirs: '-24.0', state: 'open' },
        ],
      };
    case 'trouble':
      return {
        ...visit,
        trouble: [
          {
            seq: 4,
            id: 's4',
            outcome: 'quarantined',
            code: 'unknown_kind',
            next: { 'zh-CN': '打给调度，报上这一单的单号。', en: 'Call the dispatcher with the number of this visit.' },
          },
        ],
      };
    default:
      return visit;
  }
}
