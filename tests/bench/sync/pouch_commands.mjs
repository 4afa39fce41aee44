/* What is measured of PouchDB, wherever it runs: one-off replications, as one turn of a phone's sync would be. */

/** The commands, for one client or for two that share them out; `documents`: what the visits hold, `options`: how a database is opened. */
export function commands(PouchDB, documents, options) {
  let ours, theirs;
  const all = () => documents().map(({ id, ...rest }) => ({ _id: id, ...rest }));
  const remote = ({ url, round }) => `${url}/visits-${round}`;
  return {
    async prepare(asked) {
      ours = new PouchDB(`ours-${asked.round}`, options);
      await new PouchDB(remote(asked)).info(); // makes the database there
      await ours.bulkDocs(all());
    },
    async push(asked) {
      return (await ours.replicate.to(remote(asked))).docs_written;
    },
    async fresh({ round }) {
      theirs = new PouchDB(`theirs-${round}`, options);
      await theirs.info(); // opened before the clock runs, as the others are
    },
    async pull(asked) {
      return (await theirs.replicate.from(remote(asked))).docs_written;
    },
    async settle(asked) {
      await ours.sync(remote(asked));
    },
    async nothing(asked) {
      await ours.sync(remote(asked));
    },
    async one({ step, value, ...asked }) {
      const found = await ours.get(documents()[0].id);
      await ours.put({ ...found, answers: { [step]: value } });
      return (await ours.sync(remote(asked))).push.docs_written;
    },
  };
}
