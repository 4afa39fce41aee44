/** What the verifier answers. Twin of server/evidence/verify_result.py and of `Wrong` in archive.py. */
export type Json = string | number | boolean | Json[] | { [key: string]: Json };
export type Members = { [key: string]: Json };
export type Bytes = Uint8Array<ArrayBuffer>;

/** The first thing that does not hold: a code of the messages `evidence.wrong.*`, and where. */
export class Wrong extends Error {
  readonly code: string;
  readonly where: string;

  constructor(code: string, where: string) {
    super(`${code}: ${where}`);
    this.code = code;
    this.where = where;
  }
}

/** This browser lacks what is needed to check; nothing is said about the record. */
export class Lacking extends Error {}

export interface Note {
  code: string;
  where: string;
  why: string;
}

export interface VerifyResult {
  exit: 0 | 1 | 2;
  wrong?: { code: string; where: string };
  facts: number;
  evidence: number;
  fingerprints: string[];
  head: string;
  trusted: boolean;
  /** Whether a receipt says where the record ends. */
  sealed: boolean;
  notes: Note[];
}
