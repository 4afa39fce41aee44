/** The phones of a world in one process: commands in, requests to the server and results out, one JSON a line. */
import { createInterface } from 'node:readline';
import type { Death } from './dying.ts';
import './dying.ts';
import { world, type Answer, type Asked } from './environment.ts';
import { SimulatedPhone, type OfDuty, type Report, type Stored } from './phone.ts';

interface Command {
  n: number;
  do: string;
  now: number;
  phone: string;
  login: string;
  password: string;
  report: Report;
  kind: OfDuty;
  death?: Death;
  skew: number;
  from: string;
  name: string;
}
type Line = Command | ({ answer: number } & Answer);

// Nobody waits in a simulation: what is to happen later happens when the story says so.
const soon = globalThis.setTimeout;
Object.assign(globalThis, {
  BroadcastChannel: undefined,
  setTimeout: (work: () => void, ms = 0) => (ms < 100 ? soon(work, ms) : undefined),
});
const stretch = crypto.subtle.deriveBits.bind(crypto.subtle);
crypto.subtle.deriveBits = (how, key, length) => stretch({ ...(how as Pbkdf2Params), iterations: 1 }, key, length);

const phones = new Map<string, SimulatedPhone>();
const beginnings = new Map<string, Map<string, Stored>>();
const waiting = new Map<number, (answer: Answer) => void>();
let asked = 0;
let worlds = 0;

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

function network(phone: string) {
  return (request: Asked) =>
    new Promise<Answer>((resolve) => {
      waiting.set((asked += 1), resolve);
      say({ ask: asked, phone, ...request });
    });
}

function phoneOf(name: string): SimulatedPhone {
  const phone = phones.get(name) ?? new SimulatedPhone(`${worlds}-${name}`, network(name));
  phones.set(name, phone);
  return phone;
}

/** A new world; its phones have what was kept under this name, else nothing. */
async function newWorld(name: string): Promise<object> {
  for (const phone of phones.values()) phone.close();
  phones.clear();
  waiting.clear();
  Object.assign(globalThis, { indexedDB: new IDBFactory() });
  worlds += 1;
  for (const [phone, stored] of beginnings.get(name) ?? []) await phoneOf(phone).filledWith(stored);
  return {};
}

async function keep(name: string): Promise<object> {
  beginnings.set(
    name,
    new Map(await Promise.all([...phones].map(async ([phone, it]) => [phone, await it.stored()] as const))),
  );
  return {};
}

function obey(command: Command): object | Promise<object> {
  const phone = command.phone === undefined ? undefined : phoneOf(command.phone);
  switch (command.do) {
    case 'world':
      return newWorld(command.name);
    case 'keep':
      return keep(command.name);
    case 'start':
      return phone!.start();
    case 'enrol':
      return phone!.enrol(command.login, command.password);
    case 'sign in':
      return phone!.signIn(command.login, command.password);
    case 'report':
      return phone!.report(command.report, command.death);
    case 'duty':
      return phone!.duty(command.kind, command.death);
    case 'sync':
      return phone!.sync(command.death);
    case 'look':
      return phone!.look();
    case 'whole':
      return phone!.whole();
    case 'clock':
      phone!.lies.skew = command.skew;
      return {};
    case 'wipe':
      return phone!.wiped();
    case 'clone':
      return phone!.clonedFrom(phoneOf(command.from));
    default:
      throw new Error(`unknown command ${command.do}`);
  }
}

/** After these the world looks at the phone, so that need not be asked for. */
const TOLD = new Set(['start', 'report', 'sync']);

async function hear(line: Line): Promise<void> {
  if ('answer' in line) {
    waiting.get(line.answer)?.(line);
    waiting.delete(line.answer);
    return;
  }
  world.now = line.now;
  try {
    const result = await obey(line);
    say({ done: line.n, result: TOLD.has(line.do) ? { ...result, look: await phoneOf(line.phone).look() } : result });
  } catch (error) {
    say({ done: line.n, result: { broken: String((error as Error).stack) } });
  }
}

// What a killed process had begun is aborted, and nobody is there to hear of it.
process.on('unhandledRejection', (error) => {
  if ((error as Error).name !== 'AbortError') say({ loose: String((error as Error)?.stack ?? error) });
});
createInterface({ input: process.stdin }).on('line', (line) => void hear(JSON.parse(line) as Line));
