/** The server's changes, applied to what the phone holds. Everything here runs inside one transaction. */
import { bundleOf, packed } from '../storage/bundles.ts';
import type { Writing } from '../storage/database.ts';
import type { LogLine, StoredStandard, StoredVisit } from '../storage/schema.ts';
import type { Bundle, Change, Fact } from '../storage/wire.ts';
import { addLine, dropLine, shows } from './outcomes.ts';
import { effectOf } from './visit.ts';

/** Hash of each grant in the page, made before the transaction because hashing is not the database's. */
export type GrantHashes = Map<Bundle, string>;

const EARLIER = 10; // grants of one visit that are kept beside the one in force

/** Applies a page in order; returns the visits that it touched. Unknown types are left to a newer app. */
export async function applyChanges(tx: Writing, changes: readonly Change[], grants: GrantHashes, device: string): Promise<string[]> {
  const touched = new Set<string>();
  for (const change of changes) {
    const visit = await applyOne(tx, change, grants, device);
    if (visit !== undefined) touched.add(visit);
  }
  return [...touched];
}

/** After all changes: drops what was taken away and has nothing left to send, and stores the state of the rest. */
export async function settleVisits(tx: Writing, ids: readonly string[]): Promise<void> {
  const [outbox, evidence] = await Promise.all([tx.objectStore('outbox').getAll(), tx.objectStore('evidence').getAll()]);
  const standards = new Map((await tx.objectStore('standards').getAll()).map((each) => [each.hash, each]));
  for (const id of ids) {
    const pending = outbox.filter(({ subject }) => subject.type === 'visit' && subject.id === id);
    // Bytes that no fact came to name are nobody's work: the app was killed between the two.
    const bytes = evidence.some(({ visit, state, fact }) => visit === id && state === 'waiting' && fact !== undefined);
    const stored = await tx.objectStore('visits').get(id);
    if (!stored) continue;
    const [log, standard] = [await tx.objectStore('logs').get(id), standards.get(stored.standard)];
    const effect = standard ? effectOf(stored, standard, log?.lines ?? [], pending) : stored;
    if (stored.evicted && !effect.underWay && pending.length === 0 && !bytes) await forget(tx, id);
    else await tx.objectStore('visits').put({ ...stored, state: effect.state, underWay: effect.underWay });
  }
}

/** Takes a visit off the phone, with what was half-typed in it. */
async function forget(tx: Writing, id: string): Promise<void> {
  const drafts = (await tx.objectStore('drafts').getAllKeys()).filter((name) => name.includes(id));
  await Promise.all([
    tx.objectStore('visits').delete(id), tx.objectStore('logs').delete(id), ...drafts.map((name) => tx.objectStore('drafts').delete(name)),
  ]);
}

async function applyOne(tx: Writing, change: Change, grants: GrantHashes, device: string): Promise<string | undefined> {
  switch (change.type) {
    case 'grant': return grant(tx, change.visit, grants.get(change.visit)!, device);
    case 'standard': {
      const { id, version, hash, document } = change.standard;
      const stored: StoredStandard = { id, version, hash, text: JSON.stringify(document) };
      await tx.objectStore('standards').put(stored);
      return undefined;
    }
    case 'fact': {
      const { id, kind, device: author } = JSON.parse(change.fact) as Fact;
      if (author === device) await noTrouble(tx, id); // because somebody in the office has let it in
      if (change.outcome !== 'conflict' && shows(kind, change.outcome)) await addLine(tx, change.visit, { id, text: change.fact, mine: author === device, outcome: change.outcome });
      else await dropLine(tx, change.visit, id);
      return change.visit;
    }
    case 'evict': case 'visit': case 'contact': case 'contact_gone': case 'conflict': {
      const stored = await tx.objectStore('visits').get(change.visit);
      if (stored) await tx.objectStore('visits').put(altered(stored, change));
      return change.visit;
    }
    default: return undefined;
  }
}

/** A fact that was put aside and is told of in the feed is taken in now. */
async function noTrouble(tx: Writing, id: string): Promise<void> {
  const store = tx.objectStore('trouble');
  const settled = (await store.getAll()).filter(({ result }) => result.id === id);
  await Promise.all(settled.map(({ device, seq }) => store.delete([device, seq])));
}

function altered(stored: StoredVisit, change: Exclude<Change, { type: 'grant' | 'standard' | 'fact' }>): StoredVisit {
  const bundle = bundleOf(stored);
  const { contact: _, ...without } = bundle;
  switch (change.type) {
    case 'evict': return { ...stored, evicted: { reason: change.reason, ...(change.given_to !== undefined && { given_to: change.given_to }) } };
    case 'contact': return { ...stored, ...packed({ ...bundle, contact: change.contact }) };
    case 'contact_gone': return { ...stored, ...packed(without) };
    case 'conflict': return { ...stored, conflicts: [...stored.conflicts.filter(({ id }) => id !== change.conflict.id), change.conflict] };
    case 'visit': {
      const { state = bundle.state, needs_review = bundle.needs_review, ...work } = change.set;
      return { ...stored, ...packed({ ...bundle, version: change.version, state, needs_review, work: { ...bundle.work, ...work } }) };
    }
  }
}

/** A new bundle replaces the old one whole; only what is quarantined of this device's is kept, because the server's log leaves it out. */
async function grant(tx: Writing, bundle: Bundle, grantHash: string, device: string): Promise<string> {
  const [before, log] = await Promise.all([tx.objectStore('visits').get(bundle.id), tx.objectStore('logs').get(bundle.id)]);
  const known = new Map(log?.lines.map((line) => [line.id, line]));
  const own = new Set<number>();
  const lines = bundle.log.map((text): LogLine => {
    const { id, seq, device: author } = JSON.parse(text) as Fact;
    if (author === device) own.add(seq);
    const { outcome, ...line } = known.get(id) ?? {};
    return { ...line, ...(outcome && outcome !== 'quarantined' && { outcome }), id, text, mine: author === device };
  });
  const there = new Set(lines.map(({ id }) => id));
  const kept = (log?.lines ?? []).filter(({ id, mine, outcome }) => mine && outcome === 'quarantined' && !there.has(id));
  const renewed = before && before.grantHash !== grantHash;
  const earlier = renewed ? [...(before.earlier ?? []), bundleOf(before).grant].slice(-EARLIER) : before?.earlier;
  await letIn(tx, bundle.id, own);
  await Promise.all([
    tx.objectStore('logs').put({ visit: bundle.id, lines: [...lines, ...kept] }),
    tx.objectStore('visits').put({
      id: bundle.id, ...packed({ ...bundle, log: [] }), grantHash, state: bundle.state,
      ...(earlier && { earlier }), underWay: before?.underWay ?? false, conflicts: [], // the open ones follow their bundle
    }),
  ]);
  return bundle.id;
}

/** What was put aside and stands in the server's log by now is no trouble any more. */
async function letIn(tx: Writing, visit: string, own: ReadonlySet<number>): Promise<void> {
  const trouble = tx.objectStore('trouble');
  const over = (await trouble.getAll()).filter((each) => each.visit === visit && own.has(each.seq));
  await Promise.all(over.map(({ device, seq }) => trouble.delete([device, seq])));
}
