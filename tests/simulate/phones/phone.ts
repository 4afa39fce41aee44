/** One simulated phone: the real app's engine, started, used, killed and looked at as a world's story wants it. */
import { openPhone, type OpenPhone } from '../../../pwa/technician/phone/open.ts';
import { database, type Database } from '../../../pwa/technician/storage/database.ts';
import type { FactKind } from '../../../pwa/technician/storage/factKinds.ts';
import { sha256 } from '../../../pwa/technician/storage/hashes.ts';
import { STORES, type Account, type StoreName } from '../../../pwa/technician/storage/schema.ts';
import type { Subject } from '../../../pwa/technician/storage/wire.ts';
import { Process, type Death } from './dying.ts';
import { environmentOf, Locks, type Network } from './environment.ts';

/** What a phone says of a turn of duty. */
export type OfDuty = 'handed_over' | 'took_over' | 'duty_noted';
/** About the nth of the world's `visits` that this phone holds; where a `standard` is named, only if that visit pins it. */
export interface Report {
  visits: string[];
  visit: number;
  kind: string;
  body: Record<string, unknown>;
  withdraw?: number;
  photograph?: string;
  standard?: string;
}
/** All that a browser has stored. */
export type Stored = { name: StoreName; keys: IDBValidKey[]; values: unknown[]; inline: boolean }[];
type Done = Record<string, unknown>;

const FOLLOWS = new Set(['notice_posted', 'supply_back']);
const WRITES = new Set(['answered', 'deviated', 'appointed']);

export class SimulatedPhone {
  readonly lies = { skew: 0 };
  private readonly name: string;
  private readonly network: Network;
  private process = new Process();
  private locks = new Locks();
  private phone!: OpenPhone;
  private up: Promise<unknown> = Promise.resolve();
  private readonly db: Database;

  constructor(name: string, network: Network) {
    [this.name, this.network] = [name, network];
    this.db = database(name);
  }

  /** A start of the app; a process that ran before is killed where it stands, also in the middle of its own start. */
  async start(): Promise<Done> {
    this.process.kill();
    const process = new Process();
    [this.process, this.locks] = [process, new Locks()];
    const environment = environmentOf(this.name, this.lies, process, this.locks, this.network);
    this.up = process.run(() => {
      this.phone = openPhone(environment);
      return Promise.race([this.phone.whole, process.dead]); // because nobody is left to hear how a killed start ends
    });
    await this.running();
    return {};
  }

  /** Over when the last start is. */
  private async running(): Promise<void> {
    for (let waited: Promise<unknown> | undefined; waited !== this.up; ) await (waited = this.up);
  }

  enrol(login: string, password: string): Promise<Done> {
    return this.living(async () => {
      await this.phone.signIn(login, password);
      await this.reaching(() => this.phone.enrol('A phone', '2580'));
      return {};
    });
  }

  signIn(login: string, password: string): Promise<Done> {
    return this.living(async () => {
      await this.phone.signIn(login, password);
      return {};
    });
  }

  /** Saved under `id`; `seen` are the writes of the same step that stood on the screen. */
  report({ visits, visit, withdraw, photograph, standard, ...what }: Report, death: Death | undefined): Promise<Done> {
    return this.living(async () => {
      const held = visits.filter((id) => this.phone.visits.value.some(({ bundle }) => bundle.id === id));
      const subject: Subject =
        held.length > 0 ? { type: 'visit', id: held[visit % held.length]! } : { type: 'shift', id: '2026-07-14' };
      const { kind, body } = held.length > 0 ? what : { kind: 'shift_started', body: {} as Record<string, unknown> };
      const shown = this.phone.visit(subject.id).value;
      if (standard !== undefined && shown?.bundle.grant.standard.id !== standard) return { refused: 'not_offered' };
      const log = shown?.log ?? [];
      const seen = log
        .filter((each) => WRITES.has(each.kind) && each.body['step'] === body['step'])
        .map(({ id }) => id);
      if (held.length > 0 && FOLLOWS.has(kind)) return this.follows(subject, kind, body, photograph);
      const own =
        withdraw === undefined || held.length === 0 ? [] : log.filter((each) => each.mine && WRITES.has(each.kind));
      if (withdraw !== undefined && held.length > 0 && own.length === 0) return { refused: 'nothing_to_withdraw' };
      const named = own.length > 0 ? { fact: own[withdraw! % own.length]!.id } : {};
      const kept =
        photograph === undefined
          ? {}
          : await this.phone.keepEvidence(subject.id, new TextEncoder().encode(photograph).buffer, 'image/jpeg');
      if (kind === 'signing_offered') return this.offered(subject.id, String(body['text']));
      const said = { ...body, ...named, ...kept };
      return { id: await this.phone.report(subject, kind as FactKind, said), kind, body: said, seen };
    }, death);
  }

  /** What comes after a closed valve; a notice with its photograph, which is a fact of its own. */
  private async follows(
    subject: Subject,
    kind: string,
    body: Record<string, unknown>,
    photograph: string | undefined,
  ): Promise<Done> {
    const log = this.phone.visit(subject.id).value?.log ?? [];
    const cut = log.findLast((each) => each.mine && each.kind === 'supply_cut')?.id;
    if (cut === undefined) return { refused: 'nothing_to_withdraw' };
    const said: Record<string, unknown> = { ...body, cut };
    if (photograph !== undefined) {
      const bytes = new TextEncoder().encode(photograph).buffer;
      const kept = await this.phone.keepEvidence(subject.id, bytes, 'image/jpeg');
      await this.phone.report(subject, 'photographed', { purpose: 'notice', width: 4, height: 3, ...kept });
      said.photo = kept.sha256;
    }
    return { id: await this.phone.report(subject, kind as FactKind, said as never), kind, body: said, seen: [] };
  }

  /** Somebody gives the turn that they are on, writes into its book, or takes the next of theirs. */
  duty(kind: OfDuty, death: Death | undefined): Promise<Done> {
    return this.living(async () => {
      const id = this.phone.person.value?.id ?? '';
      const turn = this.phone.duty.value.find(
        ({ person, state }) => person.id === id && (state === 'planned') === (kind === 'took_over'),
      );
      if (!turn) return { refused: 'no_turn' };
      const read = (turn.open ?? []).map(({ type, id, due }) => ({ type, id, ...(due && { due }) }));
      const said = { took_over: {}, duty_noted: { text: '记一笔' }, handed_over: { open: read, notes: '交代一句' } };
      const body = { duty: turn.id, ...said[kind] };
      return { id: await this.phone.report({ type: 'person', id }, kind, body), kind, body, seen: [] };
    }, death);
  }

  /** The customer is shown a code; `code` is what a camera reads. */
  private async offered(visit: string, text: string): Promise<Done> {
    const shown = { text, sha256: await sha256(text), language: 'zh-CN' as const };
    const code = await this.phone.offerSigning(visit, shown);
    const { id, kind, body } = this.phone
      .visit(visit)
      .value!.log.findLast((each) => each.mine && each.kind === 'signing_offered')!;
    return { id, kind, body, seen: [], code };
  }

  sync(death: Death | undefined): Promise<Done> {
    return this.living(() => this.reaching(() => this.phone.sendNow()), death);
  }

  /** What the screen says of what is unsent, and what lies on the disk. */
  async look(tries = 20): Promise<Done> {
    const [outbox, account] = await this.db.read(['outbox', 'meta'], (tx) =>
      Promise.all([
        tx.objectStore('outbox').getAll(),
        tx.objectStore('meta').get('account') as Promise<Account | undefined>,
      ]),
    );
    const { facts, photographs, state } = this.phone.delivery.value;
    if (facts !== outbox.length && tries > 0) {
      // the screen follows the disk a moment later
      await new Promise((resolve) => setImmediate(resolve));
      return this.look(tries - 1);
    }
    return {
      unsent: facts,
      photographs,
      word: state,
      device: account?.enrolment.device,
      revoked: account?.revoked ?? false,
      outbox: outbox.map(({ id }) => id),
    };
  }

  /** Everything that the phone shows of its visits. */
  whole(): Done {
    const visits = this.phone.visits.value.map((visit) => ({
      ...visit.bundle,
      log: undefined,
      staff: undefined,
      version: undefined,
      state: visit.state,
      evicted: visit.evicted,
      readOnly: visit.readOnly,
      conflicts: visit.conflicts
        .filter(({ state }) => state === 'open')
        .map(({ id }) => id)
        .sort(),
      trouble: visit.trouble.length,
      lines: visit.log.map(({ id, kind, mine, sent, outcome }) => ({ id, kind, mine, sent, outcome })),
    }));
    const turns = this.phone.duty.value.map(({ id, state, person, open }) => [
      id,
      state,
      person.id,
      (open ?? []).map((each) => each.id),
    ]);
    return { visits, turns, signedOut: this.phone.delivery.value.state };
  }

  /** Another device gets a copy of all that this browser had stored. */
  async clonedFrom(other: SimulatedPhone): Promise<Done> {
    await this.filledWith(await other.stored());
    return this.start();
  }

  stored(): Promise<Stored> {
    const stores = [...STORES];
    return this.db.read(stores, (tx) =>
      Promise.all(
        stores.map(async (name) => {
          const store = tx.objectStore(name);
          const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
          return { name, keys, values: values as unknown[], inline: store.keyPath !== null };
        }),
      ),
    );
  }

  filledWith(stored: Stored): Promise<unknown> {
    return this.db.write([...STORES], (tx) =>
      Promise.all(
        stored.flatMap(({ name, keys, values, inline }) =>
          values.map((value, i) =>
            inline
              ? tx.objectStore(name).put(value as never)
              : tx.objectStore(name).put(value as never, keys[i] as never),
          ),
        ),
      ),
    );
  }

  /** The browser threw this app's storage away; what starts again is a phone that nobody has set up. */
  async wiped(): Promise<Done> {
    this.process.kill();
    this.db.close();
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => {
      const asked = indexedDB.deleteDatabase(this.name);
      asked.onsuccess = asked.onerror = () => resolve();
    });
    return this.start();
  }

  close(): void {
    this.process.kill();
    this.db.close();
  }

  /** Within, the phone may look for its server; over when it rests. */
  private async reaching(work: () => Promise<void>): Promise<Done> {
    this.locks.awake = true;
    await work();
    while (this.locks.busy()) await new Promise((resolve) => setImmediate(resolve)); // bytes of which the answer told follow by themselves
    this.locks.awake = false;
    return {};
  }

  /** Runs in this start of the app; a refusal is told by its code, a death by name, followed by a new start. */
  private async living(work: () => Promise<Done>, death?: Death): Promise<Done> {
    const { process } = this;
    process.death = death;
    const done = process
      .run(work)
      .catch((error: unknown) => ({ refused: (error as { code?: string }).code ?? String((error as Error).stack) }));
    const first = await Promise.race([done, process.dead]);
    process.death = undefined;
    if (first !== 'dead') return first;
    await (process === this.process ? this.start() : this.running());
    return { died: true };
  }
}
