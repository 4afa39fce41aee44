/** What is measured of Doorstep, wherever it runs: the whole engine of the technician's app, told by commands what to do. */
import { openPhone, type OpenPhone } from '../../../pwa/technician/phone/open.ts';
import { browserEnvironment } from '../../../pwa/technician/storage/environment.ts';

/** How many visits are on the phone, and for how many seconds it only waited for line and server. */
export interface Found {
  count: number;
  waited: number;
}
export interface Asked {
  url: string;
  round: number;
  login: string;
  password: string;
  step: string;
  value: string;
}
/** The network under a phone; each phone has one of its own, because each has a sign-in of its own. */
export type Network = (url: string) => typeof fetch;

/** A phone that is held back while something is prepared that is not to be measured: as if another tab were at it, so that it does not even try. */
class Measured {
  phone: OpenPhone;
  private readonly name: string;
  private goOn = (): void => undefined;
  private waited = 0;

  constructor(name: string, network: typeof fetch) {
    const send: typeof fetch = async (path, init) => {
      const began = performance.now();
      const answer = await network(path, init);
      const body = await answer.arrayBuffer();
      this.waited += performance.now() - began;
      return new Response(answer.status === 204 ? null : body, { status: answer.status, headers: answer.headers });
    };
    this.name = name;
    this.phone = openPhone({ ...browserEnvironment(), name, storage: undefined, chance: () => 0.5, fetch: send });
  }

  async enrolled({ login, password }: Asked): Promise<this> {
    await this.phone.whole;
    await this.phone.signIn(login, password);
    await this.heldBack();
    await this.phone.enrol('Measured', '2580');
    return this;
  }

  /** From now on nothing goes out; resolves when what was going out is done. */
  heldBack(): Promise<void> {
    return new Promise((held) => {
      void navigator.locks.request(
        `${this.name}:sync`,
        () =>
          new Promise<void>((released) => {
            this.goOn = released;
            held();
          }),
      );
    });
  }

  /** Until nothing is left to send and the first fetch is whole. */
  async home(): Promise<Found> {
    this.goOn();
    await navigator.locks.request(`${this.name}:sync`, () => undefined);
    this.waited = 0;
    do await this.phone.sendNow();
    while (this.unsent() || !this.phone.firstSyncDone.value);
    return this.found();
  }

  /** A fact that was just saved goes by itself. */
  async alone(): Promise<Found> {
    this.waited = 0;
    while (this.unsent()) await new Promise((later) => setTimeout(later, 1));
    return this.found();
  }

  private unsent(): boolean {
    return this.phone.delivery.value.state !== 'all_sent';
  }

  private found(): Found {
    return { count: this.phone.visits.value.length, waited: this.waited / 1000 };
  }
}

/** The commands, for one client or for two that share them out. */
export function commands(network: Network, texts: () => string[]): object {
  let [ours, theirs]: Measured[] = [];
  return {
    async prepare(asked: Asked) {
      ours = await new Measured(`ours-${asked.round}`, network(asked.url)).enrolled(asked);
      await ours.home();
      await ours.heldBack();
      const notes = texts();
      for (const [i, { bundle }] of ours.phone.visits.value.entries()) {
        await ours.phone.report({ type: 'visit', id: bundle.id }, 'noted', { text: notes[i]!, about: 'visit' });
      }
    },
    push: () => ours!.home(),
    async fresh(asked: Asked) {
      theirs = await new Measured(`theirs-${asked.round}`, network(asked.url)).enrolled(asked);
    },
    pull: () => theirs!.home(),
    async settle() {
      theirs?.phone.close();
      await ours!.home();
    },
    async nothing() {
      await ours!.phone.sendNow();
    },
    async one({ step, value }: Asked) {
      const { bundle } = ours!.phone.visits.value[0]!;
      await ours!.phone.report({ type: 'visit', id: bundle.id }, 'answered', { step, value });
      ours!.phone.sendWaiting(); // as at the end of a moment: the pause is none of the line's
      return ours!.alone();
    },
  };
}
