/** A browser process that can die: at a chosen write its storage refuses, its connection is lost, or the process is killed. */
import { AsyncLocalStorage } from 'node:async_hooks';
import 'fake-indexeddb/auto';

/** `full`: no space · `lost`: the connection dies in the write · `unheard`: it dies after the commit · `killed`, `killed-after`: so does the app. */
export type How = 'full' | 'lost' | 'unheard' | 'killed' | 'killed-after';
/** At which write of the next transactions (1 is the first) it happens. */
export interface Death {
  at: number;
  how: How;
}

/** One start of the app. Whatever it began before it was killed reaches the disk no more. */
export class Process {
  killed = false;
  death: Death | undefined;
  readonly dead: Promise<'dead'>;
  private readonly open = new Set<Dying>();
  private die!: (word: 'dead') => void;

  constructor() {
    this.dead = new Promise((resolve) => {
      this.die = resolve;
    });
  }

  /** Everything that `work` sets going belongs to this process. */
  run<T>(work: () => T): T {
    return processes.run(this, work);
  }

  kill(): void {
    this.killed = true;
    for (const tx of this.open) abort(tx, 'AbortError');
    this.open.clear();
    this.die('dead');
  }

  began(tx: Dying): void {
    this.open.add(tx);
    tx.addEventListener('complete', (event) => {
      this.open.delete(tx);
      this.completed(tx, event);
    });
    tx.addEventListener('abort', () => this.open.delete(tx));
  }

  /** Called with each write that was asked for; the last one that the death waits for never comes to be. */
  wrote(tx: Dying): void {
    const { death } = this;
    if (!death || (death.at -= 1) > 0 || death.how === 'unheard' || death.how === 'killed-after') return;
    this.death = undefined;
    if (death.how === 'killed') this.kill();
    else abort(tx, death.how === 'full' ? 'QuotaExceededError' : 'UnknownError');
    if (death.how === 'lost') tx.db.close();
  }

  /** The commit is on the disk, and nobody hears of it. */
  private completed(tx: Dying, event: Event): void {
    const { death } = this;
    if (!death || death.at > 0) return;
    this.death = undefined;
    if (death.how === 'killed-after') {
      this.kill();
      return;
    }
    event.stopImmediatePropagation();
    tx.db.close();
    Object.assign(tx, { error: new DOMException('lost', 'UnknownError') });
    tx.dispatchEvent(new (event.constructor as typeof Event)('abort'));
  }
}

type Dying = IDBTransaction & { _abort(name: string): void };
const processes = new AsyncLocalStorage<Process>();

function abort(tx: Dying, name: string): void {
  try {
    tx._abort(name);
  } catch {
    /* it was over before */
  }
}

function alive(): Process | undefined {
  const process = processes.getStore();
  if (process?.killed) throw new DOMException('killed', 'AbortError');
  return process;
}

const [factory, connection, store] = [IDBFactory.prototype, IDBDatabase.prototype, IDBObjectStore.prototype];
const { open } = factory;
const { transaction } = connection;
factory.open = function opened(this: IDBFactory, ...given) {
  alive();
  return open.apply(this, given);
};
connection.transaction = function begun(this: IDBDatabase, ...given) {
  const process = alive();
  const tx = transaction.apply(this, given) as Dying;
  if (given[1] === 'readwrite') process?.began(tx);
  return tx;
};
for (const name of ['put', 'add', 'delete', 'clear'] as const) {
  const real = store[name] as (...given: unknown[]) => IDBRequest;
  Object.assign(store, {
    [name](this: IDBObjectStore, ...given: unknown[]) {
      const process = alive();
      const asked = real.apply(this, given);
      process?.wrote(this.transaction as Dying);
      return asked;
    },
  });
}
