/** Where the bytes of attachments lie in the store `bytes`: by visit, so that they leave with it; parts below the whole. */
import type { Writing } from './database.ts';
import type { Moment } from './wire.ts';

/** What the office gave to a visit; the phone fetches the bytes by itself. */
export interface AttachmentOfVisit {
  id: string;
  title: string;
  type: string;
  size: number;
  sha256: string;
  at: Moment;
}

const ALL = 'attachment/';

export const wholeKey = (visit: string, id: string): string => `${ALL}${visit}/${id}`;
/** In the order in which they belong together. */
export const partKey = (whole: string, from: number): string => `${whole}/${String(from).padStart(9, '0')}`;

/** Everything below; '0' is what follows '/'. */
export const below = (start: string): IDBKeyRange => IDBKeyRange.bound(start, `${start.slice(0, -1)}0`, false, true);
export const allAttachments = (): IDBKeyRange => below(ALL);
export const isWhole = (key: string): boolean => key.split('/').length === 3;
export const idOf = (key: string): string => key.split('/')[2]!;

/** The bytes of one visit's attachments, or of all, are gone when the transaction ends. */
export function forgetAttachments(tx: Writing, visit?: string): Promise<void> {
  return tx.objectStore('bytes').delete(visit === undefined ? allAttachments() : below(`${ALL}${visit}/`));
}
