/* PouchDB on a page of a real browser, in the storage that it takes there by itself (IndexedDB); its own script has made `PouchDB` known. */
import { documentsOf } from './documents.mjs';
import { commands } from './pouch_commands.mjs';

globalThis.commands = commands(globalThis.PouchDB, () => documentsOf(globalThis.texts), {});
