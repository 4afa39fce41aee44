/** What is kept on the phone: one database, and the shape of every record in it. */
import type { DBSchema } from 'idb';
import type { Phrase } from '../standard/wording.ts';
import type { Packed } from './bundles.ts';
import type {
  Asked,
  ConflictRecord,
  Enrolment,
  Grant,
  Language,
  Moment,
  Outcome,
  Result,
  Subject,
  Turn,
} from './wire.ts';

/** Raised with every change of stores; `upgrade` in database.ts goes step by step and never rewrites the outbox. */
export const SCHEMA_VERSION = 2;

/** A saved fact, frozen: `text` is what was signed and what travels. */
export interface Saved {
  device: string;
  seq: number;
  id: string;
  kind: string;
  subject: Subject;
  at: Moment;
  hash: string;
  text: string;
  size: number;
}
/** An acknowledged fact, kept 30 days in case the server forgets it; `replaced` where it was signed again by a new device. */
export interface Journalled extends Saved {
  outcome: Outcome | 'replaced';
  acknowledged: number;
}

/** Taken away: to whom it was given, when the office did it, and its reason for a cancellation. */
export interface Evicted {
  given_to?: string;
  at?: Moment;
  why?: string;
  reason: string;
}

/** A visit without its log, so that a list of 200 is read in one breath. */
export interface StoredVisit extends Packed {
  id: string;
  grantHash: string;
  state: string; // as last computed from the log: the list shows it before any log is read
  underWay: boolean;
  conflicts: ConflictRecord[];
  evicted?: Evicted;
  /** Grants that were renewed while the phone held the visit: work under them may have to be shown to a restored server. */
  earlier?: Grant[];
}
/** What the server has, log order. */
export interface LogLine {
  id: string;
  text: string;
  mine: boolean;
  outcome?: Outcome;
  received?: Moment;
}
export interface StoredLog {
  visit: string;
  lines: LogLine[];
}
/** The document stays text until somebody opens a visit: parsing costs more than reading. */
export interface StoredStandard {
  hash: string;
  id: string;
  version: string;
  text: string;
}

/** Evidence without its bytes; `home` once the server has verified them. */
export interface StoredEvidence {
  sha256: string;
  type: string;
  size: number;
  visit: string;
  at: Moment;
  width?: number;
  height?: number;
  fact?: string;
  state: 'waiting' | 'home' | 'lost';
  url?: string;
  homeSince?: number;
}
export interface StoredTrouble {
  device: string;
  seq: number;
  visit?: string;
  result: Result;
}
export interface StoredDraft {
  name: string;
  value: object | string;
}

/** Who works with this phone, and its key: a handle that cannot be read out, or bytes where the browser cannot keep handles. */
export interface Account {
  enrolment: Enrolment;
  key: CryptoKey | ArrayBuffer;
  label: string;
  needsSignIn?: boolean;
  revoked?: boolean;
  /** Put away with unsent work while somebody else may use the phone: nothing is saved or sent until its person signs in. */
  locked?: boolean;
}
export interface Pin {
  salt: Uint8Array;
  rounds: number;
  hash: string;
  wrong: number;
  until: number;
}
/** See storage/unlock.ts; `challenge` is what the phone shows. */
export interface Unlock {
  secret: string;
  challenge: string;
  wrong: number;
  until: number;
}
export interface SyncState {
  /** `asOf`: every bundle was read at this version of the server's clock or later. */
  epoch?: string;
  cursor: number;
  asOf?: number;
  lastContact?: Moment;
  clockOffset: number;
  minimumApp?: string;
  firstDone: boolean;
  /** Where a resync stands: pages wait in `shadow` until all are here. */
  resync?: { cursor: number; page: number };
  /** Visits that a restored server is still to be shown; while this is there, the certificate goes along. */
  present?: string[];
  /** The server was restored, and may have forgotten what this phone sent under a key that it had before. */
  former?: true;
  /** Up to this `seq` the journal holds words for the company alone, until a backup has them. */
  confidential?: number;
}
export interface Counter {
  device: string;
  seq: number;
}

/** What was put away of one person: a database of its own, and how much waits in it since when. */
export interface Kept {
  database: string;
  device: string;
  person: { id: string; name: string };
  items: number;
  since: Moment;
}
/** In the phone's first database only: which database is in use, and which are put away. */
export interface Seat {
  current: string;
  kept: Kept[];
}

export interface MetaRecords {
  account: Account;
  pin: Pin;
  unlock: Unlock;
  sync: SyncState;
  counter: Counter;
  language: Language;
  /** By complaint, what this person is asked to state about. */
  asked: Record<string, Asked>;
  /** What must not be said to a customer, as the office published it last. */
  wording: Phrase[];
  /** Who has duty, as the office said it last. */
  duty: Turn[];
  seat: Seat;
}

export interface Schema extends DBSchema {
  meta: { key: keyof MetaRecords; value: MetaRecords[keyof MetaRecords] };
  heads: { key: string; value: string };
  outbox: { key: number; value: Saved };
  journal: { key: [string, number]; value: Journalled; indexes: { acknowledged: number } };
  visits: { key: string; value: StoredVisit };
  logs: { key: string; value: StoredLog };
  standards: { key: string; value: StoredStandard };
  evidence: { key: string; value: StoredEvidence };
  bytes: { key: string; value: ArrayBuffer };
  drafts: { key: string; value: StoredDraft };
  trouble: { key: [string, number]; value: StoredTrouble };
  shadow: { key: number; value: string };
}
export const STORES = [
  'meta',
  'heads',
  'outbox',
  'journal',
  'visits',
  'logs',
  'standards',
  'evidence',
  'bytes',
  'drafts',
  'trouble',
  'shadow',
] as const;
export type StoreName = (typeof STORES)[number];

export const NOTHING_SYNCED: SyncState = { cursor: 0, clockOffset: 0, firstDone: false };

/** The key of a chain's head: one chain per subject and grant; the device is the phone's only one. */
export function chainOf(subject: Subject, grant: string | undefined): string {
  return `${subject.type}/${subject.id}/${grant ?? ''}`;
}
