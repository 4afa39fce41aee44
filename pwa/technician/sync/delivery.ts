/** The one word of saved and sent, computed from what still waits on this phone (P7). */
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Delivery } from '../phone/interface';
import { LONG_WAIT_MINUTES } from '../standard/figures.ts';
import type { Holdings } from './holdings.ts';

/** What the loops know about themselves. */
export interface LoopStatus {
  busy: Signal<boolean>;
  signedOut: Signal<boolean>;
  revoked: Signal<boolean>;
  spaceLow: Signal<boolean>;
  /** The codes by which facts and bytes failed last. */
  failed: Signal<string | undefined>;
  bytesFailed: Signal<string | undefined>;
  lastContact: Signal<string | undefined>;
  clockOffset: Signal<number | undefined>;
}
export function loopStatus(): LoopStatus {
  return {
    busy: signal(false),
    signedOut: signal(false),
    revoked: signal(false),
    spaceLow: signal(false),
    failed: signal<string | undefined>(undefined),
    bytesFailed: signal<string | undefined>(undefined),
    lastContact: signal<string | undefined>(undefined),
    clockOffset: signal<number | undefined>(undefined),
  };
}

const LONG = LONG_WAIT_MINUTES * 60_000;

/** `minute` moves once a minute, because waiting becomes *long* by itself. */
export function delivery(held: Holdings, now: LoopStatus, minute: ReadonlySignal<number>): ReadonlySignal<Delivery> {
  return computed(() => {
    const facts = held.outbox.value.map(({ id, kind, subject, at }) => ({
      id,
      kind,
      at,
      ...(subject.type === 'visit' && { visit: subject.id }),
    }));
    const waiting = held.evidence.value.filter(({ state, fact }) => state === 'waiting' && fact !== undefined);
    const bytes = waiting
      .filter(({ fact }, i) => waiting.findIndex((each) => each.fact === fact) === i) // strokes and picture are one signature
      .map(({ sha256, type, visit, at }) => ({
        id: sha256,
        kind: type === 'image/jpeg' ? 'photograph' : 'signature',
        visit,
        at,
      }));
    const items = [...facts, ...bytes].sort((one, two) => (one.at < two.at ? -1 : 1));
    const [oldest, lastContact, clockOffset] = [items[0]?.at, now.lastContact.value, now.clockOffset.value];
    const late = oldest !== undefined && minute.value - Date.parse(oldest) > LONG;
    const failed = now.failed.value ?? now.bytesFailed.value;
    return {
      state: stateOf(now, items.length > 0, late),
      facts: facts.length,
      photographs: bytes.length,
      items,
      ...(failed !== undefined && { failed }),
      ...(oldest !== undefined && { oldest }),
      ...(lastContact !== undefined && { lastContact }),
      ...(clockOffset !== undefined && { clockOffset }),
    };
  });
}

function stateOf(now: LoopStatus, unsent: boolean, late: boolean): Delivery['state'] {
  if (now.revoked.value) return 'revoked';
  if (now.signedOut.value) return 'signed_out'; // before a full storage, because sending is what makes room
  if (now.spaceLow.value) return 'space_low';
  if (!unsent) return 'all_sent';
  if (late) return 'waiting';
  return now.busy.value ? 'sending' : 'saved';
}
