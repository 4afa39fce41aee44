/** What became of the facts that were sent: out of the outbox, into the visit's log and the journal, or into trouble. */
import type { Writing } from '../storage/database.ts';
import type { LogLine, Saved } from '../storage/schema.ts';
import type { Outcome, Result, SyncResponse } from '../storage/wire.ts';

/** Kinds whose last fact is the value of a step. */
const VALUES = new Set(['answered', 'deviated', 'appointed']);

/** Inside the transaction of an answer; returns the visits that it touched. */
export async function settle(tx: Writing, answer: SyncResponse, sent: readonly Saved[], now: number): Promise<string[]> {
  const bySeq = new Map(sent.map((fact) => [fact.seq, fact]));
  const touched = new Set<string>();
  for (const result of answer.results) {
    const fact = bySeq.get(result.seq);
    if (!fact) continue;
    await acknowledge(tx, fact, result, now, answer.server_time);
    if (fact.subject.type === 'visit') touched.add(fact.subject.id);
  }
  return [...touched];
}

async function acknowledge(tx: Writing, fact: Saved, result: Result, now: number, received: string): Promise<void> {
  const visit = fact.subject.type === 'visit' ? fact.subject.id : undefined;
  await Promise.all([
    tx.objectStore('outbox').delete(fact.seq),
    tx.objectStore('journal').put({ ...fact, outcome: result.outcome, acknowledged: now }),
    result.outcome === 'rejected' || result.outcome === 'quarantined'
      ? tx.objectStore('trouble').put({ device: fact.device, seq: fact.seq, result, ...(visit && { visit }) }) : undefined,
  ]);
  if (visit && shows(fact.kind, result.outcome)) {
    await addLine(tx, visit, { id: fact.id, text: fact.text, mine: true, outcome: result.outcome, received });
  }
}

/**
 * What was rejected did not happen; what is quarantined did, and waits for a person. Of two values of a step the other
 * one shows; an end or a signature at cross purposes still took place, and its card says so.
 */
export function shows(kind: string, outcome: Outcome): boolean {
  return outcome !== 'rejected' && !(outcome === 'conflict' && VALUES.has(kind));
}

/** Appends to a visit's log, or renews the line that is there already; a visit that the phone does not hold has no log. */
export async function addLine(tx: Writing, visit: string, line: LogLine): Promise<void> {
  const logs = tx.objectStore('logs');
  const log = await logs.get(visit);
  if (!log) return;
  const place = log.lines.findIndex(({ id }) => id === line.id);
  if (place < 0) log.lines.push(line); else log.lines[place] = { ...log.lines[place]!, ...line };
  await logs.put(log);
}

/** A fact of somebody else that does not show any more leaves the log. */
export async function dropLine(tx: Writing, visit: string, id: string): Promise<void> {
  const log = await tx.objectStore('logs').get(visit);
  if (log) await tx.objectStore('logs').put({ ...log, lines: log.lines.filter((line) => line.id !== id) });
}
