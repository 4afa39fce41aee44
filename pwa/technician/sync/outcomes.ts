/** What became of the facts that were sent: out of the outbox, into the visit's log and the journal, or into trouble. */
import type { Writing } from '../storage/database.ts';
import type { LogLine, Saved } from '../storage/schema.ts';
import type { Result, SyncResponse } from '../storage/wire.ts';

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
  // What was rejected did not happen; what is quarantined did, and waits for a person.
  if (visit && result.outcome !== 'rejected') {
    await addLine(tx, visit, { id: fact.id, text: fact.text, mine: true, outcome: result.outcome, received });
  }
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
