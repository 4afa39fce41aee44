/** Half-typed text and unfinished strokes: on the disk a moment after the last touch, found again after a kill. */
import { signal } from '@preact/signals';
import type { Draft } from '../shell/phone';
import type { Database } from './database.ts';

const REST = 200; // ms after the last touch: quick enough for a kill, slow enough for a typist
type Value = object | string;

export interface Drafts {
  draft<T extends Value>(name: string): Draft<T>;
  /** Takes over what the disk has; what was typed meanwhile stays. */
  load(): Promise<void>;
  /** Writes what still waits. */
  flush(): Promise<void>;
}

export function keepDrafts(db: Database): Drafts {
  const known = new Map<string, ReturnType<typeof signal<Value | undefined>>>();
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const of = (name: string) => known.get(name) ?? known.set(name, signal<Value | undefined>(undefined)).get(name)!;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const names = [...changed];
    changed.clear();
    if (names.length === 0) return;
    await db.write(['drafts'], async (tx) => {
      const drafts = tx.objectStore('drafts');
      await Promise.all(names.map((name) => {
        const value = of(name).value;
        return value === undefined ? drafts.delete(name) : drafts.put({ name, value });
      }));
    }).catch((error: unknown) => {
      names.forEach((name) => changed.add(name)); // tried again with the next touch
      throw error;
    });
  }
  function touch(name: string, value: Value | undefined): void {
    of(name).value = value;
    changed.add(name);
    timer ??= setTimeout(() => void flush().catch(() => undefined), REST);
  }
  return {
    flush,
    draft: <T extends Value>(name: string) => ({
      value: of(name), set: (value: T) => touch(name, value), clear: () => { touch(name, undefined); return flush(); },
    }) as Draft<T>,
    async load() {
      const stored = await db.read(['drafts'], (tx) => tx.objectStore('drafts').getAll());
      for (const { name, value } of stored) if (!changed.has(name)) of(name).value = value;
    },
  };
}
