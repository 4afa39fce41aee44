/* Lets Node run the app's sources as they are: esbuild takes the types out, packages come from pwa/node_modules.
   Nothing is bundled, so that a failing line is the line in the source. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const packages = new URL('../../pwa/package.json', import.meta.url);
const { transformSync } = createRequire(packages)('esbuild');
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
    const loader = url.endsWith('x') ? 'tsx' : 'ts';
    const { code } = transformSync(source, {
      loader,
      jsx: 'automatic',
      jsxImportSource: 'preact',
      sourcemap: 'inline',
      target: 'node24',
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});

/** A relative import without its ending is what the app's build understands, but Node does not. */
function withEnding(name, parent) {
  const wanted = fileURLToPath(new URL(name, parent));
  const found = existsSync(wanted) && !/\/\.?$/.test(name) ? '' : ENDINGS.find((ending) => existsSync(wanted + ending));
  return found ? pathToFileURL(wanted + found).href : name;
}
