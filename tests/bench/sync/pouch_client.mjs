/* PouchDB as a client: documents in memory, which favours it, and one-off replications as one turn of a phone's sync would be. */
import { documents, obey, packages } from "./obey.mjs";

const PouchDB = packages("pouchdb").plugin(packages("pouchdb-adapter-memory"));
const all = documents().map(({ id, ...rest }) => ({ _id: id, ...rest }));
let [ours, theirs, remote] = [];

obey({
  async prepare({ url, round }) {
    remote = `${url}/visits-${round}`;
    ours = new PouchDB(`ours-${round}`, { adapter: "memory" });
    await new PouchDB(remote).info(); // makes the database there
    await ours.bulkDocs(all);
  },
  async push() { return (await ours.replicate.to(remote)).docs_written; },
  fresh({ round }) { theirs = new PouchDB(`theirs-${round}`, { adapter: "memory" }); },
  async pull() { return (await theirs.replicate.from(remote)).docs_written; },
  async settle() { await ours.sync(remote); },
  async nothing() { await ours.sync(remote); },
  async one({ step, value }) {
    const found = await ours.get(all[0]._id);
    await ours.put({ ...found, answers: { [step]: value } });
    return (await ours.sync(remote)).push.docs_written;
  },
});
