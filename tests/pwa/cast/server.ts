/** A server that keeps the protocol's promises in memory, checks every hash and signature, and breaks down when told to. */
import { gunzipSync } from 'node:zlib';
import { decode, documentBytes, encode, factBytes, sha256 } from '../../../pwa/technician/storage/hashes.ts';
import type { Body, Change, Fact, Outcome, Presented, Result } from '../../../pwa/technician/storage/wire.ts';
import { ORGANISATION, PERSON } from './people.ts';
import { Uploads } from './uploads.ts';

export { ORGANISATION, PERSON };

interface Device {
  id: string;
  publicKey: string;
  received: Map<number, { hash: string; id: string; outcome: Outcome }>;
  lastSeq: number;
}
type Init = RequestInit | undefined;
export interface Pushed {
  facts: Fact[];
  bytes: number;
  packed: boolean;
  cursor: number;
  as_of?: number;
  device: string;
  certificate?: Body;
  grants?: Presented[];
}

export class FakeServer {
  readonly devices = new Map<string, Device>();
  readonly uploads = new Uploads();
  readonly feed: Change[] = [];
  readonly pushes: Pushed[] = [];
  /** Facts with a lasting outcome, in the order in which they took effect. */
  readonly log: Fact[] = [];
  epoch = 'epoch-1';
  signedIn = true;
  /** The phone that the sign-in is bound to. */
  sessionDevice: string | undefined;
  person = PERSON;
  page = 500;
  oldestCursor = 0;
  minimumApp = '0.1.0';
  revoked = false;
  /** Up to where a backup has the work of a revoked phone. */
  backedUpSeq = 0;
  skew = 0;
  /** Nothing gets through, in either direction. */
  offline = false;
  /** Nothing gets through to this path. */
  cutOff: string | undefined;
  forgeCertificates = false;
  /** Devices of after the backup: known again once they show their certificate. */
  readonly forgotten = new Map<string, Device>();
  /** What a restored server does with the grants that it is shown. */
  shown: (grants: Presented[]) => void = () => undefined;
  judge: (fact: Fact) => Result['outcome'] | { outcome: Outcome; code: string } = () => 'applied';
  /** Faults for the next requests to a path, first come first served: instead of the answer, or after the work was done. */
  readonly before: ((path: string) => Response | Promise<Response> | undefined)[] = [];
  readonly after: ((path: string) => Response | Promise<Response> | undefined)[] = [];
  /** The secret that each phone told for its code, by device. */
  readonly unlock = new Map<string, string>();
  private clock = 0;
  private made = 0;

  /** Adds changes to the feed with the next versions. */
  change(...changes: (Change extends infer C ? (C extends Change ? Omit<C, 'version'> : never) : never)[]): void {
    for (const change of changes) this.feed.push({ ...change, version: (this.clock += 1) } as Change);
  }

  async answer(path: string, init: Init): Promise<Response> {
    if (this.offline || path === this.cutOff) throw new TypeError('no network');
    const fault = this.before.length > 0 && this.before[0]!(path);
    if (fault) {
      this.before.shift();
      return fault;
    }
    const answer = await this.route(path, init);
    const late = this.after.length > 0 && this.after[0]!(path);
    if (late) {
      this.after.shift();
      return late;
    }
    return answer;
  }

  private async route(path: string, init: Init): Promise<Response> {
    const [method, headers] = [init?.method ?? 'GET', new Headers(init?.headers)];
    if (path === '/api/v1/session' && method === 'POST') return this.signIn(JSON.parse(String(init!.body)) as Body);
    if (path === '/api/v1/session' && method === 'GET') {
      return this.signedIn
        ? json(200, {
            person: this.person,
            organisation: ORGANISATION,
            ...(this.sessionDevice && { device: this.sessionDevice }),
          })
        : problem(401, 'signed_out');
    }
    if (path === '/api/v1/session') {
      this.signedIn = false;
      return new Response(null, { status: 204 });
    }
    if (!this.signedIn) return problem(401, 'signed_out');
    if (path === '/api/v1/devices') return json(201, await this.enrol(JSON.parse(String(init!.body)) as Body));
    if (path === '/api/v1/sync') return this.sync(init!);
    if (path.startsWith('/api/v1/uploads'))
      return this.uploads.answer(path, method, headers, init?.body as ArrayBuffer);
    return problem(404, 'not_found');
  }

  private signIn({ password }: Body): Response {
    if (password !== 'right') return problem(401, 'wrong_password');
    this.signedIn = true;
    return json(201, { person: this.person, organisation: ORGANISATION });
  }

  private async enrol({ public_key }: Body): Promise<object> {
    const id = `01980000-0000-7000-8000-0000000001${String((this.made += 1)).padStart(2, '0')}`;
    this.devices.set(id, { id, publicKey: public_key as string, received: new Map(), lastSeq: 0 });
    const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign'])) as CryptoKeyPair;
    const unsigned = { v: 1, type: 'device-certificate', device: id, issuer: 'test' };
    const signature = encode(await crypto.subtle.sign('Ed25519', pair.privateKey, documentBytes(unsigned)));
    const certificate = { ...unsigned, ...(this.forgeCertificates && { device: 'another' }), signature };
    const server_keys = [
      {
        id: 'test',
        public_key: encode(await crypto.subtle.exportKey('raw', pair.publicKey)),
        from: '2026-01-01T00:00:00.000Z',
      },
    ];
    const key = (await sha256(decode(public_key as string))).slice(0, 16);
    return { device: id, key, certificate, server_keys, organisation: ORGANISATION, person: this.person };
  }

  private async sync(init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const packed = headers.get('Content-Encoding') === 'gzip';
    const raw = packed ? gunzipSync(new Uint8Array(init.body as ArrayBuffer)) : Buffer.from(init.body as string);
    const asked = JSON.parse(raw.toString()) as {
      device: string;
      cursor: number;
      as_of?: number;
      facts: string[];
      certificate?: Body;
      grants?: Presented[];
      told?: { unlock?: string };
      confidential?: number;
    };
    if (asked.told?.unlock) this.unlock.set(asked.device, asked.told.unlock);
    const back = asked.certificate?.['device'] === asked.device ? this.forgotten.get(asked.device) : undefined;
    if (back) this.devices.set(back.id, back);
    const device = this.devices.get(asked.device);
    if (!device) return problem(403, 'device_not_yours');
    const facts = asked.facts.map((text) => JSON.parse(text) as Fact);
    if (asked.grants) this.shown(asked.grants);
    const { certificate, grants, as_of } = asked;
    this.pushes.push({
      ...(certificate && { certificate }),
      ...(grants && { grants }),
      ...(as_of !== undefined && { as_of }),
      facts,
      bytes: packed ? (init.body as ArrayBuffer).byteLength : raw.length,
      packed,
      cursor: asked.cursor,
      device: asked.device,
    });
    const taken = await this.push(device, facts);
    if (taken instanceof Response) return taken;
    const about = {
      ...taken,
      countersignatures: [],
      minimum_app: this.minimumApp,
      server_time: this.time(),
      epoch: this.epoch,
      ...(asked.confidential !== undefined && { backed_up_seq: this.backedUpSeq }),
    };
    if (asked.cursor < this.oldestCursor && asked.cursor > 0) return problem(410, 'cursor_too_old', about);
    if (this.minimumApp > '0.1.0') return problem(426, 'app_too_old', about);
    return json(200, { ...about, ...this.pull(asked.cursor) });
  }

  private async push(device: Device, facts: Fact[]): Promise<Response | object> {
    const results: Result[] = [];
    let expected: number | undefined;
    for (const fact of facts) {
      const hash = await sha256(await factBytes(fact as unknown as Body));
      const known = device.received.get(fact.seq);
      if (known && known.hash !== hash) return problem(409, 'cloned_device');
      if (fact.seq > device.lastSeq + 1) {
        expected = device.lastSeq + 1;
        break;
      }
      results.push({
        seq: fact.seq,
        id: fact.id,
        ...(known ? { outcome: known.outcome } : await this.take(device, fact, hash)),
      });
    }
    return {
      results,
      last_seq: device.lastSeq,
      ...(expected !== undefined && { expected_seq: expected }),
      ...(this.revoked && { revoked: true, backed_up_seq: this.backedUpSeq }),
    };
  }

  private async take(device: Device, fact: Fact, hash: string): Promise<{ outcome: Outcome; code?: string }> {
    await this.verify(device, fact);
    const seen = this.log.some(({ id }) => id === fact.id);
    const judged = seen ? 'merged' : this.judge(fact);
    const verdict = typeof judged === 'string' ? { outcome: judged } : judged;
    device.received.set(fact.seq, { hash, id: fact.id, outcome: verdict.outcome });
    device.lastSeq = fact.seq;
    if (!seen && (verdict.outcome === 'applied' || verdict.outcome === 'conflict')) this.log.push(fact);
    return verdict;
  }

  private async verify(device: Device, fact: Fact): Promise<void> {
    const key = await crypto.subtle.importKey(
      'raw',
      decode(device.publicKey),
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['verify'],
    );
    const covered = await factBytes(fact as unknown as Body);
    if (!(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, decode(fact.signature), covered)))
      throw new Error(`bad signature at ${fact.seq}`);
  }

  private pull(cursor: number): object {
    if (this.revoked) return { changes: [], cursor, more: false };
    const due = this.feed.filter(({ version }) => version > cursor);
    const changes = due.slice(0, this.page).map((change) => this.withLog(change));
    return {
      changes,
      cursor: changes.at(-1)?.version ?? Math.min(cursor, this.clock),
      more: due.length > changes.length,
      ...(cursor === 0 && { as_of: this.clock }),
    };
  }

  /** A bundle carries the visit's log as it is when it is fetched. */
  private withLog(change: Change): Change {
    if (change.type !== 'grant' || change.visit.log.length > 0) return change;
    const log = this.log.filter(({ subject }) => subject.id === change.visit.id).map((fact) => JSON.stringify(fact));
    return { ...change, visit: { ...change.visit, log } };
  }

  private time(): string {
    return new Date(Date.parse('2026-07-14T01:00:00.000Z') + performance.now() + this.skew).toISOString();
  }
}

export function problem(status: number, code: string, more: object = {}): Response {
  const body = JSON.stringify({ ...more, type: 'about:blank', title: code, status, detail: code, code, next: code });
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json' } });
}

export function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}
