/* RxDB as a client: documents in memory, its own replication protocol in batches of 100, live, so that a turn is a re-sync. */
import { documents, obey, packages } from './obey.mjs';

const { createRxDatabase } = packages('rxdb');
const { getRxStorageMemory } = packages('rxdb/plugins/storage-memory');
const { replicateRxCollection } = packages('rxdb/plugins/replication');
const LIMIT = 100;
const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  required: ['id', 'kind', 'at', 'person', 'text'],
  properties: {
    id: { type: 'string', maxLength: 36 },
    kind: { type: 'string' },
    at: { type: 'string' },
    person: { type: 'string' },
    text: { type: 'string' },
    answers: { type: 'object' },
  },
};
let [ours, theirs, master] = [];

obey({
  async prepare({ url, round }) {
    master = url;
    ours = await collection(`ours${round}`);
    await ours.collection.bulkInsert(documents());
  },
  async push() {
    await start(ours, false, true);
    return (await ours.collection.find().exec()).length;
  },
  async fresh({ round }) {
    theirs = await collection(`theirs${round}`);
  },
  async pull() {
    await start(theirs, true, false);
    return (await theirs.collection.find().exec()).length;
  },
  async settle() {
    await ours.replication.cancel();
    await start(ours, true, true);
    await turn(ours);
  },
  async nothing() {
    await turn(ours);
  },
  async one({ step, value }) {
    const found = await ours.collection.findOne(documents()[0].id).exec();
    await found.incrementalPatch({ answers: { [step]: value } });
    await turn(ours);
    return 1;
  },
});

async function collection(name) {
  const database = await createRxDatabase({ name, storage: getRxStorageMemory(), multiInstance: false });
  return { collection: (await database.addCollections({ visits: { schema } })).visits };
}

async function start(place, pulls, pushes) {
  place.replication = replicateRxCollection({
    collection: place.collection,
    replicationIdentifier: 'bench',
    live: true,
    retryTime: 500,
    pull: pulls
      ? {
          batchSize: LIMIT,
          handler: async (checkpoint, limit) =>
            (await fetch(`${master}/visits?after=${checkpoint?.after ?? 0}&limit=${limit}`)).json(),
        }
      : undefined,
    push: pushes ? { batchSize: LIMIT, handler: send } : undefined,
  });
  place.replication.error$.subscribe((error) => {
    throw error;
  });
  await place.replication.awaitInitialReplication();
}

async function send(rows) {
  return (
    await fetch(`${master}/visits`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(rows),
    })
  ).json();
}

/** Asks for what is new, as when the network comes back, and waits until both directions are done. */
async function turn({ replication }) {
  replication.reSync();
  await replication.awaitInSync();
}
