/** Pages on which there is nothing to do but read: no code, a code that does not open, signed. */
import type { ComponentChildren } from 'preact';
import { Icon } from '../../technician/shell/icons.tsx';
import type { Language } from '../../technician/storage/wire.ts';
import { customerWords, wordsOf } from './words.ts';

export function NoCode() {
  const words = wordsOf[document.documentElement.lang === 'en' ? 'en' : 'zh-CN'];
  return (
    <Told
      language={document.documentElement.lang as Language}
      icon="phone"
      title={words.noCode}
      text={words.noCodeNext}
    />
  );
}

export function Signed({ language, declined, hotline }: { language: Language; declined: boolean; hotline: string }) {
  const words = wordsOf[language];
  const text = declined ? words.thanksDeclined : words.thanks;
  return (
    <Told language={language} icon="check" title={customerWords(language).thanks} text={text}>
      {hotline && <p class="under">{words.call(hotline)}</p>}
    </Told>
  );
}

interface Props {
  language: Language;
  icon: Parameters<typeof Icon>[0]['name'];
  title: string;
  text: string;
  children?: ComponentChildren;
}

export function Told({ language, icon, title, text, children }: Props) {
  return (
    <div class="customer" lang={language}>
      <main class="thanks">
        <Icon name={icon} />
        <h1 tabIndex={-1}>{title}</h1>
        <p class="under">{text}</p>
        {children}
      </main>
    </div>
  );
}
