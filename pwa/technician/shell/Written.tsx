/** Free text with the one limit of this app: what is left is counted down near the end, and a full field says that it is full. */
import type { JSX } from 'preact';
import type { Language } from '../storage/wire.ts';
import { language } from './messages.ts';

/** Letters of any sentence that somebody writes; the server takes twice as much (NOTE), so that nothing is refused later. */
export const LONGEST = 1000;
const NEAR = 100; // letters before the end from which they are counted

const SAY: Record<Language, { left: (count: number) => string; full: (longest: number) => string }> = {
  'zh-CN': {
    left: (count) => `还能写\u00a0${count}\u00a0字`,
    full: (longest) => `写满了\u00a0${longest}\u00a0字，再多的没有写进去。`,
  },
  en: {
    left: (count) => `${count}\u00a0letters left`,
    full: (longest) => `Full at ${longest}\u00a0letters. Anything more was not taken.`,
  },
};

interface Props extends Omit<JSX.IntrinsicElements['textarea'], 'value' | 'onInput' | 'maxLength' | 'class'> {
  value: string;
  onText: (text: string) => void;
  longest?: number;
  /** The language of who writes, where it is not the reader's of this phone. */
  tongue?: Language;
  tall?: boolean;
}

export function Written({ value, onText, longest = LONGEST, tongue, tall, ...rest }: Props) {
  const say = SAY[tongue ?? language.value];
  const left = longest - value.length;
  return (
    <>
      <textarea
        {...rest}
        class={`input${tall ? ' tall' : ''}`}
        maxLength={longest}
        value={value}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      {left <= NEAR && (
        <p class={left > 0 ? 'help' : 'help attention'} role="status">
          {left > 0 ? say.left(left) : say.full(longest)}
        </p>
      )}
    </>
  );
}
