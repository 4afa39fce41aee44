/** A visit as the pages see it: the server's bundle with what is pending on top, parsed only when somebody looks. */
import type { LogEntry, Standard, VisitOnPhone } from '../phone/interface';
import { kindsWith } from '../storage/factKinds.ts';
import { stateOf } from '../standard/completion.ts';
import { inputsOf, recordOf, notWithdrawn } from '../standard/record.ts';
import { bundleOf } from '../storage/bundles.ts';
import type { LogLine, Saved, StoredStandard, StoredVisit } from '../storage/schema.ts';
import type { Fact, Result } from '../storage/wire.ts';

export type Effect = Pick<StoredVisit, 'state' | 'underWay'>;
interface Parts {
  stored: StoredVisit;
  lines: readonly LogLine[];
  pending: readonly Saved[];
  standard: StoredStandard;
  trouble: Result[];
}

const BEGINS = kindsWith('begins');
/** Facts and published standards never change, so each is parsed once in a start. */
const facts = new Map<string, Fact>();
const documents = new Map<string, Standard>();

/** State and *under way* are the stored ones: whoever changes a log stores them with it. */
export function onPhone({ stored, lines, pending, standard, trouble }: Parts): VisitOnPhone {
  const { slot, evicted, conflicts, state, underWay } = stored;
  let log: LogEntry[] | undefined;
  return {
    slot,
    conflicts,
    trouble,
    state,
    readOnly: evicted !== undefined && !underWay,
    get bundle() {
      return bundleOf(stored);
    },
    get standard() {
      return documentOf(standard);
    },
    get log() {
      return (log ??= entries(lines, pending));
    },
    ...(evicted && { evicted }),
  };
}

/** What a visit's record says with this log: the first state of the standard's table that holds. */
export function effectOf(
  stored: StoredVisit,
  standard: StoredStandard,
  lines: readonly LogLine[],
  pending: readonly Saved[],
): Effect {
  const log = entries(lines, pending);
  const state = stateOf(documentOf(standard).states, recordOf(log), inputsOf(bundleOf(stored).grant.inputs));
  return { state, underWay: underWay(log, stored.evicted !== undefined) };
}

/** From *on the way* until ended: then not even a reassignment may stop the work at a customer's door. Whoever leaves a visit that was taken away is done. */
function underWay(log: readonly LogEntry[], taken: boolean): boolean {
  const kinds = new Set(notWithdrawn(log).map(({ kind }) => kind));
  return [...BEGINS].some((kind) => kinds.has(kind)) && !kinds.has('ended') && !(taken && kinds.has('left'));
}

/** Log order: what the server has, then what waits; a fact that is sent a second time stays at its first place. */
export function entries(lines: readonly LogLine[], pending: readonly Saved[]): LogEntry[] {
  const waiting = new Set(pending.map(({ id }) => id));
  const known = new Set(lines.map(({ id }) => id));
  const sent = lines.map(({ id, text, mine, outcome, received }) => ({
    ...entryOf(id, text),
    mine,
    sent: !waiting.has(id),
    ...(outcome && { outcome }),
    ...(received && { received }),
  }));
  const unsent = pending.filter(({ id }) => !known.has(id));
  return [...sent, ...unsent.map(({ id, text }) => ({ ...entryOf(id, text), mine: true, sent: false }))];
}

function entryOf(id: string, text: string): Pick<LogEntry, 'id' | 'kind' | 'at' | 'person' | 'device' | 'body'> {
  const { kind, at, person, device, body } = factOf(id, text);
  return { id, kind, at, person, device, body: body ?? {} };
}

function factOf(id: string, text: string): Fact {
  return facts.get(id) ?? understood(text);
}

/** A fact that has just come, parsed for everybody who will look at it. */
export function understood(text: string): Fact {
  const fact = JSON.parse(text) as Fact;
  facts.set(fact.id, fact);
  return fact;
}

function documentOf({ hash, text }: StoredStandard): Standard {
  const found = documents.get(hash) ?? (JSON.parse(text) as Standard);
  documents.set(hash, found);
  return found;
}
