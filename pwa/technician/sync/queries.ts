/** What the signals are made of, read from the disk in one transaction each time. */
import type { Database, Reading } from '../storage/database.ts';
import type {
  Saved,
  StoredEvidence,
  StoredLog,
  StoredStandard,
  StoredTrouble,
  StoredVisit,
  StoreName,
} from '../storage/schema.ts';

export interface Found {
  visits: StoredVisit[];
  logs: StoredLog[];
  outbox: Saved[];
  standards: StoredStandard[];
  trouble: StoredTrouble[];
  evidence: StoredEvidence[];
}
const STORES: StoreName[] = ['visits', 'logs', 'outbox', 'standards', 'trouble', 'evidence'];

/** Every visit, with the logs of those that are under way: where the person was must be whole before anything is shown. */
export function readAll(db: Database): Promise<Found> {
  return db.read(STORES, (tx) => {
    const visits = tx.objectStore('visits').getAll();
    const logs = visits.then((all) =>
      Promise.all(all.filter(({ underWay }) => underWay).map(({ id }) => tx.objectStore('logs').get(id))),
    );
    return readRest(tx, visits, logs);
  });
}

/** Every log; apart from the visits, because 200 of them are most of what there is to read. */
export function readLogs(db: Database): Promise<StoredLog[]> {
  return db.read(['logs'], (tx) => tx.objectStore('logs').getAll());
}

/** These visits with their logs; one that is gone is not in the answer. */
export function readSome(db: Database, ids: readonly string[]): Promise<Found> {
  return db.read(STORES, (tx) => {
    const visits = Promise.all(ids.map((id) => tx.objectStore('visits').get(id)));
    return readRest(tx, visits, Promise.all(ids.map((id) => tx.objectStore('logs').get(id))));
  });
}

async function readRest(
  tx: Reading,
  visits: Promise<(StoredVisit | undefined)[]>,
  logs: Promise<(StoredLog | undefined)[]>,
): Promise<Found> {
  const [found, lines, outbox, standards, trouble, evidence] = await Promise.all([
    visits,
    logs,
    tx.objectStore('outbox').getAll(),
    tx.objectStore('standards').getAll(),
    tx.objectStore('trouble').getAll(),
    tx.objectStore('evidence').getAll(),
  ]);
  return { visits: there(found), logs: there(lines), outbox, standards, trouble, evidence };
}

function there<T>(found: readonly (T | undefined)[]): T[] {
  return found.filter((each) => each !== undefined) as T[];
}
