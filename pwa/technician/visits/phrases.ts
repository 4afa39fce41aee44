/** What to say: the phrases of a moment, the one that fits the step first, their blanks filled in. Pure. */
import type { Phrase, StandardDocument, Text } from '../standard/types.ts';
import type { Language } from '../storage/wire.ts';
import type { MomentView, StepView } from './view.ts';

/** A sentence in pieces; what was filled in is `name`, and stands out. */
export interface Piece { text: string; name: boolean }
export type Blanks = { readonly [blank: string]: string | undefined };

/** The phrases of this page: those of the step first, then those of the moment, each once. */
export function phrasesFor(standard: StandardDocument, moment: MomentView, now: StepView | undefined): Phrase[] {
  const ids = [...(now?.step.phrases ?? []), ...(moment.moment.phrases ?? []), ...moment.steps.flatMap((each) => each.step.phrases ?? [])];
  return [...new Set(ids)].flatMap((id) => standard.phrases.find((each) => each.id === id) ?? []);
}

/** The sentence with its blanks filled in; what nobody knows is said as the standard words it, never left empty. */
export function spoken(phrase: Phrase, standard: StandardDocument, known: Blanks, tongue: Language): Piece[] {
  return phrase.text[tongue].split(/(\{[a-z_]+\})/).filter(Boolean).map((text) => {
    const blank = /^\{([a-z_]+)\}$/.exec(text)?.[1];
    if (blank === undefined) return { text, name: false };
    const named = known[blank];
    return named ? { text: named, name: true } : { text: (standard.blanks[blank] as Text | undefined)?.[tongue] ?? '', name: false };
  });
}

export { addressed } from '../shell/addressed.ts';
