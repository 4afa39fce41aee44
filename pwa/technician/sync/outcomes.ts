/** What became of the facts that were sent: out of the outbox, into the visit's log and the journal, or into trouble. */
import { kindsWith } from '../storage/factKinds.ts';
import type { Writing } from '../storage/database.ts';
import type { LogLine, Saved } from '../storage/schema.ts';
import type { Outcome, Result, SyncResponse } from '../storage/wire.ts';
import { isConfidential, wordless } from './confidential.ts';
import type { VisitBatch } from './visitBatch.ts';

/** Kinds whose last fact is the value of a step, and what takes a fact back: kept without effect where it is not this phone's to take. */
const VALUES = kindsWith('value');
const NAMES_BYTES = kindsWith('bytes');
const HOUR = 3_600_000;

/** Inside the transaction of an answer; returns the visits that it touched. */
export async function settle(
  tx: Writing,
  batch: VisitBatch,
  answer: SyncResponse,
  sent: readonly Saved[],
  now: number,
): Promise<string[]> {
  const bySeq = new Map(sent.map((fact) => [fact.seq, fact]));
  const settled = answer.results
    .filter(({ seq }) => bySeq.has(seq))
    .map((result) => ({ fact: bySeq.get(result.seq)!, result }));
  const touched = new Set(settled.flatMap(({ fact: { subject } }) => (subject.type === 'visit' ? [subject.id] : [])));
  await batch.read(touched);
  const naming = new Set(settled.flatMap(({ fact: { id, kind } }) => (NAMES_BYTES.has(kind) ? [id] : [])));
  if (naming.size > 0) await offerAgain(tx, naming, now);
  const gone = takenOut(
    tx,
    settled.map(({ fact }) => fact.seq),
  );
  await Promise.all([
    gone,
    ...settled.map(({ fact, result }) => acknowledge(tx, batch, fact, result, now, answer.server_time)),
  ]);
  return [...touched];
}

/** Out of the outbox, by one request where they follow each other. */
async function takenOut(tx: Writing, seqs: readonly number[]): Promise<void> {
  const [outbox, first, last] = [tx.objectStore('outbox'), Math.min(...seqs), Math.max(...seqs)];
  if (seqs.length > 0 && last - first + 1 === new Set(seqs).size) await outbox.delete(IDBKeyRange.bound(first, last));
  else await Promise.all(seqs.map((seq) => outbox.delete(seq)));
}

async function acknowledge(
  tx: Writing,
  batch: VisitBatch,
  fact: Saved,
  result: Result,
  now: number,
  received: string,
): Promise<void> {
  const visit = fact.subject.type === 'visit' ? fact.subject.id : undefined;
  if (visit && shows(fact.kind, result.outcome)) {
    const text = isConfidential(fact) ? wordless(fact) : fact.text;
    addLine(batch, visit, { id: fact.id, text, mine: true, outcome: result.outcome, received });
  }
  await Promise.all([
    tx.objectStore('journal').put({ ...fact, outcome: result.outcome, acknowledged: now }),
    result.outcome === 'rejected' || result.outcome === 'quarantined'
      ? tx.objectStore('trouble').put({ device: fact.device, seq: fact.seq, result, ...(visit && { visit }) })
      : undefined,
  ]);
}

/** Bytes that came home long before the fact that names them: the server forgets what nobody names, so they are offered once more. */
async function offerAgain(tx: Writing, facts: ReadonlySet<string>, now: number): Promise<void> {
  const evidence = tx.objectStore('evidence');
  const early = (await evidence.getAll()).filter(
    (each) => facts.has(each.fact ?? '') && each.state === 'home' && Math.abs(now - (each.homeSince ?? 0)) > HOUR,
  );
  await Promise.all(early.map(({ url: _, homeSince: __, ...kept }) => evidence.put({ ...kept, state: 'waiting' })));
}

/**
 * What was rejected did not happen; what is quarantined did, and waits for a person. Of two values of a step the other
 * one shows; an end or a signature at cross purposes still took place, and its card says so.
 */
export function shows(kind: string, outcome: Outcome): boolean {
  return outcome !== 'rejected' && !(outcome === 'conflict' && VALUES.has(kind));
}

/** Appends to a visit's log, or renews the line that is there already; a visit that the phone does not hold has no log. */
export function addLine(batch: VisitBatch, visit: string, line: LogLine): void {
  const log = batch.log(visit);
  if (!log) return;
  const there = log.lines.some(({ id }) => id === line.id);
  const lines = there
    ? log.lines.map((each) => (each.id === line.id ? { ...each, ...line } : each))
    : [...log.lines, line];
  batch.putLog({ ...log, lines });
}

/** A fact of somebody else that does not show any more leaves the log. */
export function dropLine(batch: VisitBatch, visit: string, id: string): void {
  const log = batch.log(visit);
  if (log) batch.putLog({ ...log, lines: log.lines.filter((line) => line.id !== id) });
}
