/** What an export file holds, as records one after the other: length of the head, head as JSON, then its bytes (docs/PROTOCOL.md). */
import { utf8 } from './hashes.ts';
import type { Body } from './wire.ts';

/** The first record; `bytes`: all evidence together. */
export interface AboutPhone {
  type: 'phone';
  v: 1;
  organisation: string;
  organisation_name: string;
  device: string;
  person: string;
  name: string;
  label: string;
  app_version: string;
  made_at: string;
  certificate: Body;
  facts: number;
  evidence: number;
  bytes: number;
}
/** `size` bytes follow the head: a grant with its place and customer (as in `grants` of a sync request), a fact exactly as it was signed, a picture as it was taken. */
export type Part =
  | { type: 'grant'; size: number }
  | { type: 'fact'; seq: number; size: number }
  | { type: 'evidence'; sha256: string; media: string; size: number };
export type Head = AboutPhone | Part | { type: 'end' };

/** One record as bytes. */
export function record(head: Head, payload?: Uint8Array): Uint8Array {
  const text = utf8(JSON.stringify(head));
  const bytes = new Uint8Array(4 + text.length + (payload?.length ?? 0));
  new DataView(bytes.buffer).setUint32(0, text.length);
  bytes.set(text, 4);
  if (payload) bytes.set(payload, 4 + text.length);
  return bytes;
}
