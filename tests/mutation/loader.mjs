/* Like tests/pwa/loader.mjs, but takes the types out of a file once for all of the thousands of processes that run it. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import '../pwa/loader.mjs';

const folder = new URL('../../var/without-types/', import.meta.url);
mkdirSync(folder, { recursive: true });

registerHooks({
  load(url, context, next) {
    if (!/\.tsx?$/.test(url)) return next(url, context);
    const { mtimeMs, size } = statSync(fileURLToPath(url));
    const kept = new URL(createHash('sha1').update(`${url} ${mtimeMs} ${size}`).digest('hex'), folder);
    try {
      return { format: 'module', source: readFileSync(kept, 'utf8'), shortCircuit: true };
    } catch {
      const { source } = next(url, context);
      const bare = String(source).replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n');
      const whole = new URL(`${kept.href}.${process.pid}`);
      writeFileSync(whole, bare);
      renameSync(whole, kept);
      return { format: 'module', source: bare, shortCircuit: true };
    }
  },
});
