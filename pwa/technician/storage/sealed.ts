/** Bytes that only a passphrase opens, sealed chunk after chunk so that nothing large is in memory at once (docs/PROTOCOL.md, "Export file"). */
import { utf8 } from './hashes.ts';

type Bytes = Uint8Array<ArrayBuffer>;
/** `not_sealed`: no such file · `passphrase`: another passphrase · `cut_off`: its end is missing or it was changed. */
export class SealProblem extends Error {
  readonly code: 'not_sealed' | 'passphrase' | 'cut_off';
  constructor(code: SealProblem['code']) {
    super(code);
    this.name = 'SealProblem';
    this.code = code;
  }
}

const MAGIC = utf8('DOORSTEP-EXPORT\n');
const VERSION = 1;
export const ROUNDS = 600_000; // of PBKDF2-SHA-256: half a second on a phone, for every guess
const MOST_ROUNDS = 10_000_000; // a file that asks for more is not one of ours
const CHUNK = 512 * 1024;
const TAG = 16;
const HEAD = MAGIC.length + 1 + 4 + 16 + 7; // magic, version, rounds, salt, what every nonce begins with

export interface Sealer {
  put(bytes: Uint8Array): Promise<void>;
  end(): Promise<Blob>;
}

/** Takes bytes in any portions and gives the file at the end; each sealed chunk is handed to the browser's own storage of blobs at once. */
export async function sealer(passphrase: string, rounds = ROUNDS): Promise<Sealer> {
  const head = newHead(rounds);
  const key = await keyOf(passphrase, head, 'encrypt');
  const seal = (index: number, last: boolean, bytes: Bytes) =>
    crypto.subtle.encrypt(nonceOf(head, index, last), key, bytes);
  const parts = [new Blob([head]), new Blob([await seal(0, false, new Uint8Array())])]; // the empty chunk tells a wrong passphrase from a damaged file
  const waiting = new Uint8Array(CHUNK);
  let [filled, index] = [0, 0];
  const flush = async (last: boolean) => {
    parts.push(new Blob([await seal((index += 1), last, waiting.slice(0, filled))]));
    filled = 0;
  };
  return {
    async put(bytes) {
      for (let from = 0; from < bytes.length; ) {
        if (filled === CHUNK) await flush(false);
        const portion = bytes.subarray(from, from + CHUNK - filled);
        waiting.set(portion, filled);
        [filled, from] = [filled + portion.length, from + portion.length];
      }
    },
    async end() {
      await flush(true);
      return new Blob(parts, { type: 'application/octet-stream' });
    },
  };
}

/** The bytes again, chunk by chunk. SealProblem at the first that does not hold; nothing that was given before is wrong. */
export async function* unsealed(file: Blob, passphrase: string): AsyncGenerator<Bytes> {
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  if (!isHead(head)) throw new SealProblem('not_sealed');
  if (file.size < HEAD + 2 * TAG) throw new SealProblem('cut_off');
  const key = await keyOf(passphrase, head, 'decrypt');
  await unseal(key, head, 0, false, file.slice(HEAD, HEAD + TAG), 'passphrase');
  let index = 0;
  for (let from = HEAD + TAG; from < file.size; from += CHUNK + TAG) {
    const last = file.size - from <= CHUNK + TAG;
    yield await unseal(key, head, (index += 1), last, file.slice(from, from + CHUNK + TAG), 'cut_off');
  }
}

async function unseal(
  key: CryptoKey,
  head: Bytes,
  index: number,
  last: boolean,
  chunk: Blob,
  otherwise: SealProblem['code'],
): Promise<Bytes> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(nonceOf(head, index, last), key, await chunk.arrayBuffer()));
  } catch {
    throw new SealProblem(otherwise);
  }
}

function newHead(rounds: number): Bytes {
  const head = new Uint8Array(HEAD);
  head.set(MAGIC);
  head[MAGIC.length] = VERSION;
  new DataView(head.buffer).setUint32(MAGIC.length + 1, rounds);
  head.set(crypto.getRandomValues(new Uint8Array(23)), MAGIC.length + 5);
  return head;
}

function isHead(head: Bytes): boolean {
  return (
    head.length === HEAD &&
    MAGIC.every((byte, i) => head[i] === byte) &&
    head[MAGIC.length] === VERSION &&
    roundsOf(head) <= MOST_ROUNDS &&
    roundsOf(head) > 0
  );
}

function roundsOf(head: Bytes): number {
  return new DataView(head.buffer).getUint32(MAGIC.length + 1);
}

/** Compatibility forms, so that a passphrase typed with a full-width keyboard is the same one. */
async function keyOf(passphrase: string, head: Bytes, use: KeyUsage): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey('raw', utf8(passphrase.normalize('NFKC')), 'PBKDF2', false, [
    'deriveKey',
  ]);
  const salt = head.slice(MAGIC.length + 5, MAGIC.length + 21);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: roundsOf(head) },
    typed,
    { name: 'AES-GCM', length: 256 },
    false,
    [use],
  );
}

/** Seven random bytes, the chunk's number, and whether it is the last: no chunk can be left out, moved or taken for the end. */
function nonceOf(head: Bytes, index: number, last: boolean): AesGcmParams {
  const iv = new Uint8Array(12);
  iv.set(head.slice(HEAD - 7));
  new DataView(iv.buffer).setUint32(7, index);
  iv[11] = last ? 1 : 0;
  return { name: 'AES-GCM', iv, additionalData: head };
}
