/** Every sentence of the technician's app in both languages, by capability; `words.value` is the reader's language. */
import { computed, signal } from '@preact/signals';
import type { Language } from '../storage/wire.ts';
import { en } from './words/en.ts';
import { zhCN } from './words/zh-CN.ts';

export type Words = typeof zhCN;

export const language = signal<Language>('zh-CN');
const both: Record<Language, Words> = { 'zh-CN': zhCN, en };

/** The words in the reader's language; a component that reads it is drawn again when the language changes. */
export const words = computed<Words>(() => both[language.value]);

/** The words in one given language (the customer's, say). */
export const wordsIn = (tongue: Language): Words => both[tongue];
