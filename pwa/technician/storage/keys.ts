/** The device's key: ECDSA P-256, made here, never readable. */
import { encode, sha256 } from './hashes.ts';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };

export interface MadeKey {
  key: CryptoKey;
  publicKey: string;
  id: string;
  exported?: ArrayBuffer;
}

/** A new key; `exported` only where asked, for browsers that cannot store a key they may not show. */
export async function makeKey(readable: boolean): Promise<MadeKey> {
  const pair = await crypto.subtle.generateKey(CURVE, readable, ['sign', 'verify']);
  const point = await crypto.subtle.exportKey('raw', pair.publicKey);
  const made: MadeKey = { key: pair.privateKey, publicKey: encode(point), id: (await sha256(point)).slice(0, 16) };
  if (readable) made.exported = await crypto.subtle.exportKey('pkcs8', pair.privateKey);
  return made;
}

/** The key as stored: a handle, or bytes that become one. */
export function storedKey(stored: CryptoKey | ArrayBuffer): Promise<CryptoKey> {
  if (!(stored instanceof ArrayBuffer)) return Promise.resolve(stored);
  return crypto.subtle.importKey('pkcs8', stored, CURVE, false, ['sign']);
}

/** Raw r‖s, 64 bytes, base64url. */
export async function signed(key: CryptoKey, bytes: BufferSource): Promise<string> {
  return encode(await crypto.subtle.sign(SIGNING, key, bytes));
}

/** Whether the server's Ed25519 signature covers these bytes; undefined where this browser cannot tell. */
export async function serverSigned(
  publicKey: BufferSource,
  signature: BufferSource,
  bytes: BufferSource,
): Promise<boolean | undefined> {
  try {
    const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, signature, bytes);
  } catch {
    return undefined;
  }
}
