/** The app's pages on an in-memory phone, for tests and pictures of pages: `?case=&language=&many=` choose the day. */
import { render } from 'preact';
import { CAPABILITIES } from '../../../pwa/technician/app/capabilities.ts';
import { App } from '../../../pwa/technician/shell/App.tsx';
import { install } from '../../../pwa/technician/shell/capability.ts';
import { freezeClock } from '../../../pwa/technician/shell/clock.ts';
import { fakePhone, type FakeOptions } from '../cast/fakePhone.ts';
import { FAKE_NOW, fakeDay } from '../cast/fakeDay.ts';
import type { VisitOnPhone } from '../../../pwa/technician/phone/interface.ts';
import { startRouter } from '../../../pwa/technician/shell/router.ts';
import { startTheme } from '../../../pwa/technician/shell/theme.ts';
import { slotOf } from '../../../pwa/technician/storage/bundles.ts';
import type { Language } from '../../../pwa/technician/storage/wire.ts';

const asked = new URLSearchParams(location.search);
const language = (asked.get('language') ?? 'zh-CN') as Language;
const day = fakeDay(language);
const changed = (id: string, change: Partial<VisitOnPhone>): VisitOnPhone[] =>
  day.map((visit) => (visit.bundle.id === id ? { ...visit, ...change } : visit));
const LONG = '2026-07-14T01:58:00.000Z';
const HOME = { state: 'all_sent' as const, facts: 0, photographs: 0, items: [] };
const CONFLICT = {
  id: 'c1',
  target: 'answer.x',
  kind: 'answer',
  mine: '−21.4',
  theirs: '−24.0',
  state: 'open' as const,
  shows: { mine: false, theirs: true },
  sides: {
    mine: { from: 'phone' as const, at: '2026-07-14T01:20:00.000Z', by: '李建国' },
    theirs: { from: 'phone' as const, at: '2026-07-14T01:15:00.000Z', by: '周敏' },
  },
};

const CASES: Record<string, FakeOptions> = {
  ordinary: {},
  late: { delivery: { state: 'waiting', oldest: LONG } },
  home: { delivery: HOME },
  space: { delivery: { state: 'space_low' } },
  signed_out: { delivery: { state: 'signed_out' } },
  revoked: { delivery: { state: 'revoked' } },
  empty: { visits: [], delivery: HOME },
  first: { visits: [], delivery: HOME, firstSync: false },
  morning: { visits: day.map((visit) => ({ ...visit, log: [], state: 'planned' })), delivery: HOME },
  evening: {
    visits: day.map((visit) => ({ ...visit, state: visit.bundle.work.day === '2026-07-14' ? 'done' : visit.state })),
    delivery: HOME,
  },
  on_the_way: {
    visits: changed('v3', {
      state: 'on_the_way',
      log: [
        {
          id: 'x',
          kind: 'departed',
          at: '2026-07-14T02:10:00.000Z',
          person: 'p',
          device: 'd',
          body: {},
          mine: true,
          sent: true,
        },
      ],
    }),
  },
  given: { visits: changed('v2', { evicted: { given_to: '陈志强', reason: 'reassigned' } }) },
  cancelled: { visits: changed('v6', { state: 'cancelled' }) },
  urgent: { visits: atOnce() },
  midnight: {
    visits: day
      .filter(({ bundle }) => bundle.id === 'v2')
      .map((visit) => ({ ...visit, slot: { ...visit.slot, day: '2026-07-13' } })),
  },
  fast: { delivery: { ...HOME, clockOffset: -26 * 3_600_000 } },
  conflict: { visits: changed('v2', { conflicts: [CONFLICT] }) },
  trouble: {
    visits: changed('v1', {
      trouble: [
        {
          seq: 4,
          id: 'v1-3',
          outcome: 'quarantined',
          code: 'unknown_kind',
          next: { 'zh-CN': '打给调度，报上这一单的单号。', en: 'Call the dispatcher with the number of this visit.' },
        },
      ],
    }),
  },
  stranger: { enrolled: false, capabilities: { persisted: false } },
  kept: {
    enrolled: false,
    capabilities: { persisted: false },
    kept: [{ name: '周敏', items: 12, since: '2026-07-13T09:30:00.000Z' }],
  },
  cleared: { enrolled: false, capabilities: { persisted: false }, cleared: '李建国' },
  wechat: { enrolled: false, capabilities: { inWeChat: true } },
  private: { enrolled: false, capabilities: { indexedDb: false } },
  factor: { enrolled: false, capabilities: { persisted: false }, secondFactor: true },
  unheard: { hints: 'denied' },
  many: { visits: many(200) },
};

/** The last visit of the day has become an order to be reached within the hour, taken at 10:20. */
function atOnce(): VisitOnPhone[] {
  return day.map((visit) => {
    if (visit.bundle.id !== 'v8') return visit;
    const { agreed_at: _, ...work } = visit.bundle.work;
    const grant = { ...visit.bundle.grant, inputs: { order: { received_at: '2026-07-14T02:20:00.000Z' } } };
    const bundle = { ...visit.bundle, grant, work: { ...work, priority: 'urgent' as const } };
    return { ...visit, bundle, slot: slotOf(bundle) };
  });
}

/** A day that nobody works, to see that the list stays quick. */
function many(count: number): VisitOnPhone[] {
  return Array.from({ length: count }, (_, index) => {
    const visit = day[4 + (index % 4)]!;
    const bundle = {
      ...visit.bundle,
      id: `m${index}`,
      number: `M-${String(index).padStart(4, '0')}`,
      work: { ...visit.bundle.work, day: '2026-07-14' },
    };
    return { ...visit, slot: slotOf(bundle), bundle };
  });
}

freezeClock(FAKE_NOW);
startTheme();
history.replaceState({}, '', location.pathname);
install(CAPABILITIES);
startRouter();
const phone = fakePhone({ language, ...CASES[asked.get('case') ?? 'ordinary'] });
Object.assign(globalThis, { phone });
performance.mark('before');
render(<App phone={phone} />, document.getElementById('app')!);
