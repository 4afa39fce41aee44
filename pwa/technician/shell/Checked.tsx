/** What somebody writes for a customer, checked against the forbidden phrases (FB) before it is saved or sent: shown once, then sent all the same. */
import { useState } from 'preact/hooks';
import { hits, type Hit } from '../standard/wording.ts';
import type { Language } from '../storage/wire.ts';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';
import { language } from './messages.ts';

const MOST = 20; // phrases that a fact names
const SAY: Record<Language, string> = { 'zh-CN': '就这样发，会记下来', en: 'Send all the same; it is recorded' };

export interface Checked {
  hits: Hit[];
  /** What the fact says beside the words themselves; undefined where the words are shown first, and nothing is to be saved. */
  check: (text: string) => { all_the_same?: string[] } | undefined;
  /** To be called with every key, because other words are checked anew. */
  changed: () => void;
  /** The button: what it usually says, or that it goes out all the same. */
  label: (usual: string) => string;
}

export function useChecked(): Checked {
  const phone = usePhone();
  const [shown, show] = useState<Hit[]>([]);
  return {
    hits: shown,
    check: (text) => {
      const found = hits(text, phone.wording.value);
      if (found.length > 0 && shown.length === 0) {
        show(found);
        return undefined;
      }
      return found.length > 0 ? { all_the_same: found.map(({ phrase }) => phrase.id).slice(0, MOST) } : {};
    },
    changed: () => show([]),
    label: (usual) => (shown.length > 0 ? SAY[language.value] : usual),
  };
}

/** Each phrase as it was written, its clause, and what can be said instead. */
export const Forbidden = ({ hits: found }: { hits: readonly Hit[] }) => (
  <div role="alert">
    {found.map(({ phrase, words }) => (
      <p key={phrase.id} class="stateline attention">
        <Icon name="warning" />
        <span>
          <b>{words}</b> {phrase.clause} · {phrase.advice}
        </span>
      </p>
    ))}
  </div>
);
