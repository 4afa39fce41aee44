/** The parts of the phone that are not pages, and what they tell each other: storage, clock, signals, both loops, other tabs. */
import { batch, signal } from '@preact/signals';
import type { AttachmentParts } from '../evidence/attachments.ts';
import type { UploadParts } from '../evidence/uploads.ts';
import { startClock, type Clock } from '../storage/clock.ts';
import { database, type Database } from '../storage/database.ts';
import { Drafts } from '../storage/drafts.ts';
import { hashesIn, saveFact } from '../storage/outbox.ts';
import { ChainPositions, readChainMeta } from '../storage/chainPosition.ts';
import { kindsWith, type FactKind } from '../storage/factKinds.ts';
import { StorageProblem } from '../storage/problem.ts';
import type { Account, MetaRecords, Saved, StoredEvidence } from '../storage/schema.ts';
import type { Environment } from '../storage/environment.ts';
import type { Language, Subject, SyncRequest } from '../storage/wire.ts';
import type { Applied } from '../sync/applyResponse.ts';
import { loopStatus } from '../sync/delivery.ts';
import { Holdings } from '../sync/holdings.ts';
import type { LoopParts } from '../sync/loop.ts';
import type { Found } from '../sync/queries.ts';
import { retryLoop, type RetryLoop } from '../sync/retryLoop.ts';
import { otherTabs, type Heard, type Tabs } from '../sync/tabs.ts';
import { isOlder, lowStorage, deviceStatus } from './deviceStatus.ts';

/** Stored by the service worker, and fetched after the first picture, which needs neither exchange nor uploads. */
const lazy = () => import('./lazy.ts');

/** Answers to steps come one after another, and nobody waits for a single one; what ends a moment brings them along (decision 0156). */
const OF_A_SITTING = kindsWith('value');
const PAUSE = 2_000; // ms

type AnyBody = { [key: string]: unknown };

export class Engine {
  readonly environment: Environment;
  readonly db: Database;
  readonly held: Holdings;
  readonly drafts: Drafts;
  readonly facts: RetryLoop;
  readonly bytes: RetryLoop;
  readonly attachments: RetryLoop;
  readonly now = loopStatus();
  readonly account = signal<Account | undefined>(undefined);
  readonly language = signal<Language | undefined>(undefined);
  readonly firstSyncDone = signal(false);
  readonly asked = signal<MetaRecords['asked']>({});
  readonly wording = signal<MetaRecords['wording']>([]);
  readonly attachmentsHere = signal<ReadonlySet<string>>(new Set());
  readonly duty = signal<MetaRecords['duty']>([]);
  /** True where the server asks for a newer app. */
  readonly outdated = signal(false);
  private readonly clock: Clock;
  private readonly places: ChainPositions;
  private readonly tabs: Tabs;
  private tidied = false;
  private toFetch = true;
  private unlockToldAs: string | undefined;

  constructor(environment: Environment) {
    this.environment = environment;
    this.db = database(environment.name);
    this.clock = startClock(environment);
    this.held = new Holdings(this.db);
    this.places = new ChainPositions((id) => this.held.row(id));
    this.drafts = new Drafts(this.db);
    this.tabs = otherTabs(environment, (heard) => {
      this.hear(heard).catch(() => undefined);
    });
    this.facts = this.factLoop();
    this.bytes = this.byteLoop();
    this.attachments = retryLoop(environment, async () => (await lazy()).fetchAttachments(this.attachmentParts()));
  }

  /** Reads what a start needs; the logs of visits that nobody has begun, or that are over, follow by `loadRest`. */
  async load(): Promise<void> {
    this.places.forget();
    await Promise.all([this.loadMeta(), this.held.loadList(), this.drafts.load()]);
  }

  async loadRest(): Promise<void> {
    await Promise.all([this.held.loadLogs(), this.places.readHeads(this.db)]);
  }

  /** Saves a fact, shows it, and has it sent: at once, or after a pause with what follows it. */
  async save(subject: Subject, kind: FactKind, body: AnyBody): Promise<Saved> {
    const report = { subject, kind, body, effect: (fact: Saved) => this.held.effect(fact) };
    const saved = await this.notingSpace(() => saveFact(this.environment, this.db, this.clock, report, this.places));
    this.held.saved(saved);
    if (hashesIn(body).length > 0) await this.held.reload([subject.id]); // the word on the screen counts its bytes, too
    this.tabs.tell({ what: 'changed', ids: [subject.id] });
    if (OF_A_SITTING.has(kind)) this.facts.soon(PAUSE);
    else this.wake();
    return saved;
  }

  /** Storing that first gives up copies of what is home, and remembers for the one word on the screen whether the storage is full. */
  async notingSpace<T>(store: () => Promise<T>): Promise<T> {
    try {
      const stored = await store().catch(async (error: unknown) => {
        if (
          !(error instanceof StorageProblem) ||
          error.code !== 'no_space' ||
          !(await (await lazy()).evictCopies(this.db))
        )
          throw error;
        return store();
      });
      this.now.spaceLow.value = false;
      return stored;
    } catch (error) {
      const code = error instanceof StorageProblem ? error.code : undefined;
      if (code === 'no_space') this.now.spaceLow.value = true;
      if (code === 'not_enrolled' && this.account.value) void this.accountChanged(); // the browser has cleared the storage, or another tab put the work away
      throw error;
    }
  }

  /** What is told of the device itself, under its own id. */
  saveOwn(kind: FactKind, body: AnyBody): Promise<Saved> {
    const account = this.account.value;
    if (!account) throw new StorageProblem('not_enrolled');
    return this.save({ type: 'device', id: account.enrolment.device }, kind, body);
  }

  /** Reads again what changed on the disk, here and in the other tabs; without ids everything. */
  async refresh(ids: string[] | undefined, found?: Found): Promise<void> {
    await Promise.all([this.held.reload(ids, found), this.loadMeta()]);
    this.tabs.tell({ what: 'changed', ...(ids && { ids }) });
  }

  /** Somebody signed in, enrolled or signed out. */
  async accountChanged(): Promise<void> {
    this.db.close(); // another person's work may be in use now
    this.now.signedOut.value = false;
    await this.load();
    await this.loadRest();
    this.tabs.tell({ what: 'account' });
    this.wake();
  }

  /** How many facts, photographs and signatures are not home; strokes and picture are one signature. */
  unsent(): number {
    const waiting = this.held.evidence.value.filter(({ state, fact }) => state === 'waiting' && fact !== undefined);
    return this.held.outbox.value.length + new Set(waiting.map(({ fact }) => fact)).size;
  }

  wake(): void {
    void this.facts.wake();
    void this.bytes.wake();
  }

  /** The account's own work goes before what the office sends along. */
  attachmentParts(): AttachmentParts {
    return {
      environment: this.environment,
      db: this.db,
      allowed: () =>
        this.account.value !== undefined &&
        !this.account.value.revoked &&
        !this.now.signedOut.value &&
        this.unsent() === 0,
      here: (ids) => {
        this.attachmentsHere.value = ids;
      },
    };
  }

  close(): void {
    this.facts.stop();
    this.bytes.stop();
    this.attachments.stop();
    this.tabs.close();
    this.db.close();
  }

  private async hear(heard: Heard): Promise<void> {
    if (heard.what === 'account') {
      this.db.close();
      this.now.signedOut.value = false;
      await this.load();
      await this.loadRest();
    } else await Promise.all([this.held.reload(heard.ids), this.loadMeta()]);
  }

  private async loadMeta(): Promise<void> {
    const [language, asked, wording, duty, stored] = await this.db.read(['meta'], (tx) => {
      const meta = tx.objectStore('meta');
      return Promise.all([
        meta.get('language') as Promise<Language | undefined>,
        meta.get('asked') as Promise<MetaRecords['asked'] | undefined>,
        meta.get('wording') as Promise<MetaRecords['wording'] | undefined>,
        meta.get('duty') as Promise<MetaRecords['duty'] | undefined>,
        readChainMeta(tx),
      ]);
    });
    const { account, sync } = stored;
    this.places.stands(stored);
    batch(() => {
      [this.account.value, this.language.value, this.firstSyncDone.value] = [
        account,
        language,
        sync?.firstDone ?? false,
      ];
      this.asked.value = asked ?? {};
      this.wording.value = wording ?? [];
      this.duty.value = duty ?? [];
      [this.now.lastContact.value, this.now.revoked.value] = [sync?.lastContact, account?.revoked ?? false];
      this.now.clockOffset.value = sync?.lastContact === undefined ? undefined : sync.clockOffset;
    });
  }

  /** A revoked phone hands in its work by its own signatures, because a sign-in that comes after is another phone's. */
  private sending(): Environment {
    const { environment, account } = this;
    const fetch: Environment['fetch'] = (input, init) =>
      environment.fetch(input, account.value?.revoked ? { ...init, credentials: 'omit' } : init);
    return Object.assign(Object.create(environment) as Environment, { fetch });
  }

  private factLoop(): RetryLoop {
    const parts: LoopParts = {
      environment: this.sending(),
      db: this.db,
      anew: async (label) => (await lazy()).certified(this.environment, this.db, label),
      recovery: lazy,
      told: () => this.told(),
      outbox: () => this.held.outbox.value,
      heard: {
        failed: (code) => {
          this.now.failed.value = code;
        },
        busy: (busy) => {
          this.now.busy.value = busy;
        },
        signedOut: (out) => {
          this.now.signedOut.value = out;
        },
        outdated: (minimum) => {
          this.outdated.value = minimum !== undefined && isOlder(this.environment.appVersion, minimum);
        },
        taken: (taken) => this.taken(taken),
      },
    };
    return retryLoop(parts.environment, async () => (await lazy()).exchangeAll(parts));
  }

  /** What the office may know of this phone; until the first answer of a start also what its code for a forgotten PIN is made from. */
  private async told(): Promise<SyncRequest['told']> {
    const plain = await deviceStatus(this.environment, this.held.outbox.value);
    const device = this.account.value?.enrolment.device;
    if (!plain || !device || this.unlockToldAs === device) return plain;
    return { ...plain, unlock: (await (await lazy()).unlockOf(this.db)).secret };
  }

  private async taken({ touched, all, cloned, missing, found }: Applied): Promise<void> {
    this.unlockToldAs = this.account.value?.enrolment.device;
    await this.refresh(all || cloned ? undefined : touched, missing ? undefined : found); // what was missing has been declared lost since
    if (all && this.account.value?.revoked) await this.forgetDrafts();
    if (!this.tidied) await this.onceAStart();
    if (this.held.evidence.value.some(({ state }) => state === 'waiting')) void this.bytes.wake();
    this.toFetch ||= all || cloned || touched.length > 0;
    this.fetchAttachments();
  }

  /** Once something may be different and nothing of this person's own waits. */
  private fetchAttachments(): void {
    if (!this.toFetch || this.unsent() > 0) return;
    this.toFetch = false;
    void this.attachments.wake();
  }

  /** What a revoked phone has taken off the disk is not to be written again by a page that is still open. */
  private async forgetDrafts(): Promise<void> {
    this.drafts.forget();
    await this.drafts.load();
  }

  /** After the first answer, when nobody waits for anything. */
  private async onceAStart(): Promise<void> {
    this.tidied = true;
    await (await lazy()).cleanUp(this.db, this.environment.now());
    const little = await lowStorage(this.environment);
    if (!little) return;
    await this.saveOwn('storage_warned', little);
    this.now.spaceLow.value = true;
  }

  private byteLoop(): RetryLoop {
    const parts: UploadParts = {
      environment: this.sending(),
      db: this.db,
      device: () => this.account.value?.enrolment.device,
      allowed: () => this.account.value !== undefined && !this.now.signedOut.value,
      heard: {
        failed: (code) => {
          this.now.bytesFailed.value = code;
        },
        signedOut: (out) => {
          this.now.signedOut.value = out;
        },
        settled: (evidence) => this.settled(evidence),
        lost: async (evidence) => {
          await this.saveOwn('evidence_lost', { sha256: evidence.sha256, reason: 'unreadable' });
          await this.settled(evidence);
        },
      },
    };
    return retryLoop(parts.environment, async () => {
      const kept = await this.db.read(['evidence'], (tx) => tx.objectStore('evidence').getAll());
      if (kept.some(({ state }) => state === 'waiting')) return (await lazy()).sendBytes(parts);
      return undefined; // and the part of the program that sends is not fetched for nothing
    });
  }

  /** With its last bytes home, a visit that was taken away may go. */
  private async settled({ visit }: StoredEvidence): Promise<void> {
    const found = await (await lazy()).settleVisit(this.db, visit);
    await this.refresh([visit], found);
    this.fetchAttachments();
  }
}
