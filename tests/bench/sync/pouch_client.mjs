/* PouchDB in Node: documents in memory, which favours it. */
import { documents, obey, packages } from './obey.mjs';
import { commands } from './pouch_commands.mjs';

obey(commands(packages('pouchdb').plugin(packages('pouchdb-adapter-memory')), documents, { adapter: 'memory' }));
