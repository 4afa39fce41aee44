/** Proofs of the log: RFC 6962 trees, C2SP signed notes, checkpoints and tlog-proofs. Twin of server/tlog/{merkle,note,proof}.py, checks only. */
import { ed25519, utf8 } from './crypto.ts';
import { fromBase64, joined, sameBytes, toHex } from './json.ts';
import type { Bytes } from './outcome.ts';

export const LOG_KEY = 1;
const MOST_SIGNATURES = 64;
const MOST_HASHES = 63;
const LARGEST = 256 * 1024;
const SIZE = /^(0|[1-9]\d{0,15})$/;
export const NAME = /^[^\s+]{1,255}$/;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

export class BadNote extends Error {}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Bytes;
  more: string[];
}
export interface SignedNote {
  text: string;
  checkpoint: Checkpoint;
  lines: { name: string; key: string; signature: Bytes }[];
}
export interface Proof {
  index: number;
  hashes: Bytes[];
  note: SignedNote;
  extra: Bytes;
}

export async function leafOf(kind: string, digest: string): Promise<Bytes> {
  return hash(joined(Uint8Array.of(0), utf8(`doorstep-log-v1\n${kind}\n${digest}`)));
}

/** Whether the proof leads from the leaf at `index` to the root of `size` leaves (RFC 9162, 2.1.3.2). */
export async function isIncluded(
  index: number,
  size: number,
  leaf: Bytes,
  proof: Bytes[],
  root: Bytes,
): Promise<boolean> {
  if (!(index >= 0 && index < size)) return false;
  let [place, last, found] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      found = await nodeHash(sibling, found);
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else found = await nodeHash(found, sibling);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && sameBytes(found, root);
}

/** Whether the tree of `size` leaves begins with the one of `old` leaves (RFC 9162, 2.1.4.2). */
export async function isConsistent(old: Checkpoint, head: Checkpoint, proof: Bytes[]): Promise<boolean> {
  if (old.size === head.size) return proof.length === 0 && sameBytes(old.root, head.root);
  if (old.size === 0) return proof.length === 0 && sameBytes(old.root, await hash(new Uint8Array()));
  if (old.size > head.size || proof.length === 0) return false;
  const path = isPower(old.size) ? [old.root, ...proof] : proof;
  let [place, last] = [old.size - 1, head.size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  let [ofOld, ofNew] = [path[0]!, path[0]!];
  for (const sibling of path.slice(1)) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      [ofOld, ofNew] = [await nodeHash(sibling, ofOld), await nodeHash(sibling, ofNew)];
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else ofNew = await nodeHash(ofNew, sibling);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && sameBytes(ofOld, old.root) && sameBytes(ofNew, head.root);
}

export function readNote(said: string): SignedNote {
  const cut = said.lastIndexOf('\n\n');
  const below = said.slice(cut + 2);
  if (said.length > LARGEST || CONTROL.test(said) || cut < 1 || !below.endsWith('\n')) throw new BadNote();
  const lines = below.slice(0, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) throw new BadNote();
  const text = `${said.slice(0, cut)}\n`;
  return { text, checkpoint: checkpointOf(text), lines: lines.map(lineOf) };
}

/** Whether one of these keys signed the note; BadNote where a line names one of them and does not hold. Lines of others are passed over. */
export async function isSigned(note: SignedNote, keys: Bytes[]): Promise<boolean> {
  const name = note.checkpoint.origin;
  const marks = new Map<string, Bytes>();
  for (const key of keys) {
    const whole = await hash(joined(utf8(`${name}\n`), Uint8Array.of(LOG_KEY), key));
    marks.set(toHex(whole.slice(0, 4)), key);
  }
  let found = false;
  for (const line of note.lines) {
    const key = line.name === name ? marks.get(line.key) : undefined;
    if (!key) continue;
    if (!(await ed25519(key, line.signature, utf8(note.text)))) throw new BadNote();
    found = true;
  }
  return found;
}

export function readProof(said: string): Proof {
  const cut = said.indexOf('\n\n');
  const [first, ...lines] = said.slice(0, Math.max(cut, 0)).split('\n');
  const extra = lines[0]?.startsWith('extra ') ? hashLine(lines.shift()!.slice(6), false) : new Uint8Array();
  const index = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? '');
  if (first !== 'c2sp.org/tlog-proof@v1' || !index || lines.length > MOST_HASHES) throw new BadNote();
  const hashes = lines.map((line) => hashLine(line, true));
  return { index: Number(index[1]), hashes, note: readNote(said.slice(cut + 2)), extra };
}

export function hashLine(line: string, isHash: boolean): Bytes {
  const bytes = fromBase64(line);
  if (!bytes || (isHash && bytes.length !== 32)) throw new BadNote();
  return bytes;
}

function checkpointOf(text: string): Checkpoint {
  const [origin, size, root, ...more] = text.slice(0, -1).split('\n');
  const digest = fromBase64(root ?? '');
  if (!NAME.test(origin ?? '') || !SIZE.test(size ?? '') || digest?.length !== 32 || more.includes(''))
    throw new BadNote();
  return { origin: origin!, size: Number(size), root: digest, more };
}

function lineOf(line: string): { name: string; key: string; signature: Bytes } {
  const [dash, name, encoded] = line.split(' ') as [string, string?, string?];
  const raw = fromBase64(encoded ?? '');
  if (dash !== '—' || !NAME.test(name ?? '') || !raw || raw.length < 5 || line.split(' ').length !== 3)
    throw new BadNote();
  return { name: name!, key: toHex(raw.slice(0, 4)), signature: raw.slice(4) };
}

function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  return hash(joined(Uint8Array.of(1), left, right));
}

async function hash(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

const half = (size: number): number => Math.floor(size / 2);

function isPower(size: number): boolean {
  return Number.isInteger(Math.log2(size));
}
