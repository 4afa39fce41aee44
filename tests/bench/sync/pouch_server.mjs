/* The server of PouchDB as its makers describe it: express-pouchdb, documents in LevelDB in the folder that is given. */
import { packages } from './obey.mjs';

const [port, folder] = process.argv.slice(2);
const express = packages('express');
const PouchDB = packages('pouchdb').defaults({ prefix: `${folder}/` });
const app = express();
app.use('/', packages('express-pouchdb')(PouchDB, { mode: 'minimumForPouchDB' }));
app.listen(Number(port), '127.0.0.1');
