/** Every sentence of the technician's app in both languages, by capability; `words.value` is the reader's language. */
import { computed, signal } from '@preact/signals';
import type { Language } from '../storage/wire.ts';
import { shell } from './words/zh-CN/shell.ts';
import { today } from './words/zh-CN/today.ts';
import type { zhCN } from './words/zh-CN.ts';

export type Words = typeof zhCN;

export const language = signal<Language>('zh-CN');
/** What has been loaded: the first picture needs Chinese of shell and today only, the rest comes with the pages that say it. */
const known = signal<Record<Language, Partial<Words>>>({ 'zh-CN': { shell, today: today as Words['today'] }, en: {} });

/** The words in the reader's language; a component that reads it is drawn again when the language changes. */
export const words = computed<Words>(() => known.value[language.value] as Words);

/** The words in one given language (the customer's, say); loaded before by `learn`. */
export const wordsIn = (tongue: Language): Words => known.value[tongue] as Words;

/** Loads all words of a language, once; a page that is loaded later waits for them. */
export async function learn(tongue: Language): Promise<void> {
  if (known.peek()[tongue].visits) return;
  const all = tongue === 'en' ? (await import('./words/en.ts')).en : (await import('./words/zh-CN.ts')).zhCN;
  known.value = { ...known.peek(), [tongue]: all };
}

/** Whether pages can be drawn in a language: all its words are here, or it is the one that the first picture was drawn in. */
export const speaks = (tongue: Language): boolean =>
  known.value[tongue].visits !== undefined || (tongue === language.peek() && known.value[tongue].shell !== undefined);
