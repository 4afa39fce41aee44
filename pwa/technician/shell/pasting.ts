/** What is put into a field of one line at once and does not fit is left out whole, and said: a browser would cut it off without a word, a number
 *  in its middle. A long text says by itself that it is full (Written.tsx). */
import { language } from './messages.ts';

const SAY = {
  'zh-CN': (longest: number) => `太长了，这里最多 ${longest} 个字，没有放进去。`,
  en: (longest: number) => `Too long: at most ${longest} letters fit here. It was not put in.`,
};
const LATER = ['input', 'keydown', 'blur'];

/** Watch every field of one line that has a limit; pasting, dropping and a keyboard's suggestions all come this way. */
export function startPasteGuard(): void {
  document.addEventListener('beforeinput', (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || field.maxLength < 0) return;
    const text = (event.data ?? '').replace(/[\r\n]/g, ''); // which a field of one line leaves out by itself
    const room = field.maxLength - field.value.length + (field.selectionEnd ?? 0) - (field.selectionStart ?? 0);
    if (text.length < 2 || event.isComposing || text.length <= room) return;
    event.preventDefault();
    say(field);
  });
}

/** At the field itself, until somebody goes on; it must not keep the form from being sent. */
function say(field: HTMLInputElement): void {
  const tongue = field.closest<HTMLElement>('[lang]')?.lang === 'en' ? 'en' : language.value;
  field.setCustomValidity(SAY[tongue](field.maxLength));
  field.reportValidity();
  const over = () => {
    field.setCustomValidity('');
    for (const kind of LATER) field.removeEventListener(kind, over);
  };
  for (const kind of LATER) field.addEventListener(kind, over);
}
