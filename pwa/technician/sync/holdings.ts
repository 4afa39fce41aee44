/** What this phone holds, as signals: read from the disk in two breaths at the start, then kept in step with it. */
import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { VisitOnPhone } from '../shell/phone';
import type { Database, Reading } from '../storage/database.ts';
import type { LogLine, Saved, StoredEvidence, StoredLog, StoredStandard, StoredTrouble, StoredVisit } from '../storage/schema.ts';
import { effectOf, onPhone, type Effect } from './visit.ts';

export interface Holdings {
  visits: ReadonlySignal<VisitOnPhone[]>;
  visit(id: string): ReadonlySignal<VisitOnPhone | undefined>;
  outbox: ReadonlySignal<Saved[]>;
  evidence: ReadonlySignal<StoredEvidence[]>;
  /** First what a list needs, then the logs. */
  load(): Promise<void>;
  /** Reads again what another hand (the sync, another tab) has changed; without ids everything. */
  reload(ids?: readonly string[]): Promise<void>;
  /** A fact that has just been saved appears at once, without asking the disk. */
  saved(fact: Saved): void;
  /** What a visit's record will say once this fact counts; undefined where the phone does not hold the visit. */
  effect(fact: Saved): Effect | undefined;
}
interface Found { visits: StoredVisit[]; logs: StoredLog[]; outbox: Saved[]; standards: StoredStandard[]; trouble: StoredTrouble[]; evidence: StoredEvidence[] }

export function holdings(db: Database): Holdings {
  const stored = new Map<string, StoredVisit>();
  const logs = new Map<string, readonly LogLine[]>();
  const standards = new Map<string, StoredStandard>();
  const shown = new Map<string, Signal<VisitOnPhone | undefined>>();
  const [visits, outbox, evidence] = [signal<VisitOnPhone[]>([]), signal<Saved[]>([]), signal<StoredEvidence[]>([])];
  let trouble: StoredTrouble[] = [];
  let logsRead = false;
  const slot = (id: string) => shown.get(id) ?? shown.set(id, signal<VisitOnPhone | undefined>(undefined)).get(id)!;
  const linesOf = (id: string) => logs.get(id) ?? [];
  const pendingOf = (id: string) => outbox.value.filter(({ subject }) => subject.type === 'visit' && subject.id === id);
  const standardOf = (visit: StoredVisit | undefined) => visit && standards.get(visit.bundle.grant.standard.hash);

  function build(id: string): VisitOnPhone | undefined {
    const visit = stored.get(id);
    const standard = standardOf(visit);
    if (!visit || !standard) return undefined; // the standard precedes its visits in the feed; nothing can be shown without it
    const refused = trouble.filter((each) => each.visit === id).map(({ result }) => result);
    return onPhone({ stored: visit, lines: linesOf(id), pending: pendingOf(id), standard, trouble: refused });
  }
  function show(ids: Iterable<string>): void {
    const built = new Map(visits.value.map((each) => [each.bundle.id, each]));
    for (const id of ids) {
      const now = build(id);
      if (now) built.set(id, now); else built.delete(id);
      if (logsRead) slot(id).value = now;
    }
    visits.value = [...built.values()].sort(byDayAndTime);
  }
  function take(found: Found, ids: readonly string[]): void {
    batch(() => {
      for (const id of ids) { stored.delete(id); logs.delete(id); }
      for (const visit of found.visits) stored.set(visit.id, visit);
      for (const { visit, lines } of found.logs) logs.set(visit, lines);
      for (const standard of found.standards) standards.set(standard.hash, standard);
      [outbox.value, evidence.value, trouble] = [found.outbox, found.evidence, found.trouble];
      show(ids);
    });
  }
  const everyId = (found: Found) => [...new Set([...stored.keys(), ...found.visits.map(({ id }) => id)])];
  return {
    visits, outbox, evidence, visit: slot,
    async load() {
      const list = await readAll(db, false);
      take(list, everyId(list));
      const whole = await readAll(db, true);
      logsRead = true;
      take(whole, everyId(whole));
    },
    async reload(ids) {
      const found = ids ? await readSome(db, ids) : await readAll(db, true);
      take(found, ids ?? everyId(found));
    },
    saved(fact) {
      batch(() => {
        const [visit, effect] = [stored.get(fact.subject.id), this.effect(fact)];
        if (visit && effect) stored.set(visit.id, { ...visit, ...effect });
        outbox.value = [...outbox.value.filter(({ seq }) => seq !== fact.seq), fact];
        if (visit) show([visit.id]);
      });
    },
    effect(fact) {
      const visit = fact.subject.type === 'visit' ? stored.get(fact.subject.id) : undefined;
      const standard = standardOf(visit);
      return visit && standard && effectOf(visit, standard, linesOf(visit.id), [...pendingOf(visit.id), fact]);
    },
  };
}

function readAll(db: Database, withLogs: boolean): Promise<Found> {
  return db.read(['visits', 'logs', 'outbox', 'standards', 'trouble', 'evidence'], async (tx) => {
    const visits = tx.objectStore('visits').getAll();
    return readRest(tx, visits, withLogs ? tx.objectStore('logs').getAll() : Promise.resolve([]));
  });
}

function readSome(db: Database, ids: readonly string[]): Promise<Found> {
  return db.read(['visits', 'logs', 'outbox', 'standards', 'trouble', 'evidence'], async (tx) => {
    const visits = Promise.all(ids.map((id) => tx.objectStore('visits').get(id)));
    const logs = Promise.all(ids.map((id) => tx.objectStore('logs').get(id)));
    return readRest(tx, visits, logs);
  });
}

async function readRest(tx: Reading, visits: Promise<(StoredVisit | undefined)[]>, logs: Promise<(StoredLog | undefined)[]>): Promise<Found> {
  const [found, lines, outbox, standards, trouble, evidence] = await Promise.all([
    visits, logs, tx.objectStore('outbox').getAll(), tx.objectStore('standards').getAll(),
    tx.objectStore('trouble').getAll(), tx.objectStore('evidence').getAll(),
  ]);
  return { visits: found.filter((each) => each !== undefined), logs: lines.filter((each) => each !== undefined), outbox, standards, trouble, evidence };
}

/** The order of the day: by day, then by the time agreed or the window's start, then by number. */
function byDayAndTime(one: VisitOnPhone, two: VisitOnPhone): number {
  const key = ({ bundle: { work, number } }: VisitOnPhone) => `${work.day} ${work.agreed_at ?? work.window?.from ?? '~'} ${number}`;
  const [a, b] = [key(one), key(two)];
  return a < b ? -1 : a > b ? 1 : 0;
}
