// What lies in the phone's storage, read past the engine: saved facts, the counter, the chains' ends, and which of these bytes are whole.
async (hashes) => {
  const asked = (request) => new Promise((found, failed) => {
    request.onsuccess = () => found(request.result);
    request.onerror = () => failed(request.error);
  });
  const open = await asked(indexedDB.open('doorstep'));
  const tx = open.transaction(['outbox', 'journal', 'meta', 'heads', 'bytes', 'evidence']);
  const all = (store) => asked(tx.objectStore(store).getAll());
  const [outbox, journal, counter, heads, chains, ...bytes] = await Promise.all([
    all('outbox'), all('journal'), asked(tx.objectStore('meta').get('counter')), all('heads'), asked(tx.objectStore('heads').getAllKeys()),
    ...hashes.map((hash) => asked(tx.objectStore('bytes').get(hash))),
  ]);
  const hex = (digest) => [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const found = await Promise.all(bytes.map(async (each) => each && hex(await crypto.subtle.digest('SHA-256', each))));
  open.close();
  const facts = [...journal, ...outbox].map(({ seq, id, hash, text }) => ({ seq, id, hash, text }));
  return {
    facts, counter: counter?.seq ?? 0, waiting: outbox.length, heads: Object.fromEntries(chains.map((chain, at) => [chain, heads[at]])),
    damaged: hashes.filter((hash, at) => found[at] !== hash),
  };
}
