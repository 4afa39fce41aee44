/** The receipt's code and address, made on the phone: it opens "on its way" until the record is home. */
import { documentBytes, receiptCode, sha256 } from '../storage/hashes.ts';
import type { Body, Grant } from '../storage/wire.ts';

/** The eight characters as two groups of four, and where they lead. */
export interface ReceiptCode {
  code: string;
  groups: [string, string];
  url: string;
}

/** `origin` is this installation's own, e.g. `https://doorstep.example`. */
export async function receiptOf(grant: Grant, origin: string): Promise<ReceiptCode> {
  const code = await receiptCode(grant.visit, grant.receipt ?? (await sha256(documentBytes(grant as unknown as Body))));
  return { code, groups: [code.slice(0, 4), code.slice(4)], url: `${origin}/r/${code}` };
}
