/** What to say: the phrases of a moment, the one that fits the step first, their blanks filled in. Pure. */
import type { Phrase, StandardDocument, Text } from '../standard/types.ts';
import type { Customer, Language } from '../storage/wire.ts';
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

const TWO = new Set('欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 东方 司徒 南宫 长孙 宇文 端木 百里 呼延 轩辕 独孤'.split(' '));
const TITLE = { ms: { 'zh-CN': '女士', en: 'Ms ' }, mr: { 'zh-CN': '先生', en: 'Mr ' }, none: { 'zh-CN': '', en: '' } };

/** How one addresses the customer: `王女士`; the whole name where the surname is not certain (·, long or other scripts). */
export function addressed(customer: Pick<Customer, 'name' | 'salutation'>, tongue: Language): string {
  const title = TITLE[customer.salutation][tongue];
  if (tongue === 'en') return title + customer.name;
  const letters = [...customer.name];
  const usual = title !== '' && /^\p{Script=Han}{2,4}$/u.test(customer.name);
  const two = TWO.has(letters.slice(0, 2).join(''));
  if (!usual || (letters.length === 4 && !two)) return customer.name + title;
  return letters.slice(0, two ? 2 : 1).join('') + title;
}
