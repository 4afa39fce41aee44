/** What to say: the phrases of a moment, the one that fits the step first, their blanks filled in. Pure. */
import type { Phrase, StandardDocument, Text } from '../standard/types.ts';
import type { Language } from '../storage/wire.ts';
import type { MomentView, StepView } from './view.ts';

/** A sentence in pieces; what was filled in is `name`, and stands out; a `gap` is what nobody knows, to be spoken freely. */
export interface Piece {
  text: string;
  name: boolean;
  gap?: true;
}
/** How a standard words a blank that only the record can fill. */
const GAP = /^[….]+$/;
export type Blanks = { readonly [blank: string]: string | undefined };

/** The phrases of this page: those of the step first, then those of the moment, each once. */
export function phrasesFor(standard: StandardDocument, moment: MomentView, now: StepView | undefined): Phrase[] {
  const ids = [
    ...(now?.step.phrases ?? []),
    ...(moment.moment.phrases ?? []),
    ...moment.steps.flatMap((each) => each.step.phrases ?? []),
  ];
  return [...new Set(ids)].flatMap((id) => standard.phrases.find((each) => each.id === id) ?? []);
}

/** The sentence with its blanks filled in; what nobody knows is said as the standard words it, or left as a gap that shows. */
export function spoken(phrase: Phrase, standard: StandardDocument, known: Blanks, tongue: Language): Piece[] {
  return phrase.text[tongue]
    .split(/(\{[a-z_]+\})/)
    .filter(Boolean)
    .map((text) => {
      const blank = /^\{([a-z_]+)\}$/.exec(text)?.[1];
      if (blank === undefined) return { text, name: false };
      const named = known[blank];
      if (named) return { text: named, name: true };
      const usual = (standard.blanks[blank] as Text | undefined)?.[tongue] ?? '';
      return GAP.test(usual) ? { text: usual, name: false, gap: true } : { text: usual, name: false };
    });
}

export { addressed } from '../shell/salutation.ts';
