/** A published standard as it arrives on the phone, and what its conditions look at. Shapes only (schema/standard.json). */

export type Text = { readonly 'zh-CN': string; readonly en: string };
export type Scalar = string | number | boolean;

/** What conditions see: for every path its occurrences in log order, withdrawn ones left out. */
export interface Occurrence {
  readonly value: unknown;
  readonly second: string;
  readonly position: number;
  readonly uncertain?: true;
}
export type Record_ = { readonly [path: string]: readonly Occurrence[] };
export type Inputs = { readonly [name: string]: unknown };
export interface RecordedFact {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly body: { readonly [key: string]: unknown };
  readonly uncertain?: boolean;
}

export type Term =
  | Scalar
  | { readonly first: string }
  | { readonly last: string }
  | { readonly input: string }
  | { readonly count: string };
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly present: Term }
  | { readonly equal: readonly [Term, Term] }
  | { readonly one_of: readonly [Term, readonly Scalar[]] }
  | { readonly at_least: readonly [Term, Term] }
  | { readonly at_most: readonly [Term, Term] }
  | { readonly before: readonly [Term, Term] }
  | { readonly within: readonly [Term, Term, Term] }
  | { readonly seconds_between: readonly [Term, Term]; readonly at_least?: number; readonly at_most?: number };

export interface Choice {
  readonly id: string;
  readonly label: Text;
  readonly summary?: Text;
  /** The outcome with which a visit ends for which this was chosen: it is not done. */
  readonly ends?: string;
  /** Its summary states something that is no achievement: it has no tick. */
  readonly plain?: boolean;
}
/** Bounds are decimals written as text: `range` is what can be, `good` is what passes. */
export interface Bounds {
  readonly least?: string;
  readonly most?: string;
}
/** As a document has them: in language 2 a bound may be an input of the order. Pages see figures (`stepFor`). */
export interface DeclaredBounds {
  readonly least?: string | { readonly input: string };
  readonly most?: string | { readonly input: string };
}
export type Answer =
  | { readonly kind: 'confirm'; readonly label?: Text }
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  | { readonly kind: 'many'; readonly choices: readonly Choice[]; readonly least?: number }
  | { readonly kind: 'text'; readonly longest?: number; readonly label?: Text }
  | {
      readonly kind: 'number';
      readonly unit: Text;
      readonly decimals: number;
      readonly range?: Bounds;
      readonly good?: Bounds;
    }
  | { readonly kind: 'reading'; readonly unit: Text; readonly decimals: number; readonly range?: Bounds }
  | { readonly kind: 'moment' }
  | { readonly kind: 'photograph'; readonly purpose: Purpose; readonly least: number; readonly most: number }
  | { readonly kind: 'scan'; readonly longest?: number }
  | { readonly kind: 'parts'; readonly parts: readonly Part[] }
  | { readonly kind: 'signature' }
  | { readonly kind: 'survey' }
  | { readonly kind: 'fact'; readonly fact: string; readonly label?: Text };
export type Purpose = 'before' | 'after' | 'visit-note' | 'finding' | 'label';
export interface Part {
  readonly code: string;
  readonly name: Text;
  readonly unit: Text;
}

export interface Step {
  readonly id: string;
  readonly clause?: string | readonly string[]; // absent: it names a rule of the organisation's own
  readonly rule?: string;
  readonly text: Text;
  readonly why?: Text;
  readonly answer: Answer;
  readonly required?: boolean; // absent: required
  readonly by?: 'lead' | 'helper' | 'either';
  readonly when?: Condition; // absent: the step always exists
  readonly requires?: Condition; // absent: an answer counts as it is
  readonly promise?: boolean | Promised; // its moment is a promise, which the office waits for
  readonly opens?: Opens; // what its answer leaves to be done
  readonly appoint?: boolean; // may be agreed for another time (HV-19) instead of done
  readonly limit?: string; // id of the time limit that this step shows
  readonly phrases?: readonly string[];
  readonly reminders?: readonly string[];
  readonly deviation?: Deviation | false; // absent: 做不到 with the standard's usual reasons; false: not allowed
  readonly summary?: Text; // the customer's line; {value} is the answer in words
}
/** To whom something is owed, and whose it is. */
export interface Promised {
  readonly to: 'customer' | 'applicant' | 'hotline' | 'staff';
  readonly owner: 'technician' | 'team';
}
/** What an answer or an end leaves to be done; due so long after it. */
export interface Opens extends Partial<Promised> {
  readonly what: 'answer' | 'book_anew' | 'clear' | 'matter'; // a matter has a `kind`, whose and until when is its own
  readonly title: Text;
  readonly kind?: string;
  readonly due?: { readonly figure?: number; readonly unit: 'min' | 'h' | 'wh' | 'd' | 'wd' | 'same_wd' };
  readonly when?: Condition;
}
export interface DeclaredInput {
  readonly id: string; // conditions call it `order.<id>`
  readonly title: Text;
  readonly type: 'decimal' | 'text';
  readonly unit?: Text;
  readonly origin: 'order' | 'earlier'; // what an earlier visit answered to `step`, as the order carries it
  readonly step?: string;
  readonly for?: readonly string[];
}
export interface DeclaredOutcome {
  readonly id: string;
  readonly title: Text;
  readonly counts_as: 'done' | 'not_done';
  readonly opens?: Opens;
}
export interface Deviation {
  readonly label?: Text;
  readonly reasons?: readonly string[];
}
export interface Reason {
  readonly id: string;
  readonly label: Text;
  readonly note?: 'required' | 'optional';
}

export interface Moment {
  readonly id: string;
  readonly title: Text;
  readonly path: 'main' | 'side';
  readonly outcome?: string; // side paths: the outcome that `ended` reports
  readonly private?: boolean; // true: before the door, so forbidden wording may be shown
  readonly goes_on?: Text; // words of the button that ends a side path
  readonly steps: readonly Step[];
  readonly phrases?: readonly string[];
  readonly reminders?: readonly string[];
}
export interface Phrase {
  readonly id: string;
  readonly clause?: string;
  readonly title: Text;
  readonly text: Text;
}
export interface Reminder {
  readonly id: string;
  readonly clause?: string;
  readonly kind: 'conduct' | 'avoid';
  readonly text: Text;
  readonly instead?: Text;
}
export interface Limit {
  readonly id: string;
  readonly clause: string;
  readonly title: Text;
  readonly from: Term;
  readonly to: Term;
  readonly at_least?: number;
  readonly at_most?: number;
  readonly when?: Condition;
  readonly counts_when?: Condition;
  readonly each?: string;
  readonly tell: readonly string[];
}
export interface Question {
  readonly id: string;
  readonly clause: string;
  readonly text: Text;
  readonly choices: readonly { readonly value: number; readonly label: Text }[];
}
export interface Bring {
  readonly id: string;
  readonly clause?: string;
  readonly name: Text;
  readonly unit: Text;
  readonly count: number;
  readonly for?: readonly string[];
  readonly reused?: boolean;
}

export interface KindOfWork {
  readonly id: string;
  readonly title: Text;
  readonly do: Text;
}

export interface StandardDocument {
  readonly id: string;
  readonly version: string;
  readonly language: 1 | 2;
  readonly title: Text;
  readonly effective_from: string;
  readonly kinds_of_work: readonly KindOfWork[];
  readonly moments: readonly Moment[];
  readonly reasons: readonly Reason[];
  readonly usual_reasons: readonly string[];
  readonly phrases: readonly Phrase[];
  readonly reminders: readonly Reminder[];
  readonly blanks: { readonly [name: string]: Text }; // what a blank says when nothing better is known
  readonly bring: readonly Bring[];
  readonly inputs?: readonly DeclaredInput[];
  readonly outcomes?: readonly DeclaredOutcome[];
  readonly limits: readonly Limit[];
  readonly survey: { readonly clause: string; readonly title: Text; readonly questions: readonly Question[] };
  readonly states: StateTable;
}
/** The states of a visit in order: the first whose condition holds. */
export interface StateTable {
  readonly states: readonly { readonly id: string; readonly title: Text; readonly when: Condition }[];
  readonly may_finish: Condition;
  readonly end_by: 'lead';
}

export type Standard = StandardDocument;
