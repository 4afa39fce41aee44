/** The real engine of the technician's app in Node: its storage is fake-indexeddb, its network is Node's fetch, nothing else is replaced. */
import 'fake-indexeddb/auto';
import { openPhone, type OpenPhone } from '../../../pwa/technician/phone/open.ts';
import type { Surroundings } from '../../../pwa/technician/storage/surroundings.ts';
// @ts-expect-error: a plain script that all clients share
import { obey, texts } from './obey.mjs';

/** How many visits are on the phone, and for how many seconds it only waited for line and server. */
interface Found { count: number; waited: number }
interface Asked { url: string; round: number; login: string; password: string; step: string; value: string }

/** A phone whose syncs go out only while `open` is true: what is prepared is not to be measured. */
class Measured {
  open = true;
  phone: OpenPhone;
  private cookie = '';
  private waited = 0;

  private readonly url: string;

  constructor(url: string, name: string) {
    this.url = url;
    this.phone = openPhone(this.ground(name));
  }

  async enrolled({ login, password }: Asked): Promise<this> {
    await this.phone.whole;
    await this.phone.signIn(login, password);
    this.open = false;
    await this.phone.enrol('Measured', '2580');
    return this;
  }

  /** Until nothing is left to send and the first fetch is whole. */
  async home(): Promise<Found> {
    this.open = true;
    do await this.phone.sendNow(); while (this.unsent());
    return this.found();
  }

  /** A fact that was just saved goes by itself. */
  async alone(): Promise<Found> {
    while (this.unsent()) await new Promise((later) => setTimeout(later, 1));
    return this.found();
  }

  /** From now on nothing goes out; resolves when the last turn has understood it. */
  async closed(): Promise<void> {
    this.open = false;
    await this.phone.sendNow();
  }

  private unsent(): boolean {
    return this.phone.delivery.value.state !== 'all_sent';
  }

  private found(): Found {
    const waited = this.waited / 1000;
    this.waited = 0;
    return { count: this.phone.visits.value.length, waited };
  }

  private ground(name: string): Surroundings {
    return {
      name, appVersion: '0.1.0', storage: undefined, chance: () => 0.5, locks: navigator.locks,
      now: () => Date.now(), monotonic: () => performance.now(),
      fetch: async (path, init) => {
        if (!this.open && String(path).startsWith('/api/v1/sync')) throw new TypeError('not yet');
        const { credentials: _, cache: __, ...rest } = init ?? {};
        const began = performance.now();
        const answer = await fetch(this.url + String(path), { ...rest, headers: { ...rest.headers as object, ...(this.cookie && { Cookie: this.cookie }) } });
        for (const each of answer.headers.getSetCookie()) this.cookie = each.split(';')[0]!;
        const body = await answer.arrayBuffer();
        this.waited += performance.now() - began;
        return new Response(answer.status === 204 ? null : body, { status: answer.status, headers: answer.headers });
      },
    };
  }
}

let [ours, theirs]: Measured[] = [];

obey({
  async prepare(asked: Asked) {
    ours = await new Measured(asked.url, `ours-${asked.round}`).enrolled(asked);
    await ours.home();
    ours.open = false;
    const notes = texts() as string[];
    for (const [i, { bundle }] of ours.phone.visits.value.entries()) {
      await ours.phone.report({ type: 'visit', id: bundle.id }, 'noted', { text: notes[i]!, about: 'visit' });
    }
    await ours.closed();
  },
  push: () => ours!.home(),
  async fresh(asked: Asked) { 
    theirs = await new Measured(asked.url, `theirs-${asked.round}`).enrolled(asked);
    await theirs.closed();
  },
  pull: () => theirs!.home(),
  async settle() {
    theirs!.phone.close();
    await ours!.home();
  },
  async nothing() { await ours!.phone.sendNow(); },
  async one({ step, value }: Asked) {
    const { bundle } = ours!.phone.visits.value[0]!;
    await ours!.phone.report({ type: 'visit', id: bundle.id }, 'answered', { step, value });
    return ours!.alone();
  },
});
