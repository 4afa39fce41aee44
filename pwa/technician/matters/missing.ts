/** What the customer was told is missing: by the office's word, and by what this phone has noted and not heard of yet. */
import type { LogEntry, VisitOnPhone } from '../phone/interface.ts';
import { notWithdrawn } from '../standard/record.ts';

export const MOST = 30;
export const LONGEST = 200; // letters of one thing
export type Way = 'paper' | 'text';
export const WAYS: readonly Way[] = ['paper', 'text'];

/** One thing a line, each once, without the empty ones. */
export const itemsOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

const toldOf = ({ log }: VisitOnPhone): LogEntry | undefined =>
  notWithdrawn(log).findLast(({ kind }) => kind === 'told_missing');

/** Whether a list was given before: other things on a second one mean that we go to the customer (SV-7). */
export const toldBefore = (visit: VisitOnPhone): readonly string[] | undefined => {
  const told = toldOf(visit);
  return told ? (told.body.items as string[]) : visit.bundle.work.matter?.missing;
};

/** What is still missing. */
export function missingOf(visit: VisitOnPhone): readonly string[] {
  const told = toldOf(visit);
  return (told && !told.sent ? (told.body.items as string[]) : visit.bundle.work.matter?.missing) ?? [];
}
