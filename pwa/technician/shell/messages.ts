/** Every sentence of the technician's app in both languages, by capability; `messages.value` is the reader's language. */
import { computed, signal } from '@preact/signals';
import type { Language } from '../storage/wire.ts';
import { installed } from './capability.ts';
import { shell } from './messages/zh-CN.ts';

/** Each capability adds its own: `declare module '../shell/messages.ts' { interface Messages { … } }`. */
export interface Messages {
  shell: typeof shell;
}

export const language = signal<Language>('zh-CN');
const loaded = signal<Partial<Record<Language, Messages>>>({});

/** The words in the reader's language; a component that reads it is drawn again when the language changes. */
export const messages = computed<Messages>(() => messagesIn(language.value));

/** The words in one given language (the customer's, say); all of them only after `loadMessages`. */
export const messagesIn = (tongue: Language): Messages => loaded.value[tongue] ?? first(tongue);

/** Loads all words of a language, once; a page that is loaded later waits for them. */
export async function loadMessages(tongue: Language): Promise<void> {
  if (loaded.peek()[tongue]) return;
  const own = tongue === 'en' ? import('./messages/en.ts') : { shell };
  const parts = await Promise.all([own, ...installed().map((each) => each.messages?.[tongue]() ?? {})]);
  loaded.value = { ...loaded.peek(), [tongue]: Object.assign({}, ...parts) as Messages };
}

/** Whether pages can be drawn in a language: all its words are here, or it is the one that the first picture was drawn in. */
export const hasMessages = (tongue: Language): boolean =>
  loaded.value[tongue] !== undefined || (tongue === 'zh-CN' && language.peek() === tongue);

/** What the first picture says, as the reader's language is not known before it. */
const first = (tongue: Language): Messages =>
  Object.assign({}, ...(tongue === 'zh-CN' ? [{ shell }, ...installed().map((each) => each.messages?.first)] : []));
