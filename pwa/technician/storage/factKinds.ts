/** The kinds of facts that this phone reports and what each does: the one list, from which sets of kinds are taken (tests/architecture).
    Kinds without a trait may be added by the page that reports them (`AddedFacts`). */

export interface FactTraits {
  /** Its last one is the value of a step, or takes one back: of two only one shows. */
  value?: true;
  /** It writes a field, and says what it has seen, so that the server can tell a correction from a collision. */
  field?: true;
  /** It names bytes that go home by themselves. */
  bytes?: true;
  /** From it on somebody is in the middle of the visit. */
  begins?: true;
  /** It carries the visit over a threshold: the bottom button reports it on the way to the next page. */
  threshold?: true;
  /** It happens once at a door, however many visits are behind it. */
  once?: true;
}

export const FACTS = {
  opened: {},
  departed: { begins: true, threshold: true, once: true },
  running_late: { once: true },
  customer_told: { once: true },
  reschedule_asked: {},
  arrived: { begins: true, threshold: true, once: true },
  knocked: { begins: true, once: true },
  call_attempted: { once: true },
  visit_note_left: { once: true },
  entered: { begins: true, threshold: true, once: true },
  answered: { value: true, field: true },
  deviated: { value: true, field: true },
  appointed: { value: true, field: true },
  withdrawn: { value: true, field: true },
  suggested: { field: true },
  photographed: { bytes: true },
  noted: {},
  settle_asked: {},
  customer_mode_entered: {},
  customer_mode_left: {},
  surveyed: {},
  commented: {},
  signed: { bytes: true },
  signing_offered: {},
  left: { threshold: true },
  ended: { field: true },
  shift_started: {},
  shift_ended: {},
  enrolled: {},
  signed_out: {},
  pin_changed: {},
  storage_warned: {},
  evidence_lost: {},
  fact_lost: {},
} as const satisfies Record<string, FactTraits>;

/** Kinds without any of these traits, added by the page that reports them: `declare module '../storage/factKinds.ts' { interface AddedFacts { … } }`. */
// biome-ignore lint/suspicious/noEmptyInterface: because pages add the members
export interface AddedFacts {}
export type FactKind = keyof typeof FACTS | keyof AddedFacts;

/** The kinds that have a trait. */
export const kindsWith = (trait: keyof FactTraits): ReadonlySet<string> =>
  new Set(Object.entries<FactTraits>(FACTS).flatMap(([kind, traits]) => (traits[trait] ? [kind] : [])));
