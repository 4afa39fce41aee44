// What was in a phone's file goes to the server: records in batches, in the phone's order; then the bytes that they name, in chunks.
import type { Contents, Evidence } from './contents.ts';

export interface Problem {
  code: string;
  title?: string;
  detail?: string;
  next?: string;
}
/** The server, or this page, said no. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

export interface Visit {
  id: string;
  number: string;
}
export interface Taken {
  new: number;
  known: number;
  aside: number;
  left: number;
  visits: Visit[];
}
export interface TakenEvidence {
  new: number;
  known: number;
  left: number;
  bytes: number;
}
type Told = (done: number, all: number) => void;

const MOST_FACTS = 50;
const MOST_BYTES = 400_000; // of texts in one request, so that escaping them keeps it below the server's limit
const MOST_GRANTS = 10;
const CHUNK = 384 * 1024;
/** Codes of single pictures that are left where they are, while the others go on. */
const ONE_PICTURE = new Set(['evidence_not_named', 'evidence_not_accepted', 'bytes_differ']);

/** Sums what became of all records. Refused where the file as a whole is not taken. */
export async function sendFacts(address: string, { about, facts, grants }: Contents, told: Told): Promise<Taken> {
  const sum: Taken = { new: 0, known: 0, aside: 0, left: 0, visits: [] };
  const certificate = about.certificate;
  for (let from = 0; from < grants.length; from += MOST_GRANTS) {
    await post(`${address}/facts`, {
      certificate,
      facts: [],
      grants: grants.slice(from, from + MOST_GRANTS).map((each) => JSON.parse(each) as object),
    });
  }
  let done = 0;
  for (const batch of batches(facts.map(({ text }) => text))) {
    told(done, facts.length);
    const taken = await post<Taken>(`${address}/facts`, { certificate, facts: batch });
    for (const name of ['new', 'known', 'aside', 'left'] as const) sum[name] += taken[name];
    for (const visit of taken.visits) if (!sum.visits.some(({ id }) => id === visit.id)) sum.visits.push(visit);
    done += batch.length;
    if (taken.left > 0) {
      // what follows would only find the same gap
      sum.left += facts.length - done;
      break;
    }
  }
  return sum;
}

function batches(texts: readonly string[]): string[][] {
  const found: string[][] = [];
  let size = 0;
  for (const text of texts) {
    const last = found.at(-1);
    if (!last || last.length === MOST_FACTS || size + text.length > MOST_BYTES) {
      found.push([text]);
      size = text.length;
    } else {
      last.push(text);
      size += text.length;
    }
  }
  return found;
}

/** Sums what became of the pictures; one that is not wanted does not keep back the others. */
export async function sendEvidence(address: string, { about, evidence }: Contents, told: Told): Promise<TakenEvidence> {
  const sum: TakenEvidence = { new: 0, known: 0, left: 0, bytes: 0 };
  for (const [done, each] of evidence.entries()) {
    told(done, evidence.length);
    try {
      const known = await sendOne(`${address}/evidence/${about.device}/${each.sha256}`, each);
      sum[known ? 'known' : 'new'] += 1;
      if (!known) sum.bytes += each.bytes.size;
    } catch (failure) {
      if (!(failure instanceof Refused) || !ONE_PICTURE.has(failure.problem.code)) throw failure;
      sum.left += 1;
    }
  }
  return sum;
}

/** True where all of it was there before. */
async function sendOne(address: string, { media, bytes }: Evidence): Promise<boolean> {
  let offset = 0;
  do {
    const query = new URLSearchParams({ type: media, length: String(bytes.size), offset: String(offset) });
    const body = bytes.slice(offset, offset + CHUNK);
    const answer = await read<{ offset: number; known: boolean }>(
      await fetch(`${address}?${query}`, {
        method: 'POST',
        body,
        ...SAME,
        headers: { ...JSON_WANTED, 'Content-Type': 'application/octet-stream' },
      }),
    );
    if (answer.known) return true;
    if (answer.offset === offset) throw new Refused({ code: 'file_unreachable' });
    offset = answer.offset;
  } while (offset < bytes.size);
  return false;
}

const SAME = { credentials: 'same-origin', redirect: 'error' } as const;
const JSON_WANTED = { Accept: 'application/json' };

async function post<T>(address: string, body: object): Promise<T> {
  return read<T>(
    await fetch(address, {
      method: 'POST',
      body: JSON.stringify(body),
      ...SAME,
      headers: { ...JSON_WANTED, 'Content-Type': 'application/json' },
    }),
  );
}

async function read<T>(answer: Response): Promise<T> {
  const told = (answer.headers.get('Content-Type') ?? '').includes('json')
    ? ((await answer.json()) as T & Problem)
    : undefined;
  if (answer.ok && told) return told;
  throw new Refused(told?.code ? told : { code: 'file_unreachable' });
}
