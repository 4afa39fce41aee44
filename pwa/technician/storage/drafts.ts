/** Half-typed text and unfinished strokes: on the disk a moment after the last touch, found again after a kill. */
import { signal, type Signal } from '@preact/signals';
import type { Draft } from '../phone/interface';
import type { Database } from './database.ts';

const REST = 200; // ms from a touch to the disk: quick enough for a kill, slow enough for a typist
type Value = object | string;

export class Drafts {
  private readonly db: Database;
  private readonly known = new Map<string, Signal<Value | undefined>>();
  private readonly changed = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(db: Database) {
    this.db = db;
  }

  draft<T extends Value>(name: string): Draft<T> {
    return {
      value: this.of(name) as Signal<T | undefined>,
      set: (value) => this.touch(name, value),
      clear: () => {
        this.touch(name, undefined);
        return this.flush();
      },
    };
  }

  /** Takes over what the disk has; what was typed meanwhile stays, what another account left is gone. */
  async load(): Promise<void> {
    const stored = new Map(
      (await this.db.read(['drafts'], (tx) => tx.objectStore('drafts').getAll())).map(({ name, value }) => [
        name,
        value,
      ]),
    );
    for (const name of new Set([...stored.keys(), ...this.known.keys()])) {
      if (!this.changed.has(name)) this.of(name).value = stored.get(name);
    }
  }

  /** Writes what still waits. What could not be written is tried again with the next touch. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const names = [...this.changed];
    this.changed.clear();
    if (names.length === 0) return;
    try {
      await this.db.write(['drafts'], (tx) =>
        Promise.all(
          names.map((name) => {
            const value = this.of(name).value;
            return value === undefined
              ? tx.objectStore('drafts').delete(name)
              : tx.objectStore('drafts').put({ name, value });
          }),
        ),
      );
    } catch (error) {
      for (const name of names) this.changed.add(name);
      throw error;
    }
  }

  /** Writes nothing any more of what still waits, because its person signs out. */
  forget(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.changed.clear();
  }

  private touch(name: string, value: Value | undefined): void {
    this.of(name).value = value;
    this.changed.add(name);
    this.timer ??= setTimeout(() => {
      this.flush().catch(() => undefined);
    }, REST);
  }

  private of(name: string): Signal<Value | undefined> {
    const slot = this.known.get(name) ?? signal<Value | undefined>(undefined);
    this.known.set(name, slot);
    return slot;
  }
}
