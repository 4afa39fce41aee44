/** A server that was restored from an older backup is shown who this phone is and what it holds, signed by that very server. */
import { bundleOf } from '../storage/bundles.ts';
import type { Database } from '../storage/database.ts';
import { NOTHING_SYNCED, type Account, type StoredVisit, type SyncState } from '../storage/schema.ts';
import type { Presented, SyncRequest } from '../storage/wire.ts';
import { AT_ONCE, begin, everyVisit, sendAgain } from './resync.ts';

/** The server knows neither this phone nor its sign-in; where nobody is signed in, the certificate alone may help. */
export function presentNext(db: Database, onlyCertificate: boolean): Promise<void> {
  return db.write(['meta', 'visits'], async (tx) => {
    const sync = ((await tx.objectStore('meta').get('sync')) as SyncState | undefined) ?? NOTHING_SYNCED;
    await tx.objectStore('meta').put({ ...sync, present: onlyCertificate ? [] : await everyVisit(tx) }, 'sync');
  });
}

/** What `cursor_too_old` says. */
export interface TooOld {
  epoch?: string;
  restored?: boolean;
  last_seq?: number;
}

/** The feed begins anew; where the server has forgotten, the journal goes out again, too. */
export function startAnew(db: Database, device: string, { epoch, restored, last_seq }: TooOld): Promise<void> {
  return db.write(['meta', 'shadow', 'outbox', 'journal', 'trouble', 'evidence', 'visits'], async (tx) => {
    const sync = ((await tx.objectStore('meta').get('sync')) as SyncState | undefined) ?? NOTHING_SYNCED;
    const another = epoch !== undefined && sync.epoch !== undefined && epoch !== sync.epoch;
    if (!another && !restored) return begin(tx, sync);
    if (last_seq !== undefined) await sendAgain(tx, device, last_seq);
    return begin(tx, { ...sync, ...(epoch !== undefined && { epoch }), present: await everyVisit(tx), former: true });
  });
}

/** The part of a request that shows the first of `ids`. */
export async function shown(
  db: Database,
  { enrolment }: Account,
  ids: readonly string[],
): Promise<Pick<SyncRequest, 'certificate' | 'grants'>> {
  const grants = await db.read(['visits', 'logs'], (tx) =>
    Promise.all(
      ids.slice(0, AT_ONCE).map(async (id) => {
        const [visit, log] = await Promise.all([tx.objectStore('visits').get(id), tx.objectStore('logs').get(id)]);
        return (
          visit &&
          presented(
            visit,
            (log?.lines ?? []).map(({ text }) => text),
          )
        );
      }),
    ),
  );
  return { certificate: enrolment.certificate, grants: grants.filter((each) => each !== undefined) };
}

function presented(visit: StoredVisit, log: readonly string[]): Presented {
  const { earlier, evicted } = visit;
  const { grant, number, place, customer, contact } = bundleOf(visit);
  return {
    grant,
    number,
    place,
    customer,
    log: log.filter((text) => text.includes('"device":"office"')).slice(0, 500),
    ...(earlier && { earlier }),
    ...(evicted && { evicted: true }),
    ...(contact && { contact }),
  };
}
