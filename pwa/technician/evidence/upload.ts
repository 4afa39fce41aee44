/** A small tus 1.0 client: one piece of evidence home, resumed wherever it was cut. */
import { problemOf, send, type Answered } from '../sync/exchange.ts';
import { ProblemError } from '../storage/problem.ts';
import type { StoredEvidence } from '../storage/schema.ts';
import type { Environment } from '../storage/environment.ts';

export const CHUNK = 384 * 1024; // between 256 and 512 KB: few requests, and little lost when one is cut
const LEAST = 8 * 1024; // a line that does not carry this in a minute carries nothing
const QUICK = 5_000; // ms
const OFFSET_TYPE = 'application/offset+octet-stream';
const BYTES_DIFFER = 460;
const RESTARTS = 3;

/** `remember` keeps the upload's address, so that a killed app goes on where it was. */
export type Remember = (url: string | undefined) => Promise<void>;

/** How much one request carries, as the line has shown: less where nothing came back, more where it was quick. */
export interface Line {
  piece: number;
}
/** From where an upload goes: the environment, which phone it is, and over what line. */
export interface Sender {
  environment: Environment;
  device: string;
  line: Line;
}

/** Resolves when the server has all bytes and has verified them; ProblemError says what stands in the way. */
export async function upload(
  sender: Sender,
  evidence: StoredEvidence,
  bytes: ArrayBuffer,
  remember: Remember,
): Promise<void> {
  let url = evidence.url;
  for (let attempt = 0; attempt < RESTARTS; attempt += 1) {
    const begun = url === undefined ? await create(sender, evidence, bytes, remember) : await resume(sender, url);
    if (begun && (await sendRest(sender, begun, bytes))) return;
    url = undefined; // expired, or the bytes differed: the server has thrown them away
    await remember(undefined);
  }
  throw new ProblemError({ code: 'bytes_differ', status: BYTES_DIFFER });
}

interface Begun {
  url: string;
  offset: number;
}

/** Creation carries the first chunk, so that a signature is home in one request; on a slow line only what is whole with it, because an
 * address that never comes back is nothing to go on from. */
async function create(
  sender: Sender,
  evidence: StoredEvidence,
  bytes: ArrayBuffer,
  remember: Remember,
): Promise<Begun> {
  const first = sender.line.piece === CHUNK || bytes.byteLength <= sender.line.piece ? CHUNK : 0;
  const answer = await carried(sender, '/api/v1/uploads', {
    method: 'POST',
    body: bytes.slice(0, first),
    headers: {
      ...about(sender),
      'Content-Type': OFFSET_TYPE,
      'Upload-Length': String(bytes.byteLength),
      'Upload-Metadata': `sha256 ${btoa(evidence.sha256)},type ${btoa(evidence.type)}`,
    },
  });
  const url = answer.headers.get('Location');
  if (answer.status !== 201 || url === null) throw problemOf(answer);
  const offset = offsetOf(answer) ?? 0;
  if (offset < bytes.byteLength) await remember(url);
  return { url, offset };
}

/** Where the server stands; undefined where it does not know this upload any more. */
async function resume(sender: Sender, url: string): Promise<Begun | undefined> {
  const answer = await send(sender.environment, url, { method: 'HEAD', headers: about(sender) });
  if (answer.status === 404 || answer.status === 410 || answer.status === 403) return undefined;
  const offset = offsetOf(answer);
  if (!answer.ok || offset === undefined) throw headProblem(answer);
  return { url, offset };
}

/** False where the server found other bytes than were hashed. */
async function sendRest(sender: Sender, { url, offset }: Begun, bytes: ArrayBuffer): Promise<boolean> {
  for (let from = offset; from < bytes.byteLength; ) {
    const answer = await carried(sender, url, {
      method: 'PATCH',
      body: bytes.slice(from, from + sender.line.piece),
      headers: { ...about(sender), 'Content-Type': OFFSET_TYPE, 'Upload-Offset': String(from) },
    });
    if (answer.status === BYTES_DIFFER || answer.status === 404 || answer.status === 410) return false;
    const next = offsetOf(answer);
    if (!answer.ok || next === undefined || next <= from) throw problemOf(answer);
    from = next;
  }
  return true;
}

/** A request with bytes. Where it was long under way and lost, or too large for somebody in between, the next one carries a quarter. */
async function carried(
  { environment, line }: Sender,
  path: string,
  init: RequestInit & { body: ArrayBuffer },
): Promise<Answered> {
  const [started, size] = [environment.monotonic(), init.body.byteLength];
  const quick = () => environment.monotonic() - started < QUICK; // without any network it is lost at once, which says nothing of the line
  const less = () => {
    if (size > LEAST) line.piece = Math.max(LEAST, Math.floor(Math.min(size, line.piece) / 4));
  };
  const answer = await send(environment, path, init).catch((error: unknown) => {
    if (!quick()) less();
    throw error;
  });
  if (answer.status === 413) less();
  else if (size >= line.piece && quick()) line.piece = Math.min(CHUNK, line.piece * 2);
  return answer;
}

function about({ device }: Sender): Record<string, string> {
  return { 'Tus-Resumable': '1.0.0', 'Doorstep-Device': device };
}

function offsetOf({ headers }: Answered): number | undefined {
  const text = headers.get('Upload-Offset');
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/** A HEAD answer has no body to carry a code: 401 without a captive portal's page means that the sign-in has ended. */
function headProblem(answer: Answered): ProblemError {
  const type = answer.headers.get('Content-Type') ?? '';
  return answer.status === 401 && type.includes('problem+json')
    ? new ProblemError({ code: 'signed_out', status: 401 })
    : problemOf(answer);
}
