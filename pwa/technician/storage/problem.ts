/** The two ways in which the phone says no: its own storage, or the server's catalogue of problems. */
import type { Problem } from './wire.ts';

/** Codes that pages put into words (shell/messages): what is wrong on this phone, with a next step each. */
export type StorageCode =
  | 'no_space' // the browser refuses to store more: send first, then delete other things
  | 'storage_gone' // IndexedDB cannot be opened or died twice: close other tabs, start the app again
  | 'storage_blocked' // an older tab of the app holds the storage: close it
  | 'newer_app' // another tab already runs a newer app: reload this one
  | 'too_long' // a fact above 32 KB: shorten the text
  | 'not_enrolled' // nobody has set up this phone
  | 'read_only' // the visit was given to somebody else, and was not begun or is not here any more
  | 'not_a_fact' // a mistake in the app: a body that cannot be signed
  | 'not_a_picture' // the file cannot be decoded as a picture
  | 'heic' // a format of cameras that this browser cannot decode
  | 'picture_too_large' // could not be brought under the limit
  | 'bytes_lost'; // what was read back differs from what was stored

/** Nothing was saved, not even half; `code` names why. */
export class StorageProblem extends Error {
  readonly code: StorageCode;
  constructor(code: StorageCode, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = 'StorageProblem';
    this.code = code;
  }
}

/** The server's refusal, worded by it; `no_network` and `not_our_server` are made here, without words. */
export class ProblemError extends Error {
  readonly code: string;
  readonly problem: Partial<Problem>;
  constructor(problem: Partial<Problem> & { code: string }) {
    super(problem.code);
    this.name = 'ProblemError';
    this.code = problem.code;
    this.problem = problem;
  }
}
