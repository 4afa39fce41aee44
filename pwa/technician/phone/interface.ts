/** What the pages see of the phone: signals to read and a few verbs, in parts by what somebody needs. Types only. */
import type { ReadonlySignal } from '@preact/signals';
import type { Phrase } from '../standard/wording.ts';
import type { Slot } from '../storage/bundles.ts';
import type { FactKind } from '../storage/factKinds.ts';
import type { Evicted } from '../storage/schema.ts';
import type {
  Asked,
  Body,
  Bundle,
  ConflictRecord,
  Enrolment,
  Language,
  Outcome,
  Result,
  Subject,
  Turn,
} from '../storage/wire.ts';

/** A fact as the pages see it: from the server's log or still waiting on this phone. */
export interface LogEntry {
  id: string;
  kind: string;
  at: string;
  person: string;
  device: string;
  body: Body;
  mine: boolean; // reported by this device
  sent: boolean; // the server has it
  outcome?: Outcome;
  received?: string; // moment at which the server took a fact of this device
}

/** A visit as it stands on this phone: the server's bundle with what is pending replayed on top. */
export interface VisitOnPhone {
  slot: Slot; // the little that a list asks of every visit, known without parsing the bundle
  bundle: Bundle;
  standard: Standard;
  log: LogEntry[]; // log order, withdrawn ones included
  state: string; // computed from the log by the standard's table of states
  evicted?: Evicted;
  readOnly: boolean; // evicted and not under way
  conflicts: ConflictRecord[];
  trouble: Result[]; // rejected or quarantined facts of this visit, with a next step
}
/** The pinned standard's document; standard/types.ts has its exact shape. */
export type Standard = import('../standard/types.ts').Standard;

export interface Delivery {
  state: 'all_sent' | 'saved' | 'sending' | 'waiting' | 'space_low' | 'signed_out' | 'revoked';
  facts: number; // unsent facts
  photographs: number; // evidence whose bytes are not home
  oldest?: string; // moment of the oldest unsent item
  lastContact?: string; // moment of the last answer of the server
  failed?: string; // the code by which the last try to send failed
  clockOffset?: number; // server minus phone in ms, as last measured
  items: { id: string; kind: string; visit?: string; at: string }[];
}

export interface Photograph {
  sha256: string;
  step: string;
  purpose: string;
  width: number;
  height: number;
  sent: boolean;
  fact: string;
}

/** What became of hints on this phone: the installation gives none, the person or the browser does not let it, or it cannot. */
export type Hints = 'on' | 'off' | 'denied' | 'cannot' | 'not_offered';

export interface Person {
  id: string;
  name: string;
  name_en?: string;
  language: Language;
  badge?: string;
}

export interface Capabilities {
  inWeChat: boolean;
  webCrypto: boolean;
  indexedDb: boolean;
  serviceWorker: boolean;
  persisted: boolean | 'unknown';
  secure: boolean;
  iosNotInstalled: boolean;
}

/** Somebody's unsent work that is put away on this phone. */
export interface KeptWork {
  name: string;
  items: number;
  since: string;
}
/** A sealed file with all that is unsent. */
export interface Exported {
  file: Blob;
  name: string;
  facts: number;
  photographs: number;
}

/** `until`: after too many wrong tries, the moment from which one may try again. */
export type Checked = 'right' | 'wrong' | { until: number };
export type Proof = { pin: string } | { login: string; password: string } | { code: string };

export interface Draft<T> {
  value: ReadonlySignal<T | undefined>;
  set(value: T): void;
  clear(): Promise<void>;
}

/** Who uses this phone, for whom they work, and the language they read. */
export interface Identity {
  person: ReadonlySignal<Person | undefined>; // undefined: nobody is enrolled on this phone
  organisation: ReadonlySignal<Enrolment['organisation'] | undefined>;
  language: ReadonlySignal<Language>;
  setLanguage(language: Language): Promise<void>;
}

export interface Visits {
  visits: ReadonlySignal<VisitOnPhone[]>; // in the order of the day, every day that this phone holds
  visit(id: string): ReadonlySignal<VisitOnPhone | undefined>;
  firstSyncDone: ReadonlySignal<boolean>;
}

/** By complaint, what the company asks this person to state about. */
export interface Questions {
  asked: ReadonlySignal<Readonly<Record<string, Asked>>>;
}

/** What must not be said to a customer: checked before something is agreed or sent, also without a network. */
export interface Wording {
  wording: ReadonlySignal<readonly Phrase[]>;
}

/** Turns of duty that run or begin soon, for whom the roster names; none for anybody else. */
export interface DutyTurns {
  duty: ReadonlySignal<readonly Turn[]>;
}

export interface Reporting {
  /** Resolves when the fact is saved (durability strict) and on the screen; rejects with a StorageProblem, never half. */
  report(subject: Subject, kind: FactKind, body: Body): Promise<string>;
}

export interface EvidenceStore {
  /** `step` '' where the photograph belongs to another fact. Re-encodes (upright, ≤ 2,048 px, ≤ 300 KB, no position), saves bytes and fact, then resolves. */
  photograph(
    visit: string,
    step: string,
    purpose: string,
    file: Blob,
    blur?: { x: number; y: number; w: number; h: number }[],
  ): Promise<Photograph>;
  /** Saves bytes as evidence (strokes, signature picture) and returns what a fact's body names. */
  keepEvidence(
    visit: string,
    bytes: ArrayBuffer,
    type: string,
  ): Promise<{ sha256: string; size: number; type: string }>;
  evidenceUrl(sha256: string): Promise<string | undefined>;
}

/** What the office gave along: plans, letters, photographs. */
export interface Attachments {
  /** Ids of those whose bytes lie on this phone. */
  attachmentsHere: ReadonlySignal<ReadonlySet<string>>;
  /** One to be shown; nothing where it is not here (yet), or was damaged and comes anew. */
  attachment(visit: string, id: string): Promise<Blob | undefined>;
}

export interface SigningOffers {
  /** Reports that the customer may sign this text on their own phone; the code for it, to stand behind the # of `/s/`. */
  offerSigning(
    visit: string,
    shown: { text: string; sha256: string; language: Language },
    survey?: boolean,
  ): Promise<string>;
}

export interface Drafts {
  /** Half-typed text and unfinished strokes: kept at once, found again after a kill. */
  draft<T extends object | string>(name: string): Draft<T>;
}

/** What is not home yet, and the ways home. */
export interface Sending {
  delivery: ReadonlySignal<Delivery>;
  sendNow(): Promise<void>;
  /** Sends what waits for company, where a moment is over; nothing where nothing does. */
  sendWaiting(): void;
  /** All that is unsent as a file for the office; `told` hears how much is done, 0 to 1. Nothing leaves the phone's outbox. */
  exportUnsent(passphrase: string, told: (part: number) => void): Promise<Exported>;
}

export interface Account {
  /** Who it is. Rejects with ProblemError; after `second_factor_needed` with the code of their authenticator. */
  signIn(login: string, password: string, code?: string): Promise<{ name: string }>;
  enrol(label: string, pin: string): Promise<void>;
  signOut(): Promise<{ refused?: 'unsent' }>;
  /** Puts what is unsent away for its person alone and signs out, with or without a network. */
  putAway(): Promise<void>;
  /** What others have put away here. */
  kept(): Promise<KeptWork[]>;
  /** Where nobody is enrolled, but the server still knows this browser as somebody's phone: its storage was cleared. */
  clearedOf(): Promise<string | undefined>;
  checkPin(pin: string): Promise<Checked>;
  /** A new PIN, where one of these proves who asks; rejects with ProblemError where the password cannot be checked. */
  changePin(proof: Proof, pin: string): Promise<Checked>;
  /** Six digits for which the office gives a code, with or without a network. */
  challenge(): Promise<string>;
}

/** All of it, as a page's context has it (shell/context.tsx); whoever needs less asks for one of the above. */
export interface Phone
  extends Identity,
    Visits,
    Questions,
    Wording,
    DutyTurns,
    Reporting,
    EvidenceStore,
    Attachments,
    SigningOffers,
    Drafts,
    Sending,
    Account {
  ready: Promise<void>;
  version: string; // of this app
  capabilities(): Promise<Capabilities>;
  /** Hints while the app is shut: looks, or switches them on or off; `words` are what the phone then shows. */
  hints(words: { title: string; body: string }, wanted?: boolean): Promise<Hints>;
  /** The customer of this visit sees this place (microdegrees, WGS-84), or none any more. Rejects where it did not reach the server. */
  showTrip(visit: string, spot?: { lat: number; lon: number }): Promise<unknown>;
}
