/** Hashes and signatures by WebCrypto: SHA-256, Ed25519 of the server, ECDSA P-256 of phones. Twin of the checks in kernel/chain.py. */
import { canonical } from '../../technician/storage/canonical.ts';
import { documentBytes, factBytes, sha256, utf8 } from '../../technician/storage/hashes.ts';
import { fromBase64url } from './json.ts';
import { type Bytes, type Json, Lacking, type Members } from './outcome.ts';

export {
  bodyCommit,
  documentBytes,
  factBytes,
  genesis,
  receiptCode,
  sha256,
  utf8,
} from '../../technician/storage/hashes.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const imported = new Map<string, Promise<CryptoKey | null>>();

export async function documentHash(document: Members): Promise<string> {
  return sha256(documentBytes(document));
}

/** The hash of a visit's head: the last fact of each chain, sorted. */
export function headHash(chains: Members[]): Promise<string> {
  const key = (chain: Members): [string, string, number] => [
    chain['device'] as string,
    (chain['grant'] as string) ?? '',
    chain['seq'] as number,
  ];
  const ordered = [...chains].sort((one, other) => compare(key(one), key(other)));
  return sha256(utf8(`doorstep-head-v1\n${canonical(ordered as Json)}`));
}

export async function keyId(publicKey: Bytes): Promise<string> {
  return (await sha256(publicKey)).slice(0, 16);
}

/** Whether an Ed25519 signature (base64url) of this server key covers the message. */
export async function serverSigned(publicKey: Bytes, signature: string, message: Bytes): Promise<boolean> {
  const raw = fromBase64url(signature);
  return raw !== null && (await ed25519(publicKey, raw, message));
}

/** Whether 64 raw bytes are the Ed25519 signature; Lacking where this browser does not know the algorithm. */
export async function ed25519(publicKey: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = await remembered('Ed25519', publicKey, { name: 'Ed25519' });
  return key !== null && crypto.subtle.verify({ name: 'Ed25519' }, key, signature, message);
}

/** Whether an ECDSA P-256 signature (raw r‖s, base64url) of this phone's key covers the message. */
export async function deviceSigned(publicKey: string, signature: string, message: Bytes): Promise<boolean> {
  const [point, raw] = [fromBase64url(publicKey), fromBase64url(signature)];
  if (!point || raw?.length !== 64) return false;
  const key = await remembered('P-256', point, P256);
  return key !== null && crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, raw, message);
}

/** What this browser lacks, by name; '' where it has everything. */
export async function lacking(): Promise<string> {
  if (!globalThis.crypto?.subtle) return 'WebCrypto (https)';
  try {
    await crypto.subtle.importKey('raw', new Uint8Array(32).fill(9), { name: 'Ed25519' }, false, ['verify']);
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'NotSupportedError') return 'Ed25519';
  }
  return '';
}

/** The hash of what a fact's signature covers, and those bytes; null where its salt cannot be read. */
export async function hashedFact(fact: Members): Promise<{ bytes: Bytes; hash: string } | null> {
  if (fact['body'] !== undefined && fromBase64url((fact['salt'] as string) ?? '!')?.length !== 16) return null;
  const bytes = await factBytes(fact);
  return { bytes, hash: await sha256(bytes) };
}

export function compare(one: (string | number)[], other: (string | number)[]): number {
  for (const [place, each] of one.entries()) {
    if (each < other[place]!) return -1;
    if (each > other[place]!) return 1;
  }
  return 0;
}

function remembered(kind: string, raw: Bytes, algorithm: { name: string }): Promise<CryptoKey | null> {
  const name = `${kind} ${raw.join()}`;
  const known = imported.get(name) ?? importKey(raw, algorithm);
  imported.set(name, known);
  return known;
}

async function importKey(raw: Bytes, algorithm: { name: string }): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.importKey('raw', raw, algorithm, false, ['verify']);
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'NotSupportedError') throw new Lacking(algorithm.name);
    return null; // no point of the curve
  }
}
