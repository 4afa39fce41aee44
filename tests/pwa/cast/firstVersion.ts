/** A phone's storage as the first version of its schema had it: the same records, but bundles as objects. */
import type { StoredVisit } from '../../../pwa/technician/storage/schema.ts';

interface Store {
  name: string;
  keyPath: string | string[] | null;
  indexes: { name: string; keyPath: string | string[] }[];
  records: { key: IDBValidKey; value: unknown }[];
}

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });

/** Takes the database of this name apart and puts it together again at version 1; returns its visits. No connection may be open. */
export async function asFirstVersion(name: string): Promise<object[]> {
  const now = await answer(indexedDB.open(name));
  const stores = await Promise.all([...now.objectStoreNames].map((each) => contents(now, each)));
  now.close();
  await answer(indexedDB.deleteDatabase(name));
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => stores.forEach((store) => refill(opening.result, store));
  (await answer(opening)).close();
  return stores.find((store) => store.name === 'visits')!.records.map(({ value }) => value as object);
}

async function contents(now: IDBDatabase, name: string): Promise<Store> {
  const store = now.transaction(name).objectStore(name);
  const { keyPath } = store;
  const indexes = [...store.indexNames].map((index) => ({ name: index, keyPath: store.index(index).keyPath }));
  const [keys, values] = await Promise.all([
    answer(store.getAllKeys()),
    answer(store.getAll() as IDBRequest<unknown[]>),
  ]);
  const records = keys.map((key, i) => ({
    key,
    value: name === 'visits' ? asObject(values[i] as StoredVisit) : values[i],
  }));
  return { name, keyPath, indexes, records };
}

function asObject({ slot: _, standard: __, text, ...kept }: StoredVisit): object {
  return { ...kept, bundle: JSON.parse(text) as object };
}

function refill(database: IDBDatabase, { name, keyPath, indexes, records }: Store): void {
  const store = database.createObjectStore(name, keyPath === null ? {} : { keyPath });
  for (const index of indexes) store.createIndex(index.name, index.keyPath);
  for (const { key, value } of records)
    if (keyPath === null) store.put(value, key);
    else store.put(value);
}
