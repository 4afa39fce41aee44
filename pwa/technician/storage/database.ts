/** The one connection to the phone's database: opened, reopened when it dies, and every refusal turned into a StorageProblem. */
import { openDB, type IDBPDatabase, type IDBPObjectStore, type IDBPTransaction } from 'idb';
import { packed } from './bundles.ts';
import { StorageProblem } from './problem.ts';
import { SCHEMA_VERSION, type Schema, type Seat, type StoredVisit, type StoreName } from './schema.ts';
import type { Bundle } from './wire.ts';

type Connection = IDBPDatabase<Schema>;
export type Reading = IDBPTransaction<Schema, StoreName[], 'readonly'>;
export type Writing = IDBPTransaction<Schema, StoreName[], 'readwrite'>;

export interface Database {
  /** One transaction of reading. Inside `work` only the database may be awaited: WebKit ends the transaction otherwise. */
  read<T>(stores: StoreName[], work: (tx: Reading) => Promise<T>): Promise<T>;
  /** One transaction, all or nothing, on the disk when it resolves (durability strict). */
  write<T>(stores: StoreName[], work: (tx: Writing) => Promise<T>): Promise<T>;
  close(): void;
}

/** The database that is in use on this phone, whose first one is `name`. `version` is the schema's; tests open an older or newer one. */
export function database(name: string, version = SCHEMA_VERSION): Database {
  return connected((gone) => inUse(name, version, gone));
}

/** One database by its own name, whether it is in use or put away. */
export function databaseAt(name: string): Database {
  return connected((gone) => open(name, SCHEMA_VERSION, gone));
}

function connected(opened: (gone: () => void) => Promise<Connection>): Database {
  let connection: Promise<Connection> | undefined;
  const forget = () => {
    connection = undefined;
  };
  const connect = () =>
    (connection ??= opened(forget).catch((error: unknown) => {
      forget();
      throw error;
    }));

  async function run<Tx, T>(
    mode: IDBTransactionMode,
    stores: StoreName[],
    work: (tx: Tx) => Promise<T>,
    again = true,
  ): Promise<T> {
    try {
      return await (mode === 'readonly' ? looked : transact)(await connect(), mode, stores, work);
    } catch (error) {
      if (!again || !isDead(error)) throw asProblem(error);
      forget();
      return run(mode, stores, work, false);
    }
  }
  return {
    read: (stores, work) => run('readonly', stores, work),
    write: (stores, work) => run('readwrite', stores, work),
    close() {
      void connection?.then(
        (open) => open.close(),
        () => undefined,
      );
      forget();
    },
  };
}

/** What was read is true as soon as it is there: nobody waits for the transaction to end as well. */
async function looked<Tx, T>(
  open: Connection,
  mode: IDBTransactionMode,
  stores: StoreName[],
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const tx = open.transaction(stores, mode);
  tx.done.catch(() => undefined); // its failure is that of the request that failed
  return work(tx as Tx);
}

async function transact<Tx, T>(
  open: Connection,
  mode: IDBTransactionMode,
  stores: StoreName[],
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const tx = open.transaction(stores, mode as 'readwrite', { durability: 'strict' });
  const done = tx.done.catch((error: unknown) => {
    throw tx.error ?? error;
  });
  done.catch(() => undefined); // because a refusal is told below, once
  try {
    const result = await work(tx as Tx);
    await done;
    return result;
  } catch (error) {
    abort(tx);
    await done.catch(() => undefined);
    throw tx.error ?? error;
  }
}

function abort(tx: { abort(): void }): void {
  try {
    tx.abort();
  } catch {
    /* it has ended already */
  }
}

/** Read anew with every connection, because work may have been put away meanwhile (see accounts/putAway.ts). */
async function inUse(name: string, version: number, gone: () => void): Promise<Connection> {
  const first = await open(name, version, gone);
  const seat = (await first.get('meta', 'seat')) as Seat | undefined;
  if (!seat || seat.current === name) return first;
  first.close();
  return open(seat.current, version, gone);
}

/** `storage_blocked` where a tab of an older app does not let go: nobody should look at an empty screen until it is closed. */
function open(name: string, version: number, gone: () => void): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const opening: Promise<Connection> = openDB<Schema>(name, version, {
      upgrade(fresh, from, _, tx) {
        if (from < 1) firstStores(fresh);
        else if (from < 2) packVisits(tx.objectStore('visits')).catch(() => undefined); // the transaction fails, and with it the opening
      },
      blocked() {
        reject(new StorageProblem('storage_blocked'));
        opening.then(
          (late) => late.close(),
          () => undefined,
        ); // the next try finds it upgraded
      },
      // A newer tab wants to upgrade: let it, because otherwise both stand still.
      blocking() {
        opening.then(
          (found) => found.close(),
          () => undefined,
        );
        gone();
      },
      terminated: gone,
    });
    opening.then(resolve, reject);
  });
}

function firstStores(fresh: Connection): void {
  for (const name of ['meta', 'heads', 'bytes', 'shadow'] as const) fresh.createObjectStore(name);
  fresh.createObjectStore('outbox', { keyPath: 'seq' });
  fresh.createObjectStore('journal', { keyPath: ['device', 'seq'] }).createIndex('acknowledged', 'acknowledged');
  fresh.createObjectStore('visits', { keyPath: 'id' });
  fresh.createObjectStore('logs', { keyPath: 'visit' });
  fresh.createObjectStore('standards', { keyPath: 'hash' });
  fresh.createObjectStore('evidence', { keyPath: 'sha256' });
  fresh.createObjectStore('drafts', { keyPath: 'name' });
  fresh.createObjectStore('trouble', { keyPath: ['device', 'seq'] });
}

/** Until version 1 a bundle lay there as an object. */
async function packVisits(visits: IDBPObjectStore<Schema, StoreName[], 'visits', 'versionchange'>): Promise<void> {
  for (let place = await visits.openCursor(); place; place = await place.continue()) {
    const { bundle, ...kept } = place.value as StoredVisit & { bundle: Bundle };
    await place.update({ ...kept, ...packed(bundle) });
  }
}

/** iOS and Chromium lose connections in the background (Dexie #2296): these mean "open again", not "refused". */
function isDead(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'InvalidStateError' || error.name === 'UnknownError');
}

function asProblem(error: unknown): unknown {
  if (!(error instanceof Error)) return new StorageProblem('storage_gone', error);
  if (error.name === 'QuotaExceededError') return new StorageProblem('no_space', error);
  if (error.name === 'VersionError') return new StorageProblem('newer_app', error);
  if (isDead(error) || error.name === 'AbortError' || error.name === 'SecurityError')
    return new StorageProblem('storage_gone', error);
  return error;
}
