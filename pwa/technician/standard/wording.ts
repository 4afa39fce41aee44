/** What goes out to a customer against the list of forbidden phrases (FB): literal, folded as on the server (standards/wording.py, tests/vectors/wording.json). */

export interface Phrase {
  id: string;
  clause: string;
  needle: string;
  advice: string;
}
/** A phrase that the text says, with the words as they were written and where. */
export interface Hit {
  phrase: Phrase;
  start: number;
  end: number;
  words: string;
}

const LONGEST_TEXT = 4000;
const MOST_NEEDLES = 400;
const KEPT = /^[\p{L}\p{N}\p{M}]$/u;

export function hits(text: string, phrases: readonly Phrase[]): Hit[] {
  const { letters, places } = plain([...text].slice(0, LONGEST_TEXT));
  const whole = letters.join('');
  const offsets = offsetsOf(letters);
  const written = [...text];
  const found: Hit[] = [];
  for (const phrase of phrases.slice(0, MOST_NEEDLES)) {
    const needle = plain([...phrase.needle]).letters;
    const at = needle.length > 0 ? (offsets.get(whole.indexOf(needle.join(''))) ?? -1) : -1;
    if (at < 0) continue;
    const start = places[at]!,
      end = places[at + needle.length - 1]! + 1;
    found.push({ phrase, start, end, words: written.slice(start, end).join('') });
  }
  return found.sort((a, b) => a.start - b.start || (a.phrase.id < b.phrase.id ? -1 : 1));
}

/** Letters and figures, folded, each with its place in the text; places count characters, not UTF-16 units, as Python does. */
function plain(written: readonly string[]): { letters: string[]; places: number[] } {
  const letters: string[] = [],
    places: number[] = [];
  written.forEach((letter, place) => {
    for (const part of fold(letter)) {
      if (!KEPT.test(part)) continue;
      letters.push(part);
      places.push(place);
    }
  });
  return { letters, places };
}

/** NFKC and case folding; JavaScript has no folding of its own, and upper case first makes ß and ss alike as folding does. */
const fold = (letter: string): string => letter.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('ς', 'σ');

/** UTF-16 offset → place in `letters`. */
function offsetsOf(letters: readonly string[]): Map<number, number> {
  const found = new Map<number, number>();
  let offset = 0;
  letters.forEach((letter, place) => {
    found.set(offset, place);
    offset += letter.length;
  });
  return found;
}
