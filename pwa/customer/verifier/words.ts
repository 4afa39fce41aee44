/** The verdict in words. Twin of `lines` in server/evidence/verify_result.py; the words come with the page. */
import type { Note, VerifyResult } from './outcome.ts';

const MOST_OF_A_KIND = 12;
export type Words = Record<string, string>;

/** One sentence, the record's fingerprint, and a line for each thing to know. */
export function linesOf(result: VerifyResult, words: Words): string[] {
  const said = [sentence(result, words)];
  if (result.head) said.push(worded(words, 'result.head', { head: shownHead(result.head) }));
  for (const code of new Set(result.notes.map((note) => note.code))) {
    const same = result.notes.filter((note) => note.code === code);
    said.push(...same.slice(0, MOST_OF_A_KIND).map((note) => noted(note, words)));
    if (same.length > MOST_OF_A_KIND)
      said.push(worded(words, 'result.more', { count: String(same.length - MOST_OF_A_KIND) }));
  }
  if (!result.wrong) said.push(worded(words, 'result.not_covered'));
  return said;
}

/** The words of a key with its blanks filled in. */
export function worded(words: Words, key: string, blanks: Record<string, string> = {}): string {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (blank, name: string) => blanks[name] ?? blank);
}

function sentence(result: VerifyResult, words: Words): string {
  const counted = { facts: String(result.facts), evidence: String(result.evidence) };
  if (result.wrong)
    return worded(words, 'result.wrong', {
      where: result.wrong.where,
      why: worded(words, `wrong.${result.wrong.code}`),
    });
  if (result.exit === 0) return worded(words, 'result.verified', counted);
  if (result.trusted && result.sealed) return worded(words, 'result.not_all', counted);
  if (result.trusted) return worded(words, 'result.unsealed', counted);
  return worded(words, 'result.consistent', { fingerprints: result.fingerprints.join(', ') });
}

function noted(note: Note, words: Words): string {
  const why = words[`problem.${note.why}`] ?? words[`why.${note.why}`] ?? (note.why || '–');
  return worded(words, `note.${note.code}`, { where: note.where, why });
}

function shownHead(head: string): string {
  return (head.slice(0, 16).match(/.{4}/g) ?? []).join(' ').toUpperCase();
}
