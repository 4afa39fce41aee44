/** Canonical JSON and base64url as the verifier reads them: strictly, because a second spelling is another text. Twin of kernel/canonical.py. */
import { canonical } from '../../technician/storage/canonical.ts';
import { type Bytes, type Json, type Members, Wrong } from './outcome.ts';

const DEEPEST = 16;
const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The value of a member that is canonical JSON; Wrong where it is anything else. */
export function readJson(name: string, content: Bytes): Json {
  try {
    const said = text.decode(content);
    const value = JSON.parse(said) as Json;
    if (isShallow(value, 0) && canonical(value) === said) return value;
  } catch {
    // not text, not JSON, or outside the subset that may be signed
  }
  throw new Wrong('not_canonical', name);
}

export function decodeText(content: Bytes): string {
  return text.decode(content);
}

/** The bytes of base64url without padding; null for anything else, also for a second spelling of the same bytes. */
export function fromBase64url(said: string): Bytes | null {
  if (!/^[A-Za-z0-9_-]*$/.test(said)) return null;
  return strictly(said.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat((4 - (said.length % 4)) % 4));
}

/** The bytes of the usual base64 with padding; null for anything else. */
export function fromBase64(said: string): Bytes | null {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(said) ? strictly(said) : null;
}

export function toHex(bytes: Bytes): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function sameBytes(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

export function joined(...parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function isMembers(value: Json | undefined): value is Members {
  return typeof value === 'object' && !Array.isArray(value);
}

function strictly(padded: string): Bytes | null {
  try {
    const raw = atob(padded);
    return btoa(raw) === padded ? Uint8Array.from(raw, (letter) => letter.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

function isShallow(value: Json, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((each) => isShallow(each as Json, depth + 1));
}
