/** The server's changes, applied to what the phone holds. Everything here runs inside one transaction. */
import { forgetAttachments } from '../storage/attachmentKeys.ts';
import { bundleOf, packed } from '../storage/bundles.ts';
import type { Database, Writing } from '../storage/database.ts';
import type {
  Evicted,
  LogLine,
  MetaRecords,
  Saved,
  StoredStandard,
  StoredTrouble,
  StoredVisit,
} from '../storage/schema.ts';
import type { Bundle, Change } from '../storage/wire.ts';
import { addLine, dropLine, shows } from './outcomes.ts';
import type { Found } from './queries.ts';
import { VisitBatch } from './visitBatch.ts';
import { effectOf, understood } from './visit.ts';

/** Hash of each grant in the page, made before the transaction because hashing is not the database's. */
export type GrantHashes = Map<Bundle, string>;

const EARLIER = 10; // grants of one visit that are kept beside the one in force

/** What a page is applied to. */
interface Desk {
  tx: Writing;
  batch: VisitBatch;
  grants: GrantHashes;
  device: string;
  trouble: readonly StoredTrouble[];
}

/** Applies a page in order; returns the visits that it touched, which `settleVisits` stores. Unknown types are left to a newer app. */
export async function applyChanges(
  tx: Writing,
  batch: VisitBatch,
  changes: readonly Change[],
  grants: GrantHashes,
  device: string,
): Promise<string[]> {
  if (changes.length === 0) return [];
  const [trouble] = await Promise.all([tx.objectStore('trouble').getAll(), batch.read(changes.flatMap(visitOf))]);
  const touched = new Set<string>();
  for (const change of changes) {
    const visit = await applyOne({ tx, batch, grants, device, trouble }, change);
    if (visit !== undefined) touched.add(visit);
  }
  return [...touched];
}

function visitOf(change: Change): string[] {
  if (change.type === 'grant') return [change.visit.id];
  return 'visit' in change ? [change.visit] : [];
}

/** After all changes: drops what was taken away and has nothing left to send, reckons the state of the rest, and stores them. Returns how things stand now. */
export async function settleVisits(
  tx: Writing,
  ids: readonly string[],
  batch = new VisitBatch(tx),
  known: readonly Saved[] = [],
): Promise<Found> {
  const [evidence, published, outbox] = await Promise.all([
    // in this order, because a transaction that has died throws at the first, and then nothing is under way that nobody would hear
    tx.objectStore('evidence').getAll(),
    tx.objectStore('standards').getAll(),
    unsent(tx, known),
    batch.read(ids),
  ]);
  const standards = new Map(published.map((each) => [each.hash, each]));
  const waiting = byVisit(outbox);
  for (const id of ids) {
    const pending = waiting.get(id) ?? [];
    // Bytes that no fact came to name are nobody's work: the app was killed between the two.
    const bytes = evidence.some(({ visit, state, fact }) => visit === id && state === 'waiting' && fact !== undefined);
    const stored = batch.visit(id);
    if (!stored) continue;
    const standard = standards.get(stored.standard);
    const effect = standard ? effectOf(stored, standard, batch.log(id)?.lines ?? [], pending) : stored;
    if (stored.evicted && !effect.underWay && pending.length === 0 && !bytes) await forget(tx, batch, id);
    else if (effect.state !== stored.state || effect.underWay !== stored.underWay)
      batch.put({ ...stored, state: effect.state, underWay: effect.underWay });
  }
  const [trouble] = await Promise.all([tx.objectStore('trouble').getAll(), batch.store()]);
  return { ...batch.found(ids), outbox, evidence, standards: published, trouble };
}

/** With its last bytes home, a visit that was taken away may go. */
export function settleVisit(db: Database, id: string): Promise<Found> {
  return db.write(['visits', 'logs', 'standards', 'outbox', 'evidence', 'bytes', 'drafts', 'trouble'], (tx) =>
    settleVisits(tx, [id]),
  );
}

/** The outbox; nothing that is `known` of it is read again, because what was saved does not change, and a long day offline makes it large. */
async function unsent(tx: Writing, known: readonly Saved[]): Promise<Saved[]> {
  const [keys, there] = [await tx.objectStore('outbox').getAllKeys(), new Map(known.map((fact) => [fact.seq, fact]))];
  return keys.every((seq) => there.has(seq)) ? keys.map((seq) => there.get(seq)!) : tx.objectStore('outbox').getAll();
}

function byVisit(outbox: readonly Saved[]): Map<string, Saved[]> {
  const found = new Map<string, Saved[]>();
  for (const fact of outbox) {
    if (fact.subject.type === 'visit') found.set(fact.subject.id, [...(found.get(fact.subject.id) ?? []), fact]);
  }
  return found;
}

/** Takes a visit off the phone, with its attachments and what was half-typed in it. */
async function forget(tx: Writing, batch: VisitBatch, id: string): Promise<void> {
  const drafts = (await tx.objectStore('drafts').getAllKeys()).filter((name) => name.includes(id));
  await Promise.all([
    forgetAttachments(tx, id), // first, because of a transaction that has died it throws, and then nothing is under way that nobody would hear
    batch.drop(id),
    ...drafts.map((name) => tx.objectStore('drafts').delete(name)),
  ]);
}

async function applyOne(desk: Desk, change: Change): Promise<string | undefined> {
  const { tx, batch, device } = desk;
  switch (change.type) {
    case 'grant':
      return grant(desk, change.visit);
    case 'standard': {
      const { id, version, hash, document } = change.standard;
      const stored: StoredStandard = { id, version, hash, text: JSON.stringify(document) };
      await tx.objectStore('standards').put(stored);
      return undefined;
    }
    case 'asked': {
      const meta = tx.objectStore('meta');
      const { [change.complaint]: _, ...others } = ((await meta.get('asked')) ?? {}) as MetaRecords['asked'];
      await meta.put({ ...others, ...(change.asked && { [change.complaint]: change.asked }) }, 'asked');
      return undefined;
    }
    case 'wording':
      await tx.objectStore('meta').put(change.phrases, 'wording');
      return undefined;
    case 'duty':
      await tx.objectStore('meta').put(change.turns ?? [], 'duty');
      return undefined;
    case 'fact': {
      const { id, kind, device: author } = understood(change.fact);
      if (author === device) await noTrouble(desk, ({ result }) => result.id === id); // because somebody in the office has let it in
      if (change.outcome !== 'conflict' && shows(kind, change.outcome))
        addLine(batch, change.visit, { id, text: change.fact, mine: author === device, outcome: change.outcome });
      else dropLine(batch, change.visit, id);
      return change.visit;
    }
    case 'evict':
    case 'visit':
    case 'contact':
    case 'contact_gone':
    case 'conflict': {
      const stored = batch.visit(change.visit);
      if (stored) batch.put(altered(stored, change));
      return change.visit;
    }
    default:
      return undefined;
  }
}

/** What was put aside and is in the server's log by now is no trouble any more. */
async function noTrouble({ tx, trouble }: Desk, isOver: (each: StoredTrouble) => boolean): Promise<void> {
  await Promise.all(trouble.filter(isOver).map(({ device, seq }) => tx.objectStore('trouble').delete([device, seq])));
}

function evictedBy({ reason, given_to, at, why }: Extract<Change, { type: 'evict' }>): Evicted {
  return {
    reason,
    ...(given_to !== undefined && { given_to }),
    ...(at !== undefined && { at }),
    ...(why !== undefined && { why }),
  };
}

function altered(
  stored: StoredVisit,
  change: Exclude<Change, { type: 'grant' | 'standard' | 'fact' | 'asked' | 'wording' | 'duty' }>,
): StoredVisit {
  const bundle = bundleOf(stored);
  const { contact: _, ...without } = bundle;
  switch (change.type) {
    case 'evict':
      return { ...stored, evicted: evictedBy(change) };
    case 'contact':
      return { ...stored, ...packed({ ...bundle, contact: change.contact }) };
    case 'contact_gone':
      return { ...stored, ...packed(without) };
    case 'conflict':
      return {
        ...stored,
        conflicts: [...stored.conflicts.filter(({ id }) => id !== change.conflict.id), change.conflict],
      };
    case 'visit': {
      const { state, needs_review, customer, place } = { ...bundle, ...change.set };
      const { state: _s, needs_review: _n, customer: _c, place: _p, ...work } = change.set;
      const set = { state, needs_review, customer, place, work: { ...bundle.work, ...work } };
      return { ...stored, ...packed({ ...bundle, ...set, version: change.version }) };
    }
  }
}

/** A new bundle replaces the old one whole; only what is quarantined of this device's is kept, because the server's log leaves it out. */
async function grant(desk: Desk, bundle: Bundle): Promise<string> {
  const { batch, device } = desk;
  const [before, log, grantHash] = [batch.visit(bundle.id), batch.log(bundle.id), desk.grants.get(bundle)!];
  const known = new Map(log?.lines.map((line) => [line.id, line]));
  const own = new Set<number>();
  const lines = bundle.log.map((text): LogLine => {
    const { id, seq, device: author } = understood(text);
    if (author === device) own.add(seq);
    const { outcome, ...line } = known.get(id) ?? {};
    return { ...line, ...(outcome && outcome !== 'quarantined' && { outcome }), id, text, mine: author === device };
  });
  const there = new Set(lines.map(({ id }) => id));
  const kept = (log?.lines ?? []).filter(
    ({ id, mine, outcome }) => mine && outcome === 'quarantined' && !there.has(id),
  );
  const renewed = before && before.grantHash !== grantHash;
  const earlier = renewed ? [...(before.earlier ?? []), bundleOf(before).grant].slice(-EARLIER) : before?.earlier;
  await noTrouble(desk, ({ visit, seq }) => visit === bundle.id && own.has(seq));
  batch.putLog({ visit: bundle.id, lines: [...lines, ...kept] });
  batch.put({
    id: bundle.id,
    ...packed({ ...bundle, log: [] }),
    grantHash,
    state: bundle.state,
    ...(earlier && { earlier }),
    underWay: before?.underWay ?? false,
    conflicts: [], // the open ones follow their bundle
  });
  return bundle.id;
}
