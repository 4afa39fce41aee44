/** The formats that travel between phone and server, as docs/PROTOCOL.md states them. Types only. */

import type { Phrase } from '../standard/wording.ts';

export type Language = 'zh-CN' | 'en';
export type Text = Record<Language, string>;
export type Moment = string; // YYYY-MM-DDTHH:MM:SS.mmmZ, UTC
export type Json = string | number | boolean | Json[] | { [key: string]: Json };
export type Body = { [key: string]: Json };

export interface Subject {
  type: 'visit' | 'shift' | 'device' | 'person';
  id: string;
}

export interface Fact {
  v: 1;
  organisation: string;
  device: string;
  key: string;
  seq: number;
  id: string;
  kind: string;
  subject: Subject;
  grant?: string;
  base?: number;
  person: string;
  at: Moment;
  clock_run: string;
  clock_offset: number;
  prev: string;
  replaces?: { device: string; seq: number; hash: string };
  body: Body;
  salt: string;
  signature: string;
}

export type Outcome = 'applied' | 'merged' | 'conflict' | 'rejected' | 'quarantined';
export interface Result {
  seq: number;
  id?: string;
  outcome: Outcome;
  code?: string;
  next?: Text;
}

export interface Grant {
  v: 1;
  type: 'grant';
  organisation: string;
  id: string;
  visit: string;
  person: string;
  role: 'lead' | 'helper';
  standard: { id: string; version: string; hash: string };
  time_zone: string;
  language: Language;
  inputs: Body;
  version: number;
  issued_at: Moment;
  issuer: string;
  signature: string;
  receipt?: string; // the hash of the grant whose receipt code everybody on this visit shows
}

export interface Span {
  from: Moment;
  to: Moment;
}
export interface Named {
  id: string;
  name: string;
}
export interface Bring {
  name: Text;
  count: number;
  unit: Text;
  reused?: boolean;
}
/** A former visit at the same address, with what was read from labels. */
export interface Former {
  id: string;
  day: string;
  title: Text;
  state: 'done' | 'not_done';
  serials?: string[];
}
/** What a visit belongs to, as the office has it: limits that concern this person, and what others left open. */
export interface MatterOfVisit {
  id: string;
  number: string;
  since: Moment;
  state: string;
  title?: string;
  earlier?: { number: string; day: string; title: Text; state: 'done' | 'not_done' }[];
  limits?: Limit[];
  promised?: { kind: string; due: Moment; what?: string }[];
  missing?: string[];
}
/** `mine`: it measures this person, else the team; `paused`: minutes for which it stood still. */
export interface Limit {
  label: Text;
  due: Moment;
  verdict: 'pending' | 'met' | 'missed' | 'not_measured';
  mine?: true;
  stopped?: Moment;
  paused?: number;
  why?: Text;
}
export interface Work {
  kind_of_work: string;
  title: Text;
  day: string;
  window?: Span;
  agreed_at?: Moment;
  priority: 'normal' | 'urgent';
  instructions?: string;
  bring: Bring[];
  lead?: Named;
  helpers: Named[];
  same_address?: string[];
  last_time?: string[];
  history?: Former[];
  matter?: MatterOfVisit;
  attachments?: import('./attachmentKeys.ts').AttachmentOfVisit[];
  hotline: string;
  team: string;
}
export interface Place {
  district?: string;
  estate?: string;
  building?: string;
  unit?: string;
  room?: string;
  rural?: string;
  line: string;
  datum?: 'WGS-84' | 'GCJ-02';
  lat?: number;
  lon?: number;
}
export interface Customer {
  name: string;
  salutation: 'ms' | 'mr' | 'none';
  language: Language;
  hard_of_hearing?: boolean;
  no_phone?: boolean;
  phone_masked?: string;
}
export interface Contact {
  phone?: string;
  address: string;
  gate_note?: string;
  door_note?: string;
}
export interface Bundle {
  id: string;
  number: string;
  version: number;
  state: string;
  needs_review: boolean;
  grant: Grant;
  work: Work;
  place: Place;
  customer: Customer;
  contact?: Contact;
  log: string[];
  people?: Named[];
  staff: string[];
}

/** Who said it and when, by their own clock; `by` is a name. */
export interface Side {
  from: 'phone' | 'office' | 'customer';
  at: Moment;
  by?: string;
  you?: boolean; // false where a colleague reads what neither side is theirs
}
/** What an older server does not tell is absent. `settled` without `at`: somebody asks the customer first. */
export interface ConflictRecord {
  id: string;
  target: string;
  base?: Json;
  mine: Json;
  theirs: Json;
  state: 'open' | 'resolved';
  choice?: string;
  kind?: string;
  sides?: { mine: Side; theirs: Side };
  shows?: { mine: boolean; theirs: boolean };
  settled?: { by?: string; at?: Moment };
}
/** Somebody complained of this person: what the company asks, in its own words. */
export interface Asked {
  number: string;
  gist: string;
  at: Moment;
  due?: Moment;
  stated?: Moment;
  visit?: { id: string; number: string; day: string };
  finding?: { valid: string; grounds: string[] };
  closed?: Moment;
}
/** Something that is not done when a turn of duty ends. */
export interface OpenThing {
  type: 'matter' | 'commitment' | 'call';
  id: string;
  words: Text;
  due?: Moment;
}
/** A turn of duty; `post` names post and team. `open` is there for one's own, and for one that was handed over. */
export interface Turn {
  id: string;
  post: string;
  from: Moment;
  to: Moment;
  state: 'planned' | 'on' | 'handed_over';
  person: Named & { phone?: string };
  deputy?: string;
  began?: Moment;
  given?: Moment;
  open?: OpenThing[];
  keys?: string;
  notes?: string;
}
export type Change =
  | { type: 'grant'; version: number; visit: Bundle }
  | {
      type: 'evict';
      version: number;
      visit: string;
      given_to?: string;
      at?: Moment;
      why?: string;
      reason: 'reassigned' | 'cancelled' | 'out_of_days' | 'ended';
    }
  | {
      type: 'visit';
      version: number;
      visit: string;
      set: Partial<Work & Pick<Bundle, 'state' | 'needs_review' | 'customer' | 'place'>>;
    }
  | { type: 'fact'; version: number; visit: string; fact: string; outcome: Outcome }
  | { type: 'contact'; version: number; visit: string; contact: Contact }
  | { type: 'contact_gone'; version: number; visit: string }
  | { type: 'asked'; version: number; complaint: string; asked?: Asked }
  | { type: 'wording'; version: number; phrases: Phrase[] }
  | { type: 'duty'; version: number; turns?: Turn[] }
  | { type: 'standard'; version: number; standard: { id: string; version: string; hash: string; document: Json } }
  | { type: 'conflict'; version: number; visit: string; conflict: ConflictRecord };

/** Values of one place in many rows: as they are, one for all, lists end to end with their lengths, or members by name (`in` says which rows have one). */
export type Column =
  | Json[]
  | { all: Json }
  | { long: Column; items: Column }
  | { of: { [name: string]: Column }; in?: { [name: string]: string } };
/** Changes with their bundles in columns: `order` has a 1 for each of these, a 0 for each of the others; `sum` covers the texts of all logs. */
export interface Columns {
  order: string;
  versions: Column;
  bundles: Column;
  others: Change[];
  sum: string;
}

/** A visit as a phone shows it to a server that may have forgotten it; `log`: the office's facts. */
export interface Presented {
  grant: Grant;
  earlier?: Grant[];
  evicted?: true;
  number: string;
  place: Place;
  customer: Customer;
  contact?: Contact;
  log: string[];
}
export interface SyncRequest {
  protocol: 1;
  app_version: string;
  device: string;
  epoch?: string;
  cursor: number;
  as_of?: number;
  limit?: number;
  facts: string[];
  told?: {
    unsent: number;
    oldest?: Moment;
    free?: number;
    quota?: number;
    persisted?: boolean;
    unlock?: string;
    now?: Moment;
  };
  certificate?: Body;
  grants?: Presented[];
  /** Asks for `backed_up_seq`. */
  confidential?: number;
}
export interface SyncResponse {
  epoch: string;
  last_seq: number;
  results: Result[];
  countersignatures: Body[];
  changes: Change[];
  cursor: number;
  as_of?: number;
  more: boolean;
  server_time: Moment;
  minimum_app: string;
  expected_seq?: number;
  revoked?: boolean;
  /** Told to a revoked phone, and to one that asks: up to here all its work lies in a backup. */
  backed_up_seq?: number;
}
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  next: string;
  errors?: Record<string, string[]>;
  /** Seconds, with `slow_down`. */
  retry_after?: number;
}
export interface Enrolment {
  device: string;
  key: string;
  certificate: Body;
  server_keys: { id: string; public_key: string; from: Moment; until?: Moment }[];
  organisation: { id: string; name: string; name_en?: string; time_zone: string; hotline: string };
  person: { id: string; name: string; name_en?: string; language: Language; roles: string[]; badge?: string };
}
