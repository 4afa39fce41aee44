/** A small standard and logs for it: enough to try what pages make of any standard. */
import { slotOf } from '../../../pwa/technician/storage/bundles.ts';
import type { LogEntry, VisitOnPhone } from '../../../pwa/technician/phone/interface.ts';
import type { Standard, Step } from '../../../pwa/technician/standard/types.ts';
import type { Body } from '../../../pwa/technician/storage/wire.ts';

export const text = (zh: string, en = zh) => ({ 'zh-CN': zh, en });
export const confirm = (id: string, more: Partial<Step> = {}): Step => ({
  id,
  clause: 'HV-10',
  text: text(id),
  answer: { kind: 'confirm' },
  ...more,
});
export const fact = (id: string, kind: string, more: Partial<Step> = {}): Step => ({
  ...confirm(id, more),
  answer: { kind: 'fact', fact: kind },
});
const main = (id: string, steps: Step[]) => ({ id, title: text(id), path: 'main' as const, steps });

export const STANDARD = {
  id: 's',
  version: '1',
  language: 1,
  title: text('s'),
  effective_from: '2026-01-01',
  kinds_of_work: [],
  moments: [
    main('prepare', [confirm('five')]),
    main('way', [fact('depart', 'departed', { required: false })]),
    main('door', [fact('arrive', 'arrived'), fact('knock', 'knocked')]),
    main('inside', [fact('enter', 'entered'), confirm('shoes')]),
    main('work', [
      confirm('a'),
      confirm('b', { required: false }),
      {
        ...confirm('power'),
        answer: { kind: 'number', unit: text('dBm'), decimals: 1, good: { least: '-27', most: '-8' } },
        appoint: true,
      },
    ]),
    main('customer', [
      { ...confirm('survey'), answer: { kind: 'survey' }, deviation: { reasons: ['no'] } },
      { ...confirm('sign'), answer: { kind: 'signature' }, deviation: false },
    ]),
    main('leave', [fact('go', 'left', { required: false })]),
    {
      id: 'nobody',
      title: text('nobody'),
      path: 'side',
      outcome: 'nobody_home',
      steps: [fact('wait', 'left', { limit: 'ten' })],
    },
  ],
  reasons: [{ id: 'no', label: text('不行', 'no') }],
  usual_reasons: ['no'],
  phrases: [],
  reminders: [],
  blanks: {},
  bring: [],
  limits: [
    {
      id: 'ten',
      clause: 'HV-9b',
      title: text('ten'),
      from: { first: 'knocked' },
      to: { last: 'left' },
      at_least: 600,
      tell: [],
    },
  ],
  survey: { clause: 'HV-11', title: text('survey'), questions: [] },
  states: {
    states: [{ id: 'planned', title: text('p'), when: { all: [] } }],
    may_finish: { equal: [{ input: 'missing' }, 0] },
    end_by: 'lead',
  },
} as unknown as Standard;

let count = 0;
/** One fact of this phone; `12:34` is UTC on 14 July. */
export const entry = (kind: string, time = '01:00', body: Body = {}, more: Partial<LogEntry> = {}): LogEntry => ({
  id: `f${++count}`,
  kind,
  at: `2026-07-14T${time.length === 5 ? `${time}:00` : time}.000Z`,
  person: 'li',
  device: 'd',
  body,
  mine: true,
  sent: true,
  ...more,
});
export const answered = (step: string, value: Body[string] = true, time = '01:00') =>
  entry('answered', time, { step, value });

/** A visit on the phone with this log; `work` changes what was agreed. */
export function visit(
  log: LogEntry[] = [],
  work: Partial<VisitOnPhone['bundle']['work']> = {},
  id = 'v1',
): VisitOnPhone {
  const bundle: VisitOnPhone['bundle'] = {
    id,
    number: 'A-1',
    version: 1,
    state: 'planned',
    needs_review: false,
    log: [],
    staff: ['李建国'],
    grant: {
      inputs: {},
      role: 'lead',
      time_zone: 'Asia/Shanghai',
      visit: id,
    } as unknown as VisitOnPhone['bundle']['grant'],
    work: {
      kind_of_work: 'install',
      title: text('装宽带'),
      day: '2026-07-14',
      priority: 'normal',
      bring: [],
      helpers: [],
      hotline: '1',
      team: 't',
      agreed_at: '2026-07-14T01:00:00.000Z',
      ...work,
    },
    place: { line: '翠湖花园' },
    customer: { name: '王秀兰', salutation: 'ms', language: 'zh-CN' },
  };
  return {
    slot: slotOf(bundle),
    bundle,
    standard: STANDARD,
    log,
    state: 'planned',
    readOnly: false,
    conflicts: [],
    trouble: [],
  };
}
