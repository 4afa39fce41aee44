/** What the office may know of this phone, and whether its app is older than the server wants. */
import type { Saved } from '../storage/schema.ts';
import { momentOf, type Environment } from '../storage/environment.ts';
import type { SyncRequest } from '../storage/wire.ts';

const LITTLE = 50 * 1024 * 1024; // bytes: about 150 photographs

/** Room and quota where the browser says that little is left; undefined where there is enough, or it says nothing. */
export async function lowStorage({ storage }: Environment): Promise<{ free: number; quota: number } | undefined> {
  const { quota, usage } = (await storage?.estimate?.().catch(() => undefined)) ?? {};
  if (quota === undefined || usage === undefined || quota - usage > LITTLE) return undefined;
  return { free: Math.max(0, Math.round(quota - usage)), quota: Math.round(quota) };
}

/** How much waits since when, and whether there is room; what this browser does not say is left out. */
export async function deviceStatus(
  { storage, now }: Environment,
  outbox: readonly Saved[],
): Promise<SyncRequest['told']> {
  const [estimate, persisted] = await Promise.all([
    storage?.estimate?.().catch(() => undefined),
    storage?.persisted?.().catch(() => undefined),
  ]);
  const [oldest, { quota, usage }] = [outbox[0]?.at, estimate ?? {}];
  return {
    unsent: outbox.length,
    now: momentOf(now()),
    ...(oldest !== undefined && { oldest }),
    ...(persisted !== undefined && { persisted }),
    ...(quota !== undefined &&
      usage !== undefined && { quota: Math.round(quota), free: Math.max(0, Math.round(quota - usage)) }),
  };
}

/** Whether our version (`1.2.3`) is below the server's minimum. */
export function isOlder(ours: string, minimum: string): boolean {
  const [one, two] = [ours, minimum].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const place = [0, 1, 2].find((index) => (one[index] ?? 0) !== (two[index] ?? 0));
  return place !== undefined && (one[place] ?? 0) < (two[place] ?? 0);
}
