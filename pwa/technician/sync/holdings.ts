/** What this phone holds, as signals: read from the disk in two breaths at the start, then kept in step with it. */
import { batch, signal, type Signal } from '@preact/signals';
import type { VisitOnPhone } from '../phone/interface';
import { inOrder } from '../storage/bundles.ts';
import type { Database } from '../storage/database.ts';
import type { LogLine, Saved, StoredEvidence, StoredStandard, StoredTrouble, StoredVisit } from '../storage/schema.ts';
import { readAll, readLogs, readSome, type Found } from './queries.ts';
import { effectOf, onPhone, type Effect } from './visit.ts';

export class Holdings {
  readonly visits = signal<VisitOnPhone[]>([]);
  readonly outbox = signal<Saved[]>([]);
  readonly evidence = signal<StoredEvidence[]>([]);
  private readonly db: Database;
  private readonly stored = new Map<string, StoredVisit>();
  private readonly logs = new Map<string, readonly LogLine[]>();
  private readonly standards = new Map<string, StoredStandard>();
  private readonly shown = new Map<string, Signal<VisitOnPhone | undefined>>();
  private trouble: StoredTrouble[] = [];
  private logsRead = false;

  constructor(db: Database) {
    this.db = db;
  }

  /** One visit; undefined while its log is not read yet, and where the phone does not hold it. */
  visit(id: string): Signal<VisitOnPhone | undefined> {
    const slot = this.shown.get(id) ?? signal<VisitOnPhone | undefined>(undefined);
    this.shown.set(id, slot);
    return slot;
  }

  /** Enough to show something: visits with the states that were stored with them, and the logs of those under way. */
  async loadList(): Promise<void> {
    this.take(await readAll(this.db));
  }

  /** The other logs, while the list is on the screen already. */
  async loadLogs(): Promise<void> {
    const logs = await readLogs(this.db);
    batch(() => {
      this.logs.clear();
      for (const { visit, lines } of logs) this.logs.set(visit, lines);
      this.logsRead = true;
      this.show([...this.stored.keys()]);
    });
  }

  /** Reads again what another hand (the sync, another tab) has changed; without ids everything. `found`: who changed it has just read it. */
  async reload(ids?: readonly string[], found?: Found): Promise<void> {
    if (ids) return this.take(found ?? (await readSome(this.db, ids)), ids);
    await this.loadList();
    await this.loadLogs();
  }

  /** A fact that has just been saved appears at once, without asking the disk. */
  saved(fact: Saved): void {
    batch(() => {
      const [visit, effect] = [this.stored.get(fact.subject.id), this.effect(fact)];
      if (visit && effect) this.stored.set(visit.id, { ...visit, ...effect });
      this.outbox.value = [...this.outbox.value.filter(({ seq }) => seq !== fact.seq), fact];
      if (visit) this.show([visit.id]);
    });
  }

  /** What a visit's record will say once this fact counts; undefined where it is not about a visit of this phone. */
  effect(fact: Saved): Effect | undefined {
    const visit = fact.subject.type === 'visit' ? this.stored.get(fact.subject.id) : undefined;
    const standard = this.standardOf(visit);
    return visit && standard && effectOf(visit, standard, this.linesOf(visit.id), [...this.pendingOf(visit.id), fact]);
  }

  /** A visit as it was last read. */
  row(id: string): StoredVisit | undefined {
    return this.stored.get(id);
  }

  /** Whether somebody is in the middle of a visit: no moment for a new version of the app. */
  anyUnderWay(): boolean {
    return [...this.stored.values()].some(({ underWay }) => underWay);
  }

  private take(found: Found, only?: readonly string[]): void {
    batch(() => {
      const ids = only ?? [...new Set([...this.stored.keys(), ...found.visits.map(({ id }) => id)])];
      for (const id of ids) this.stored.delete(id);
      for (const visit of found.visits) this.stored.set(visit.id, visit);
      for (const { visit, lines } of found.logs) this.logs.set(visit, lines);
      for (const standard of found.standards) this.standards.set(standard.hash, standard);
      [this.outbox.value, this.evidence.value, this.trouble] = [found.outbox, found.evidence, found.trouble];
      this.show(ids);
    });
  }

  private show(ids: readonly string[]): void {
    const built = new Map(this.visits.value.map((each) => [each.slot.id, each]));
    for (const id of ids) {
      const now = this.build(id);
      if (now) built.set(id, now);
      else built.delete(id);
      if (this.logsRead || this.logs.has(id)) this.visit(id).value = now;
    }
    this.visits.value = [...built.values()].sort((one, other) => inOrder(one.slot, other.slot));
  }

  private build(id: string): VisitOnPhone | undefined {
    const visit = this.stored.get(id);
    const standard = this.standardOf(visit);
    if (!visit || !standard) return undefined; // the standard precedes its visits in the feed; nothing can be shown without it
    const trouble = this.trouble.filter((each) => each.visit === id).map(({ result }) => result);
    return onPhone({ stored: visit, lines: this.linesOf(id), pending: this.pendingOf(id), standard, trouble });
  }

  private linesOf(id: string): readonly LogLine[] {
    return this.logs.get(id) ?? [];
  }

  private pendingOf(id: string): Saved[] {
    return this.outbox.value.filter(({ subject }) => subject.type === 'visit' && subject.id === id);
  }

  private standardOf(visit: StoredVisit | undefined): StoredStandard | undefined {
    return visit && this.standards.get(visit.standard);
  }
}
