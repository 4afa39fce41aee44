/** What is hashed and how it is written (docs/PROTOCOL.md, "Hashes"). Twin of kernel/chain.py; golden fixtures hold them together. */
import { canonical } from './canonical.ts';
import type { Body, Json, Subject } from './wire.ts';

const CODE_LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
type Bytes = Uint8Array<ArrayBuffer>;

/** Lower-case hex SHA-256. */
export async function sha256(bytes: BufferSource | string): Promise<string> {
  const raw = typeof bytes === 'string' ? utf8(bytes) : bytes;
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', raw))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/** What a fact's hash and signature cover: body and salt are replaced by their commitment. */
export async function factBytes(fact: Body): Promise<Bytes> {
  const { body, salt, signature: _, ...kept } = fact;
  if (body !== undefined) kept['body_commit'] = await bodyCommit(salt as string, body);
  return utf8(`doorstep-fact-v1\n${canonical(kept)}`);
}

/** SHA-256 of 16 salt bytes and the canonical body: erasing both later leaves the chain valid. */
export function bodyCommit(salt: string, body: Json): Promise<string> {
  const [before, after] = [decode(salt), utf8(canonical(body))];
  const joined = new Uint8Array(before.length + after.length);
  joined.set(before);
  joined.set(after, before.length);
  return sha256(joined);
}

/** The first `prev` of a chain without a grant. */
export function genesis(organisation: string, device: string, subject: Subject): Promise<string> {
  return sha256(['doorstep-genesis', organisation, device, subject.type, subject.id].join('\n'));
}

/** What a signature of the server covers: grant, certificate, countersignature or receipt, by its `type`. */
export function documentBytes(document: Body): Bytes {
  const { signature: _, ...unsigned } = document;
  const type = document['type'] === 'device-certificate' ? 'certificate' : (document['type'] as string);
  return utf8(`doorstep-${type}-v1\n${canonical(unsigned)}`);
}

/** The 8 characters of the service card, made on the phone: the server derives the same from the grant. */
export async function receiptCode(visit: string, grantHash: string): Promise<string> {
  const hash = await sha256(`doorstep-receipt-code-v1\n${visit}\n${grantHash}`);
  let number = parseInt(hash.slice(0, 10), 16); // 40 bits: exact as a number
  let code = '';
  for (let digit = 0; digit < 8; digit += 1) {
    code = CODE_LETTERS[number % 31]! + code;
    number = Math.floor(number / 31);
  }
  return code;
}

/** base64url without padding. */
export function encode(bytes: ArrayBuffer | Uint8Array): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The bytes of base64url without padding. */
export function decode(text: string): Bytes {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}
