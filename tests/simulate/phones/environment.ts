/** What a simulated phone's app takes for its browser: the world's clock, the world's network, and locks that sleep between steps. */
import type { Environment } from '../../../pwa/technician/storage/environment.ts';
import type { Process } from './dying.ts';

/** The world's time in ms, the same for every phone; each phone's own clock lies by its `skew`. */
export const world = { now: 0 };

export interface Asked {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string;
  anonymous: boolean;
}
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}
/** Puts a request to the world; an answer without a status never came. */
export type Network = (asked: Asked) => Promise<Answer>;

/** Between two steps nobody syncs: another tab is at it, as far as the app can tell. */
export class Locks {
  awake = false;
  private readonly held = new Map<string, Promise<unknown>>();

  async request(
    name: string,
    options: { ifAvailable?: boolean } | (() => unknown),
    work?: (lock: object | null) => unknown,
  ): Promise<unknown> {
    if (typeof options === 'function') return this.hold(name, options);
    if (!this.awake || this.held.has(name)) return work!(null);
    return this.hold(name, () => work!({}));
  }

  busy(): boolean {
    return this.held.size > 0;
  }

  private hold(name: string, work: () => unknown): Promise<unknown> {
    const before = this.held.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    const over = mine
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (this.held.get(name) === over) this.held.delete(name);
      });
    this.held.set(name, over);
    return mine;
  }
}

export function environmentOf(
  name: string,
  lies: { skew: number },
  process: Process,
  locks: Locks,
  network: Network,
): Environment {
  return {
    name,
    appVersion: '0.1.0',
    storage: undefined,
    chance: () => 0.5,
    locks: locks as unknown as LockManager,
    now: () => world.now + lies.skew,
    monotonic: () => world.now,
    async fetch(input, init) {
      if (process.killed) return new Promise<Response>(() => undefined);
      const headers = Object.fromEntries(new Headers(init?.headers));
      const body =
        init?.body === undefined || init.body === null
          ? ''
          : Buffer.from(init.body as ArrayBuffer | string as string).toString('base64');
      const answer = await network({
        path: String(input),
        method: init?.method ?? 'GET',
        headers,
        body,
        anonymous: init?.credentials === 'omit',
      });
      if (process.killed) return new Promise<Response>(() => undefined);
      if (answer.status === undefined) throw new TypeError('no network');
      const bare = [204, 304].includes(answer.status);
      return new Response(bare ? null : Buffer.from(answer.body ?? '', 'base64'), {
        status: answer.status,
        headers: answer.headers ?? {},
      });
    },
  };
}
