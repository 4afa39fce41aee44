/* Constants that the build puts into a program (server/web/bundling.py). */

/** Lazy feature (file name in technician/lazy or technician/apart without ending) → URL to import it from; only in technician.js. */
declare const __LAZY__: Readonly<Record<string, string>>;

/** What the service worker stores, the app's page first; only in technician/sw.ts. */
declare const __PRECACHE__: readonly string[];

/** The words that are stored apart, after the first start; only in technician/sw.ts. */
declare const __WORDS__: readonly string[];

/** Changes whenever anything in `__PRECACHE__`, `__WORDS__` or the page shell changes; only in technician/sw.ts. */
declare const __VERSION__: string;
