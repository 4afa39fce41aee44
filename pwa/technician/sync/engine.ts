/** The parts of the phone that are not pages: storage, clock, loops and what they tell each other. Built once by openPhone. */
import { batch, signal, type Signal } from '@preact/signals';
import { certified } from '../accounts/enrol.ts';
import { keepBytes, bytesOf } from '../evidence/keep.ts';
import { uploads } from '../evidence/uploads.ts';
import { startClock, type Clock } from '../storage/clock.ts';
import { database, type Database } from '../storage/database.ts';
import { keepDrafts, type Drafts } from '../storage/drafts.ts';
import { saveFact } from '../storage/outbox.ts';
import { StorageProblem } from '../storage/problem.ts';
import type { Account, Saved, SyncState } from '../storage/schema.ts';
import type { Surroundings } from '../storage/surroundings.ts';
import type { Language, Subject, SyncRequest } from '../storage/wire.ts';
import { standing, type Standing } from './delivery.ts';
import { holdings, type Holdings } from './holdings.ts';
import { syncLoop } from './loop.ts';
import type { Repeated } from './repeated.ts';
import { otherTabs, type Tabs } from './tabs.ts';

export interface Engine {
  ground: Surroundings; db: Database; clock: Clock; drafts: Drafts; held: Holdings; now: Standing; tabs: Tabs;
  account: Signal<Account | undefined>; language: Signal<Language | undefined>; firstSyncDone: Signal<boolean>; outdated: Signal<boolean>;
  facts: Repeated; bytes: Repeated;
  /** Reads everything that a start needs. */
  load(): Promise<void>;
  /** Saves a fact and shows it; wakes the loops. */
  save(subject: Subject, kind: string, body: { [key: string]: unknown }): Promise<Saved>;
  keep: typeof keepBytes; bytesOf: typeof bytesOf;
}

export function engine(ground: Surroundings): Engine {
  const db = database(ground.name, () => { now.spaceLow.value = false; });
  const [held, now, drafts, clock] = [holdings(db), standing(), keepDrafts(db), startClock(ground)];
  const account = signal<Account | undefined>(undefined);
  const language = signal<Language | undefined>(undefined);
  const [firstSyncDone, outdated] = [signal(false), signal(false)];
  const tabs = otherTabs(ground, (heard) => void (heard.what === 'account' ? load() : held.reload(heard.ids).then(loadMeta)).catch(() => undefined));
  const anew = (label: string) => certified(ground, db, label);

  async function loadMeta(): Promise<void> {
    const [found, sync, chosen] = await db.read(['meta'], (tx) => Promise.all([
      tx.objectStore('meta').get('account') as Promise<Account | undefined>,
      tx.objectStore('meta').get('sync') as Promise<SyncState | undefined>,
      tx.objectStore('meta').get('language') as Promise<Language | undefined>,
    ]));
    batch(() => {
      [account.value, language.value, firstSyncDone.value] = [found, chosen, sync?.firstDone ?? false];
      [now.lastContact.value, now.revoked.value] = [sync?.lastContact, found?.revoked ?? false];
    });
  }
  async function load(): Promise<void> {
    await Promise.all([loadMeta(), held.load(), drafts.load()]);
  }
  async function refresh(ids: string[] | undefined): Promise<void> {
    await Promise.all([held.reload(ids), loadMeta()]);
    tabs.tell({ what: 'changed', ...(ids && { ids }) });
  }
  const facts = syncLoop({
    ground, db, anew, told: () => told(ground, held),
    heard: {
      busy: (busy) => { now.busy.value = busy; },
      signedOut: (out) => { now.signedOut.value = out; },
      outdated: (minimum) => { outdated.value = minimum !== undefined && isOlder(ground.appVersion, minimum); },
      async taken({ touched, all, cloned }) {
        await refresh(all || cloned ? undefined : touched);
        if (held.evidence.value.some(({ state }) => state === 'waiting')) void bytes.wake();
      },
    },
  });
  const bytes = uploads({
    ground, db, allowed: () => account.value !== undefined && !now.signedOut.value, device: () => account.value?.enrolment.device,
    heard: {
      signedOut: (out) => { now.signedOut.value = out; },
      settled: ({ visit }) => refresh([visit]),
      async lost({ sha256, visit }) { await save(deviceSubject(account.value), 'evidence_lost', { sha256, reason: 'unreadable' }); await refresh([visit]); },
    },
  });
  async function save(subject: Subject, kind: string, body: { [key: string]: unknown }): Promise<Saved> {
    try {
      const saved = await saveFact(ground, db, clock, { subject, kind, body, effect: (fact) => held.effect(fact) });
      now.spaceLow.value = false;
      held.saved(saved);
      tabs.tell({ what: 'changed', ids: [subject.id] });
      void facts.wake();
      return saved;
    } catch (error) {
      if (error instanceof StorageProblem && error.code === 'no_space') now.spaceLow.value = true;
      throw error;
    }
  }
  return { ground, db, clock, drafts, held, now, tabs, account, language, firstSyncDone, outdated, facts, bytes, load, save, keep: keepBytes, bytesOf };
}

export function deviceSubject(account: Account | undefined): Subject {
  if (!account) throw new StorageProblem('not_enrolled');
  return { type: 'device', id: account.enrolment.device };
}

/** What the office may know of this phone: how much waits, and whether there is room. */
async function told({ storage }: Surroundings, { outbox }: Holdings): Promise<SyncRequest['told']> {
  const [estimate, persisted] = await Promise.all([storage?.estimate?.().catch(() => undefined), storage?.persisted?.().catch(() => undefined)]);
  const [oldest, { quota, usage }] = [outbox.value[0]?.at, estimate ?? {}];
  return {
    unsent: outbox.value.length, ...(oldest !== undefined && { oldest }), ...(persisted !== undefined && { persisted }),
    ...(quota !== undefined && usage !== undefined && { quota: Math.round(quota), free: Math.max(0, Math.round(quota - usage)) }),
  };
}

function isOlder(ours: string, minimum: string): boolean {
  const [one, two] = [ours, minimum].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const place = [0, 1, 2].find((index) => (one[index] ?? 0) !== (two[index] ?? 0));
  return place !== undefined && (one[place] ?? 0) < (two[place] ?? 0);
}
