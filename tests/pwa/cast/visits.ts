/** A small standard and visits made under it: enough for the engine, which must not care what a standard says. */
import type { Change, Bundle } from '../../../pwa/technician/storage/wire.ts';
import { ORGANISATION, PERSON } from './people.ts';

type Without<C> = C extends Change ? Omit<C, 'version'> : never;

const state = (id: string, kind: string) => ({ id, title: { 'zh-CN': id, en: id }, when: { present: { last: kind } } });

/** The state is the last of: ended, arrived, departed, planned. */
export const STANDARD: Without<Extract<Change, { type: 'standard' }>> = {
  type: 'standard',
  standard: {
    id: 'test',
    version: '1',
    hash: 'a'.repeat(64),
    document: {
      id: 'test',
      version: '1',
      language: 1,
      moments: [],
      states: {
        states: [
          state('done', 'ended'),
          state('at_the_door', 'arrived'),
          state('on_the_way', 'departed'),
          { ...state('planned', ''), when: { all: [] } },
        ],
        may_finish: { all: [] },
        end_by: 'lead',
      },
    },
  },
};

export function visitId(number: number): string {
  return `01980000-0000-7000-8000-00000000${String(1000 + number)}`;
}

export function bundle(number: number, more: Partial<Bundle> = {}): Bundle {
  const id = visitId(number);
  return {
    id,
    number: `B-${number}`,
    version: 1,
    state: 'planned',
    needs_review: false,
    grant: {
      v: 1,
      type: 'grant',
      organisation: ORGANISATION.id,
      id: visitId(number + 5000),
      visit: id,
      person: PERSON.id,
      role: 'lead',
      standard: { id: 'test', version: '1', hash: 'a'.repeat(64) },
      time_zone: 'Asia/Shanghai',
      language: 'zh-CN',
      inputs: {},
      version: 1,
      issued_at: '2026-07-14T00:00:00.000Z',
      issuer: 'test',
      signature: '',
    },
    work: {
      kind_of_work: 'repair',
      title: { 'zh-CN': '维修', en: 'Repair' },
      day: '2026-07-14',
      agreed_at: `2026-07-14T0${number % 10}:00:00.000Z`,
      priority: 'normal',
      bring: [],
      helpers: [],
      hotline: '400',
      team: '一队',
    },
    place: { line: `云栖里 ${number}` },
    customer: { name: '王女士', salutation: 'ms', language: 'zh-CN' },
    contact: { address: `云栖里 ${number} 号`, phone: '13800001234' },
    log: [],
    staff: [],
    ...more,
  };
}

export const grant = (number: number, more: Partial<Bundle> = {}): Without<Extract<Change, { type: 'grant' }>> => ({
  type: 'grant',
  visit: bundle(number, more),
});

let others = 7000;

/** A fact of somebody else, as the feed brings it. */
export function othersFact(
  number: number,
  kind: string,
  body: object,
  id = visitId((others += 1)),
): Without<Extract<Change, { type: 'fact' }>> {
  const fact = {
    v: 1,
    id,
    kind,
    at: '2026-07-14T00:30:00.000Z',
    person: visitId(9),
    device: visitId(8),
    subject: { type: 'visit', id: visitId(number) },
    body,
  };
  return { type: 'fact', visit: visitId(number), fact: JSON.stringify(fact), outcome: 'applied' };
}
