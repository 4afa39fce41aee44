/** The visits that one transaction changes, with their logs: read together, changed here, written once; asking for each was most of a first fetch. */
import type { Writing } from '../storage/database.ts';
import type { StoredLog, StoredVisit } from '../storage/schema.ts';

const FEW = 20; // visits for which it is not worth asking first which of them are there at all

export class VisitBatch {
  private readonly tx: Writing;
  private readonly visits = new Map<string, StoredVisit | undefined>();
  private readonly logs = new Map<string, StoredLog | undefined>();
  private readonly changed = new Set<StoredVisit | StoredLog>();

  constructor(tx: Writing) {
    this.tx = tx;
  }

  /** To be awaited before any of these visits is asked for. */
  async read(ids: Iterable<string>): Promise<void> {
    const unread = [...new Set(ids)].filter((id) => !this.visits.has(id));
    const [visits, logs] = [this.tx.objectStore('visits'), this.tx.objectStore('logs')];
    const there = new Set(unread.length > FEW ? await visits.getAllKeys() : unread);
    const found = await Promise.all(
      unread.flatMap((id) => (there.has(id) ? [visits.get(id), logs.get(id)] : [undefined, undefined])),
    );
    unread.forEach((id, i) => {
      this.visits.set(id, found[2 * i] as StoredVisit | undefined);
      this.logs.set(id, found[2 * i + 1] as StoredLog | undefined);
    });
  }

  visit(id: string): StoredVisit | undefined {
    return this.visits.get(id);
  }

  log(id: string): StoredLog | undefined {
    return this.logs.get(id);
  }

  put(visit: StoredVisit): void {
    this.changed.delete(this.visits.get(visit.id)!);
    this.changed.add(visit);
    this.visits.set(visit.id, visit);
  }

  putLog(log: StoredLog): void {
    this.changed.delete(this.logs.get(log.visit)!);
    this.changed.add(log);
    this.logs.set(log.visit, log);
  }

  /** Takes a visit off the phone. */
  async drop(id: string): Promise<void> {
    this.changed.delete(this.visits.get(id)!);
    this.changed.delete(this.logs.get(id)!);
    this.visits.set(id, undefined);
    this.logs.set(id, undefined);
    await Promise.all([this.tx.objectStore('visits').delete(id), this.tx.objectStore('logs').delete(id)]);
  }

  /** Those of these visits that the phone holds, as they stand now. */
  found(ids: readonly string[]): { visits: StoredVisit[]; logs: StoredLog[] } {
    return {
      visits: ids.flatMap((id) => this.visits.get(id) ?? []),
      logs: ids.flatMap((id) => this.logs.get(id) ?? []),
    };
  }

  /** Writes what was changed. */
  async store(): Promise<void> {
    const [visits, logs] = [this.tx.objectStore('visits'), this.tx.objectStore('logs')];
    const writing = [...this.changed].map((each) => ('lines' in each ? logs.put(each) : visits.put(each)));
    this.changed.clear();
    await Promise.all(writing);
  }
}
