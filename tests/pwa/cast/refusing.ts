/** A browser that refuses: full storage at a chosen place, or a connection that has died. */

/** Runs `work` while one place of the database refuses; `commit`: everything is taken, then the disk is full. */
export async function refusing(
  place: 'outbox' | 'heads' | 'visits' | 'bytes' | 'evidence' | 'commit' | 'connection',
  work: () => Promise<unknown>,
): Promise<void> {
  const [store, connection] = [IDBObjectStore.prototype, IDBDatabase.prototype];
  const { put, add } = store;
  const { transaction } = connection;
  const refuse = (real: typeof put) =>
    function refused(this: IDBObjectStore, ...given: Parameters<typeof put>) {
      const request = real.apply(this, given);
      if (this.name === place) request.addEventListener('success', () => fail(this.transaction, 'QuotaExceededError'));
      return request;
    };
  [store.put, store.add] = [refuse(put), refuse(add)];
  let died = false;
  connection.transaction = function begun(this: IDBDatabase, ...given: Parameters<typeof transaction>) {
    if (place === 'connection' && !died && given[1] === 'readwrite') {
      died = true;
      this.close();
    }
    const tx = transaction.apply(this, given);
    if (place === 'commit' && given[1] === 'readwrite') failAtTheEnd(tx);
    return tx;
  };
  try {
    await work();
  } finally {
    [store.put, store.add, connection.transaction] = [put, add, transaction];
  }
}

/** As Chromium reports a full disk: the requests succeeded, the transaction is aborted with the error. */
function failAtTheEnd(tx: IDBTransaction): void {
  tx.objectStore(tx.objectStoreNames[0]!).count().onsuccess = () => setImmediate(() => fail(tx, 'QuotaExceededError'));
}

/** fake-indexeddb has no disk that fills up, so its own way of aborting is called. */
function fail(tx: IDBTransaction, name: string): void {
  try {
    (tx as unknown as { _abort(name: string): void })._abort(name);
  } catch {
    /* it was over before */
  }
}
