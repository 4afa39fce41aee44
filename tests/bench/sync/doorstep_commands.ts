/** What is measured of Doorstep, wherever it runs: the whole engine of the technician's app, told by commands what to do. */
import { openPhone, type OpenPhone } from '../../../pwa/technician/phone/open.ts';
import { browserSurroundings } from '../../../pwa/technician/storage/surroundings.ts';

/** How many visits are on the phone, and for how many seconds it only waited for line and server. */
export interface Found { count: number; waited: number }
export interface Asked { url: string; round: number; login: string; password: string; step: string; value: string }
/** The network under a phone; each phone has one of its own, because each has a sign-in of its own. */
export type Network = (url: string) => typeof fetch;

/** A phone whose syncs go out only while `open` is true: what is prepared is not to be measured. */
class Measured {
  open = true;
  phone: OpenPhone;
  private waited = 0;

  constructor(name: string, network: typeof fetch) {
    const send: typeof fetch = async (path, init) => {
      if (!this.open && String(path).startsWith('/api/v1/sync')) throw new TypeError('not yet');
      const began = performance.now();
      const answer = await network(path, init);
      const body = await answer.arrayBuffer();
      this.waited += performance.now() - began;
      return new Response(answer.status === 204 ? null : body, { status: answer.status, headers: answer.headers });
    };
    this.phone = openPhone({ ...browserSurroundings(), name, storage: undefined, chance: () => 0.5, fetch: send });
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
}

/** The commands, for one client or for two that share them out. */
export function commands(network: Network, texts: () => string[]): object {
  let [ours, theirs]: Measured[] = [];
  return {
    async prepare(asked: Asked) {
      ours = await new Measured(`ours-${asked.round}`, network(asked.url)).enrolled(asked);
      await ours.home();
      ours.open = false;
      const notes = texts();
      for (const [i, { bundle }] of ours.phone.visits.value.entries()) {
        await ours.phone.report({ type: 'visit', id: bundle.id }, 'noted', { text: notes[i]!, about: 'visit' });
      }
      await ours.closed();
    },
    push: () => ours!.home(),
    async fresh(asked: Asked) {
      theirs = await new Measured(`theirs-${asked.round}`, network(asked.url)).enrolled(asked);
      await theirs.closed();
    },
    pull: () => theirs!.home(),
    async settle() {
      theirs?.phone.close();
      await ours!.home();
    },
    async nothing() { await ours!.phone.sendNow(); },
    async one({ step, value }: Asked) {
      const { bundle } = ours!.phone.visits.value[0]!;
      await ours!.phone.report({ type: 'visit', id: bundle.id }, 'answered', { step, value });
      return ours!.alone();
    },
  };
}
