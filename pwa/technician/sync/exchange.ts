/** One request to our server and what may come back instead: a captive portal, a proxy's page, half an answer, nothing. */
import { canCompress, compressed } from '../storage/compressed.ts';
import { ProblemError } from '../storage/problem.ts';
import type { Environment } from '../storage/environment.ts';
import type { Columns, Problem, SyncRequest, SyncResponse } from '../storage/wire.ts';
import { COLUMNS, fromColumns } from './columns.ts';

export const PATIENCE = 60_000; // ms without any progress: a proxy that never answers must not hold the lock for ever

/** JSON of our own server; ProblemError with its code, or `no_network`, `not_our_server`, `server_down`. */
export async function ask<T>(environment: Environment, method: string, path: string, body?: object): Promise<T> {
  const headers = { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) };
  return read<T>(await send(environment, path, { method, headers, ...(body && { body: JSON.stringify(body) }) }));
}

/** Push and pull; undefined where the packed request is above the limit and must be halved. */
export async function exchange(
  environment: Environment,
  request: SyncRequest,
  largest: number,
): Promise<SyncResponse | undefined> {
  const text = JSON.stringify(request);
  const packed = canCompress() ? await compressed(new TextEncoder().encode(text), 'gzip') : undefined;
  if (request.facts.length > 1 && (packed?.byteLength ?? text.length) > largest) return undefined;
  const headers = { 'Content-Type': 'application/json', ...(packed && { 'Content-Encoding': 'gzip' }) };
  const asked = async (accept: string) => {
    const init = { method: 'POST', headers: { ...headers, Accept: accept }, body: packed ?? text };
    return whole(read<Answer>(await send(environment, '/api/v1/sync', init)));
  };
  // A second time without columns where they are not what the server had: what it has taken in, it answers for again.
  const answer = (await asked(`${COLUMNS}, application/json`)) ?? (await asked('application/json'));
  if (!answer || !isAnswer(answer)) throw new ProblemError({ code: 'not_our_server' });
  return answer;
}

type Answer = SyncResponse & { columns?: Columns };

/** The answer with its changes, in whichever form they came; nothing where they cannot be made whole. */
async function whole({ columns, ...answer }: Answer): Promise<SyncResponse | undefined> {
  if (!columns) return answer;
  const changes = await fromColumns(columns);
  return changes && { ...answer, changes };
}

/** An answer read to its end. */
export interface Answered {
  status: number;
  ok: boolean;
  headers: Headers;
  text: string;
}

/** A request that is given up where nothing moves any more, body included: a slow line that brings something is waited for. ProblemError
 * `no_network` where nothing whole came back. */
export async function send(environment: Environment, path: string, init: RequestInit): Promise<Answered> {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moves = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), PATIENCE);
  };
  try {
    moves();
    const answer = await environment.fetch(path, {
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      ...init,
      signal: stop.signal,
    });
    return { status: answer.status, ok: answer.ok, headers: answer.headers, text: await textOf(answer, moves) };
  } catch {
    throw new ProblemError({ code: 'no_network' });
  } finally {
    clearTimeout(timer);
  }
}

async function textOf({ body }: Response, moves: () => void): Promise<string> {
  const [reader, letters] = [body?.getReader(), new TextDecoder()];
  for (let text = ''; ; ) {
    moves();
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) return text + letters.decode();
    text += letters.decode(value, { stream: true });
  }
}

/** Our server speaks JSON only; whatever else comes back is somebody in between, and passes. */
function read<T>(answer: Answered): T {
  const parsed = answer.status === 204 ? {} : json(answer);
  if (answer.ok && parsed !== undefined) return parsed as T;
  throw problemOf(answer);
}

/** 511 is how an honest portal asks for its sign-in. */
const WITHOUT_WORDS: Record<number, string> = { 413: 'batch_too_large', 511: 'not_our_server' };

/** The problem that a refusal carries, worded by our server or only named. */
export function problemOf(answer: Answered): ProblemError {
  const problem = json(answer) as Partial<Problem> | undefined;
  if (typeof problem?.code === 'string')
    return new ProblemError({ ...problem, status: answer.status, code: problem.code });
  return new ProblemError({
    status: answer.status,
    code: WITHOUT_WORDS[answer.status] ?? (answer.status >= 500 ? 'server_down' : 'not_our_server'),
  });
}

function json({ headers, text }: Answered): unknown {
  if (!headers.get('Content-Type')?.includes('json')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // cut off on the way
  }
}

function isAnswer(answer: Partial<SyncResponse>): boolean {
  return (
    Number.isSafeInteger(answer.cursor) &&
    Number.isSafeInteger(answer.last_seq) &&
    typeof answer.epoch === 'string' &&
    Array.isArray(answer.results) &&
    Array.isArray(answer.changes) &&
    typeof answer.server_time === 'string'
  );
}
