/** An in-memory phone for developing pages, for pictures and for tests of pages; never part of what is shipped. */
import type { Phrase } from '../../../pwa/technician/standard/wording.ts';
import { computed, signal } from '@preact/signals';
import { ProblemError } from '../../../pwa/technician/storage/problem.ts';
import type { Asked, Body, Enrolment, Language, Subject } from '../../../pwa/technician/storage/wire.ts';
import { fakeDay, FAKE_NOW, ME } from './fakeDay.ts';
import type {
  Capabilities,
  Delivery,
  Draft,
  Hints,
  KeptWork,
  Person,
  Phone,
  Photograph,
  Standard,
  VisitOnPhone,
} from '../../../pwa/technician/phone/interface.ts';

export interface FakeOptions {
  language?: Language;
  visits?: VisitOnPhone[];
  standard?: Standard;
  delivery?: Partial<Delivery>;
  enrolled?: boolean;
  firstSync?: boolean;
  capabilities?: Partial<Capabilities>;
  kept?: KeptWork[];
  cleared?: string;
  secondFactor?: boolean;
  hints?: Hints;
  asked?: Record<string, Asked>;
  wording?: readonly Phrase[];
}
/** What was reported, for a test to look at. */
export interface Reported {
  subject: Subject;
  kind: string;
  body: Body;
}
export type FakePhone = Phone & {
  reported: Reported[];
  /** How often a page said that a moment is over. */
  hurried: number;
  setVisits(visits: VisitOnPhone[]): void;
  setDelivery(delivery: Partial<Delivery>): void;
};

const ORGANISATION: Enrolment['organisation'] = {
  id: 'o1',
  name: '明线通信',
  name_en: 'Brightline',
  time_zone: 'Asia/Shanghai',
  hotline: '0571 8802 6618',
};
const LI: Person = { id: ME, name: '李建国', language: 'zh-CN', badge: '0237' };
/** A browser that can do all that the app needs. */
export const ABLE: Capabilities = {
  inWeChat: false,
  webCrypto: true,
  indexedDb: true,
  serviceWorker: true,
  persisted: true,
  secure: true,
  iosNotInstalled: false,
};
const WAITING: Delivery = {
  state: 'saved',
  facts: 1,
  photographs: 2,
  lastContact: '2026-07-14T01:41:00.000Z',
  oldest: '2026-07-14T02:15:00.000Z',
  items: [
    { id: 'i1', kind: 'photographed', visit: 'v2', at: '2026-07-14T02:15:00.000Z' },
    { id: 'i2', kind: 'photographed', visit: 'v2', at: '2026-07-14T02:16:00.000Z' },
    { id: 'i3', kind: 'signed', visit: 'v2', at: '2026-07-14T02:17:00.000Z' },
  ],
};

/** A phone with eight visits today and one tomorrow; what pages report is put into its log at once. */
export function fakePhone(options: FakeOptions = {}): FakePhone {
  const language = signal<Language>(options.language ?? 'zh-CN');
  const visits = signal(options.visits ?? fakeDay(language.value, options.standard));
  const enrolled = signal(options.enrolled !== false);
  const delivery = signal<Delivery>({ ...WAITING, ...options.delivery });
  const reported: Reported[] = [];
  const kept = new Map<string, Blob>();
  return {
    ready: Promise.resolve(),
    version: '0.1.0',
    language,
    visits,
    delivery,
    reported,
    person: computed(() => (enrolled.value ? LI : undefined)),
    organisation: computed(() => (enrolled.value ? ORGANISATION : undefined)),
    firstSyncDone: signal(options.firstSync !== false),
    asked: signal(options.asked ?? {}),
    wording: signal(options.wording ?? []),
    duty: signal([]),
    attachmentsHere: signal(new Set<string>()),
    attachment: async () => undefined,
    setLanguage: async (to) => {
      language.value = to;
    },
    visit: (id) => computed(() => visits.value.find((visit) => visit.bundle.id === id)),
    setVisits: (next) => {
      visits.value = next;
    },
    setDelivery: (next) => {
      delivery.value = { ...delivery.value, ...next };
    },
    report: async (subject, kind, body) => {
      reported.push({ subject, kind, body });
      const id = `f${reported.length}`;
      if (subject.type === 'visit')
        visits.value = visits.value.map((visit) =>
          visit.bundle.id === subject.id ? withFact(visit, id, kind, body) : visit,
        );
      delivery.value = { ...delivery.value, state: 'saved', facts: delivery.value.facts + 1 };
      return id;
    },
    photograph: async (visit, step, purpose, file) => photographed(visit, step, purpose, file, kept),
    keepEvidence: async (_, bytes, type) => ({ sha256: 'e'.repeat(64), size: bytes.byteLength, type }),
    async offerSigning(visit, shown) {
      await this.report({ type: 'visit', id: visit }, 'signing_offered', { shown, offer: '0'.repeat(64) });
      return 'A'.repeat(shown.text.length);
    },
    evidenceUrl: async (sha256) => {
      const blob = kept.get(sha256);
      return blob && URL.createObjectURL(blob);
    },
    draft: draftIn(new Map()),
    signIn: async (_login, _password, code) => {
      if (options.secondFactor && !code) throw new ProblemError({ code: 'second_factor_needed' });
      return { name: '李建国' };
    },
    enrol: async () => {
      enrolled.value = true;
    },
    signOut: async () => (delivery.value.facts ? { refused: 'unsent' as const } : {}),
    putAway: async () => {
      enrolled.value = false;
    },
    kept: async () => options.kept ?? [],
    clearedOf: async () => options.cleared,
    exportUnsent: async (_, told) => {
      told(1);
      return { file: new Blob(['x']), name: 'doorstep-20260714-0215.unsent', facts: 1, photographs: 2 };
    },
    checkPin: async (pin) => (pin === '2580' ? 'right' : pin === '0000' ? { until: FAKE_NOW + 30_000 } : 'wrong'),
    changePin: async (proof) =>
      ('pin' in proof ? proof.pin === '2580' : 'code' in proof ? proof.code === '12345678' : proof.password === 'right')
        ? 'right'
        : 'wrong',
    challenge: async () => '482913',
    sendNow: async () => {
      delivery.value = {
        state: 'all_sent',
        facts: 0,
        photographs: 0,
        items: [],
        lastContact: new Date(FAKE_NOW).toISOString(),
      };
    },
    hurried: 0,
    sendWaiting() {
      this.hurried += 1;
    },
    capabilities: async () => ({ ...ABLE, ...options.capabilities }),
    hints: async (_, wanted) => options.hints ?? (wanted ? 'on' : 'off'),
    showTrip: async () => undefined,
  };
}

const STATES: Record<string, string> = {
  departed: 'on_the_way',
  arrived: 'at_the_door',
  entered: 'working',
  ended: 'done',
};

function withFact(visit: VisitOnPhone, id: string, kind: string, body: Body): VisitOnPhone {
  const entry = { id, kind, at: new Date().toISOString(), person: ME, device: 'd1', body, mine: true, sent: false };
  return { ...visit, log: [...visit.log, entry], state: STATES[kind] ?? visit.state };
}

async function photographed(
  visit: string,
  step: string,
  purpose: string,
  file: Blob,
  kept: Map<string, Blob>,
): Promise<Photograph> {
  const sha256 = String(kept.size).padStart(64, '0');
  kept.set(sha256, file);
  return { sha256, step, purpose, width: 1600, height: 1200, sent: false, fact: `${visit}-${sha256}` };
}

const draftIn =
  (drafts: Map<string, ReturnType<typeof signal>>) =>
  <T extends object | string>(name: string): Draft<T> => {
    if (!drafts.has(name)) drafts.set(name, signal());
    const value = drafts.get(name) as ReturnType<typeof signal<T | undefined>>;
    return {
      value,
      set: (next) => {
        value.value = next;
      },
      clear: async () => {
        value.value = undefined;
      },
    };
  };
