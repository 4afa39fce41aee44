/** What the phone does besides showing and saving facts: photographs, signing in and out, setting up, the PIN. Its part of the program comes with the
 * first of it, or with the first exchange. */
import type { Engine } from './engine.ts';
import type { Account, Attachments, EvidenceStore, Phone, Sending, SigningOffers } from './interface.ts';

export type LazyVerbs = Account &
  EvidenceStore &
  SigningOffers &
  Pick<Attachments, 'attachment'> &
  Pick<Sending, 'exportUnsent'> &
  Pick<Phone, 'capabilities' | 'hints' | 'showTrip'>;
type Verb = (...given: never[]) => Promise<unknown>;

const NAMES = Object.keys({
  signIn: 1,
  enrol: 1,
  signOut: 1,
  checkPin: 1,
  changePin: 1,
  challenge: 1,
  putAway: 1,
  kept: 1,
  exportUnsent: 1,
  clearedOf: 1,
  capabilities: 1,
  hints: 1,
  showTrip: 1,
  photograph: 1,
  keepEvidence: 1,
  evidenceUrl: 1,
  offerSigning: 1,
  attachment: 1,
} satisfies Record<keyof LazyVerbs, 1>) as (keyof LazyVerbs)[];

/** Each waits for the part and passes on what it is given; a part that did not come is asked for again. */
export function lazyVerbs(parts: Engine): LazyVerbs {
  let made: Promise<LazyVerbs> | undefined;
  const verbs = (): Promise<LazyVerbs> =>
    (made ??= import('./lazy.ts').then(
      ({ verbsOf }) => verbsOf(parts), // stored by the service worker
      (failure: unknown) => {
        made = undefined;
        throw failure;
      },
    ));
  const verb =
    (name: keyof LazyVerbs): Verb =>
    async (...given) =>
      ((await verbs())[name] as Verb)(...given);
  return Object.fromEntries(NAMES.map((name) => [name, verb(name)])) as unknown as LazyVerbs;
}
