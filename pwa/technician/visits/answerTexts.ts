/** Answers in words, for rows, the customer's page and the text that is signed. Pure; the words come from the standard. */
import { thousandths } from '../standard/record.ts';
import type { Answer, Bounds, Step, Text } from '../standard/types.ts';
import type { Json, Language } from '../storage/wire.ts';

/** How a moment reads to a person: `7月16日 14:00`. Given by the page, because zone and language are the page's. */
export type Spoken = (moment: string) => string;

/** What was answered, in words: `−21.4 dBm`, `王秀兰本人`, `光猫 1 台、水晶头 2 个`; empty where the tick says it all. */
export function answerInWords(answer: Answer, value: Json | undefined, tongue: Language, spoken: Spoken): string {
  const said = (text: Text): string => text[tongue];
  switch (answer.kind) {
    case 'choice':
      return labels(answer.choices, [value], tongue);
    case 'many':
      return labels(answer.choices, Array.isArray(value) ? value : [], tongue);
    case 'number':
    case 'reading':
      return typeof value === 'string' ? `${withMinus(value)}\u00a0${said(answer.unit)}` : '';
    case 'moment':
      return typeof value === 'string' ? spoken(value) : '';
    case 'parts':
      return (Array.isArray(value) ? value : [])
        .map((each) => onePart(answer, each, tongue))
        .join(tongue === 'en' ? ', ' : '、');
    default:
      return typeof value === 'string' ? value : '';
  }
}

function onePart(answer: Extract<Answer, { kind: 'parts' }>, each: Json, tongue: Language): string {
  const { code, name, count } = each as { code: string; name: string; count: number };
  const known = answer.parts.find((part) => part.code === code);
  return known ? `${known.name[tongue]}\u00a0${count}\u00a0${known.unit[tongue]}` : `${name}\u00a0${count}`;
}

function labels(
  choices: readonly { id: string; label: Text }[],
  values: readonly (Json | undefined)[],
  tongue: Language,
): string {
  const found = values.map((value) => choices.find((each) => each.id === value)?.label[tongue] ?? String(value ?? ''));
  return found.join(tongue === 'en' ? ', ' : '、');
}

/** The customer's line of a step, `{value}` filled in; the choice's own summary goes before the step's. */
export function summaryOf(step: Step, value: Json | undefined, tongue: Language, spoken: Spoken): string | undefined {
  const own =
    step.answer.kind === 'choice' ? step.answer.choices.find((each) => each.id === value)?.summary : undefined;
  const text = own ?? step.summary;
  if (!text) return undefined;
  const figure = step.answer.kind === 'number' || step.answer.kind === 'reading'; // because a summary names its unit itself
  const said =
    figure && typeof value === 'string' ? withMinus(value) : answerInWords(step.answer, value, tongue, spoken);
  return text[tongue].replaceAll('{value}', said);
}

/** What a typed figure is: fine, outside what passes (allowed, said in words), or not a figure that can be. */
export type Figure = { value: string; good: boolean } | { wrong: 'figure' | 'decimals' | 'range' | 'grouping' };

/** Reads what fingers type: full-width digits, a comma, a real minus sign; the value is a decimal as text, never a float. */
export function figureOf(typed: string, answer: Extract<Answer, { kind: 'number' | 'reading' }>): Figure {
  const plain = typed
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[−–—]/g, '-')
    .replace(/。/g, '.')
    .replace(/^\+/, '');
  if (/^-?[1-9]\d{0,2},\d{3}$/.test(plain)) return { wrong: 'grouping' }; // 1,284 may be a thousand or a little more than one
  const text = ungrouped(plain)
    .replace(',', '.')
    .replace(/^(-?)\./, '$10.');
  const size = thousandths(text);
  if (size === undefined) return { wrong: 'figure' };
  if ((text.split('.')[1] ?? '').length > answer.decimals) return { wrong: 'decimals' };
  if (!inside(size, answer.range)) return { wrong: 'range' };
  return {
    value: text.replace(/^(-?)0+(?=\d)/, '$1'),
    good: inside(size, answer.kind === 'number' ? answer.good : undefined),
  };
}

/** Marks between thousands taken out, where they can be nothing else: 1,284,567 and 1,284.6 and 1.284,6. */
function ungrouped(text: string): string {
  if (/^-?\d{1,3}(,\d{3}){2,}(\.\d+)?$|^-?\d{1,3}(,\d{3})+\.\d+$/.test(text)) return text.replace(/,/g, '');
  return /^-?\d{1,3}(\.\d{3})+,\d+$/.test(text) ? text.replace(/\./g, '') : text;
}

function inside(size: number, bounds: Bounds | undefined): boolean {
  const least = bounds?.least === undefined ? -Infinity : (thousandths(bounds.least) ?? -Infinity);
  const most = bounds?.most === undefined ? Infinity : (thousandths(bounds.most) ?? Infinity);
  return least <= size && size <= most;
}

/** `−27`, with the minus sign that people read as one; what is stored keeps the hyphen. */
export const withMinus = (figure: string): string => figure.replace(/^-/, '−');
