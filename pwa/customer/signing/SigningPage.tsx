/** First what was shown, line by line as it will be signed; then survey and comment, then the form. What is typed and drawn survives a reload and a lost network. */
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { Icon } from '../../technician/shell/icons.tsx';
import { BLANK, type SignForm } from '../../technician/customer-mode/signer.ts';
import { sha256 } from '../../technician/storage/hashes.ts';
import type { SigningOffer } from '../../technician/storage/signingCode.ts';
import { type Beside, isTrouble, look, type OfferState, type Trouble } from './asking.ts';
import { Comment, Survey } from './Beside.tsx';
import { Form } from './Form.tsx';
import { Signed, Told } from './Told.tsx';
import { customerWords, wordsOf } from './words.ts';

const NOTHING: Beside = { answers: {}, comment: '' };

export interface Shown {
  offer: SigningOffer;
  text: string;
}

export function SigningPage({ offer, text, survey }: Shown & { survey: boolean }) {
  const { language } = offer;
  const words = wordsOf[language];
  const [found, find] = useState<OfferState | Trouble>();
  const [form, change] = useKept<SignForm>(`sign.${offer.nonce}`, BLANK);
  const [beside, say] = useKept<Beside>(`said.${offer.nonce}`, NOTHING);
  const [page, turn] = useState(0);
  const [done, finish] = useState(false);
  const ask = () => void check(offer, text).then(find);
  useEffect(ask, []);
  // with the page, not after it: later it would take the focus from whoever has moved on by keys
  useLayoutEffect(() => {
    scrollTo(0, 0);
    document.querySelector('h1')?.focus({ preventScroll: true });
  }, [page, done, found]);
  if (!found) return <Told language={language} icon="clock" title={words.heading} text={words.waiting} />;
  if (isTrouble(found)) return <Refused offer={offer} trouble={found} again={ask} />;
  if (done || found.state === 'signed')
    return <Signed language={language} declined={form.way === 'declined'} hotline={found.hotline} />;
  const [back, on] = [() => turn(page - 1), () => turn(page + 1)];
  const each = { language, beside, change: say, back, on };
  // Answers to questions that are asked no more stay out: they were answered elsewhere, and half of them would be refused for ever.
  const said = found.survey ? beside : { ...beside, answers: {} };
  const pages = [
    <Text offer={offer} text={text} found={found} go={on} />,
    ...(survey && found.survey ? [<Survey {...each} survey={found.survey} />] : []),
    <Comment {...each} />,
    <Form {...{ offer, text, form, beside: said, change, back }} done={() => finish(true)} over={find} />,
  ];
  return pages[page];
}

/** Whether the text is the one that the phone has signed, and what the server says of the code. */
async function check(offer: SigningOffer, text: string): Promise<OfferState | Trouble> {
  if (!globalThis.crypto?.subtle) return { code: 'old' };
  if ((await sha256(text)) !== offer.shown) return { code: 'damaged' };
  return look(offer);
}

function Text({ offer, text, found, go }: Shown & { found: OfferState; go: () => void }) {
  const say = customerWords(offer.language);
  const [head, title, ...rest] = text.split('\n');
  const lines = rest.at(-1) === say.signHelp ? rest.slice(0, -1) : rest;
  return (
    <div class="customer" lang={offer.language}>
      <header class="turn">
        <b>{found.organisation}</b>
      </header>
      <main>
        <p class="under">{head}</p>
        <h1 tabIndex={-1}>{title}</h1>
        <ul class="outcomes">
          {lines.map((line) => (
            <Line key={line} line={line} marks={say.text} />
          ))}
        </ul>
        <p class="under">{wordsOf[offer.language].notRight}</p>
        <p class="under">{wordsOf[offer.language].call(found.hotline)}</p>
      </main>
      <div class="bar">
        <button type="button" class="primary" onClick={go}>
          {say.seen}
        </button>
      </div>
    </div>
  );
}

/** A line with its mark drawn, as on the technician's phone; what has none of the marks is shown as it is. */
function Line({ line, marks }: { line: string; marks: { done: string; open: string; plain: string } }) {
  const mark = [marks.done, marks.open, marks.plain].find((each) => line.startsWith(`${each} `));
  return (
    <li class={mark === marks.open ? 'open' : ''}>
      {mark === marks.done ? <Icon name="check" /> : mark === marks.open ? <Icon name="dash" /> : <span />}
      <span>{mark ? line.slice(mark.length + 1) : line}</span>
    </li>
  );
}

function Refused({ offer, trouble, again }: { offer: SigningOffer; trouble: Trouble; again: () => void }) {
  const words = wordsOf[offer.language];
  const own: Record<string, [string, string]> = {
    no_network: [words.noNetwork, words.noNetworkNext],
    old: [words.old, words.oldNext],
    damaged: [words.noCode, words.noCodeNext],
  };
  const [title, text] = own[trouble.code] ?? [
    trouble.title ?? '',
    [trouble.detail, trouble.next].filter(Boolean).join(' '),
  ];
  return (
    <Told language={offer.language} icon="warning" title={title} text={text}>
      {trouble.code !== 'old' && trouble.code !== 'damaged' && (
        <div class="bar">
          <button type="button" class="primary" onClick={again}>
            {words.again}
          </button>
        </div>
      )}
    </Told>
  );
}

/** The form as it was left in this tab; a browser that keeps nothing loses it with a reload alone. */
function useKept<T extends object>(name: string, blank: T): [T, (part: Partial<T>) => void] {
  const [form, set] = useState<T>(() => {
    try {
      return { ...blank, ...(JSON.parse(sessionStorage.getItem(name) ?? '{}') as Partial<T>) };
    } catch {
      return blank;
    }
  });
  const change = (part: Partial<T>) =>
    set((before) => {
      const after = { ...before, ...part };
      try {
        sessionStorage.setItem(name, JSON.stringify(after));
      } catch {
        // nothing is kept here; the page goes on without
      }
      return after;
    });
  return [form, change];
}
