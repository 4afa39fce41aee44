/* Lets Node run the app's sources as they are: esbuild takes the types out, packages come from pwa/node_modules.
   Nothing is bundled, so that a failing line is the line in the source. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const packages = new URL('../../pwa/package.json', import.meta.url);
const { transformSync, version } = createRequire(packages)('esbuild');
// What has been transformed lies here by the hash of its source, because fifty files of tests load the same hundred modules.
const done = fileURLToPath(new URL(`../../var/pwa-tests/${version}/`, import.meta.url));
mkdirSync(done, { recursive: true });
const ENDINGS = ['.ts', '.tsx', '/index.ts'];

Object.assign(globalThis, { __LAZY__: {}, __PRECACHE__: [], __VERSION__: 'test' });

registerHooks({
  resolve(name, context, next) {
    if (/^[./]/.test(name)) return next(withEnding(name, context.parentURL), context);
    try {
      return next(name, context);
    } catch {
      return next(name, { ...context, parentURL: packages.href });
    }
  },
  load(url, context, next) {
    if (!/\.tsx?$/.test(url)) return next(url, context);
    const source = readFileSync(fileURLToPath(url), 'utf8');
    return { format: 'module', source: transformed(source, url.endsWith('x') ? 'tsx' : 'ts'), shortCircuit: true };
  },
});

/** The JavaScript of a source, kept from the first time. */
function transformed(source, loader) {
  const place = `${done}${createHash('sha256').update(`${loader}\n${source}`).digest('hex')}.js`;
  try {
    return readFileSync(place, 'utf8');
  } catch {
    const { code } = transformSync(source, {
      loader,
      jsx: 'automatic',
      jsxImportSource: 'preact',
      sourcemap: 'inline',
      target: 'node24',
    });
    const part = `${place}.${process.pid}`;
    writeFileSync(part, code);
    renameSync(part, place); // because another process may read it at this moment
    return code;
  }
}

/** A relative import without its ending is what the app's build understands, but Node does not. */
function withEnding(name, parent) {
  const wanted = fileURLToPath(new URL(name, parent));
  const found = existsSync(wanted) && !/\/\.?$/.test(name) ? '' : ENDINGS.find((ending) => existsSync(wanted + ending));
  return found ? pathToFileURL(wanted + found).href : name;
}
