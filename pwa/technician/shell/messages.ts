/** Every sentence of the technician's app in both languages, by capability; `messages.value` is the reader's language. */
import { computed, signal } from '@preact/signals';
import type { Language } from '../storage/wire.ts';
import { shell } from './messages/zh-CN/shell.ts';
import { today } from './messages/zh-CN/today.ts';
import type { zhCN } from './messages/zh-CN.ts';

export type Messages = typeof zhCN;

export const language = signal<Language>('zh-CN');
/** What has been loaded: the first picture needs Chinese of shell and today only, the rest comes with the pages that say it. */
const known = signal<Record<Language, Partial<Messages>>>({
  'zh-CN': { shell, today: today as Messages['today'] },
  en: {},
});

/** The words in the reader's language; a component that reads it is drawn again when the language changes. */
export const messages = computed<Messages>(() => known.value[language.value] as Messages);

/** The words in one given language (the customer's, say); loaded before by `loadMessages`. */
export const messagesIn = (tongue: Language): Messages => known.value[tongue] as Messages;

/** Loads all words of a language, once; a page that is loaded later waits for them. */
export async function loadMessages(tongue: Language): Promise<void> {
  if (known.peek()[tongue].visits) return;
  const all = tongue === 'en' ? (await import('./messages/en.ts')).en : (await import('./messages/zh-CN.ts')).zhCN;
  known.value = { ...known.peek(), [tongue]: all };
}

/** Whether pages can be drawn in a language: all its words are here, or it is the one that the first picture was drawn in. */
export const hasMessages = (tongue: Language): boolean =>
  known.value[tongue].visits !== undefined || (tongue === language.peek() && known.value[tongue].shell !== undefined);
