/** The code by which a customer signs on their own phone: an offer that the technician's phone has signed, and the text that it has shown. */
import { decode, encode, utf8 } from './hashes.ts';
import { canCompress, compressed } from './compressed.ts';
import type { Language } from './wire.ts';

/** What the customer's page sends of it, as docs/PROTOCOL.md has it. */
export interface SigningOffer {
  visit: string;
  device: string;
  until: string;
  nonce: string;
  shown: string;
  language: Language;
  signature: string;
}
/** Bytes of UTF-8 that the text may have; more squares than that no camera reads from a small screen. */
export const LONGEST_TEXT = 2000;
const [VERSION, PACKED, ENGLISH, SURVEY] = [1, 1, 2, 4];
const FIELDS = [16, 16, 4, 16, 64, 32] as const; // visit, device, seconds, nonce, signature, hash
const HEAD = 2 + FIELDS.reduce((sum, size) => sum + size, 0);

/** base64url of: version, flags, visit, device, seconds since 1970, nonce, signature, SHA-256 of the text, then the text, deflated where that is shorter. */
export async function packCode(offer: SigningOffer, text: string, survey = false): Promise<string> {
  const plain = utf8(text);
  const small = canCompress() ? new Uint8Array(await compressed(plain, 'deflate-raw')) : plain;
  const packed = small.length < plain.length;
  const body = packed ? small : plain;
  const seconds = new DataView(new ArrayBuffer(4));
  seconds.setUint32(0, Date.parse(offer.until) / 1000);
  const parts = [
    Uint8Array.of(VERSION, (packed ? PACKED : 0) | (offer.language === 'en' ? ENGLISH : 0) | (survey ? SURVEY : 0)),
    fromHex(offer.visit),
    fromHex(offer.device),
    new Uint8Array(seconds.buffer),
    decode(offer.nonce),
    decode(offer.signature),
    fromHex(offer.shown),
    body,
  ];
  return encode(new Uint8Array(await new Blob(parts).arrayBuffer()));
}

/** The offer and the text, and whether the survey is still to be answered; undefined where this is no code, or half of one. */
export async function readCode(
  code: string,
): Promise<{ offer: SigningOffer; text: string; survey: boolean } | undefined> {
  try {
    const bytes = decode(code);
    if (bytes.length <= HEAD || bytes[0] !== VERSION) return undefined;
    const flags = bytes[1]!;
    let at = 2;
    const [visit, device, seconds, nonce, signature, shown] = FIELDS.map((size) => bytes.subarray(at, (at += size)));
    const until = new DataView(bytes.buffer, bytes.byteOffset + 34, seconds!.length).getUint32(0);
    const body = bytes.subarray(HEAD);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(flags & PACKED ? await unpacked(body) : body);
    const offer: SigningOffer = {
      visit: uuid(visit!),
      device: uuid(device!),
      until: new Date(until * 1000).toISOString(),
      nonce: encode(nonce!),
      shown: hex(shown!),
      language: flags & ENGLISH ? 'en' : 'zh-CN',
      signature: encode(signature!),
    };
    return { offer, text, survey: (flags & SURVEY) > 0 };
  } catch {
    return undefined;
  }
}

/** At most what a code may carry: a stranger's small code must not become a large text. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const found: number[] = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    found.push(...part.value);
    if (found.length > LONGEST_TEXT) throw new RangeError('longer than a code');
  }
  return Uint8Array.from(found);
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const uuid = (bytes: Uint8Array): string => hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.replaceAll('-', '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
