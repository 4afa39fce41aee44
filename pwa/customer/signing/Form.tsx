/** Who signs and how: the form and the pad of the technician's phone. The server checks all of it again and says what is wrong at its field. */
import { useState } from 'preact/hooks';
import { Icon } from '../../technician/shell/icons.tsx';
import { withoutLast } from '../../technician/customer-mode/ink.ts';
import { Pad } from '../../technician/customer-mode/Pad.tsx';
import { Person, Ways } from '../../technician/customer-mode/SignForm.tsx';
import {
  objections,
  type Objection,
  type ObjectionCode,
  type SignForm,
} from '../../technician/customer-mode/signer.ts';
import { type Beside, isTrouble, send, type Trouble } from './asking.ts';
import type { Shown } from './SigningPage.tsx';
import { customerWords, wordsOf } from './words.ts';

interface Props extends Shown {
  form: SignForm;
  beside: Beside;
  change: (part: Partial<SignForm>) => void;
  back: () => void;
  done: () => void;
  over: (trouble: Trouble) => void;
}

/** Codes after which nothing on this page helps: what they say takes its place. */
const OVER = ['signing_code_wrong', 'signing_code_over', 'signing_code_used', 'signing_text_differs'];

export function Form({ offer, text, form, beside, change, back, done, over }: Props) {
  const say = customerWords(offer.language);
  const [wrong, object] = useState<Objection[]>([]);
  const [trouble, tell] = useState<Trouble>();
  const [busy, work] = useState(false);
  const asked = { say, tongue: offer.language, customer: '' };
  const touch = (part: Partial<SignForm>) => {
    object((said) => said.filter((each) => ('ink' in part ? each.field !== 'ink' : each.field === 'ink')));
    change(part);
  };
  const sign = async () => {
    const found = objections(form, []); // who is employed stands at the server alone
    object(found);
    tell(undefined);
    if (found.length > 0 || busy) return;
    work(true);
    const answer = await send(offer, text, form, beside, say);
    work(false);
    if (!isTrouble(answer)) return done();
    if (OVER.includes(answer.code)) return over(answer);
    if (answer.code === 'signing_incomplete') object(objectionsOf(form));
    tell(answer);
  };
  return (
    <div class={`customer${form.way === 'drawn' ? ' signing' : ''}`} lang={offer.language}>
      <main>
        <h1 tabIndex={-1}>{say.sign}</h1>
        <p class="under">{say.signHelp}</p>
        <Person turn={asked} form={form} wrong={wrong} change={touch} />
        <Ways turn={asked} form={form} wrong={wrong} change={touch} />
        {form.way === 'drawn' && (
          <>
            <Pad ink={form.ink} label={say.padLabel} onInk={(ink) => touch({ ink })}>
              {wrong.some((each) => each.field === 'ink') && <Said text={say.objections.ink} />}
            </Pad>
            <div class="pad-links">
              <button type="button" class="link" onClick={() => form.ink && touch({ ink: withoutLast(form.ink) })}>
                <Icon name="undo" />
                <span>{say.undo}</span>
              </button>
              <button
                type="button"
                class="link"
                onClick={() => form.ink && touch({ ink: { ...form.ink, strokes: [] } })}
              >
                <span>{say.clear}</span>
              </button>
            </div>
          </>
        )}
        {trouble && <Said text={said(trouble, wordsOf[offer.language])} />}
      </main>
      <div class="bar">
        <button type="button" class="button" onClick={back}>
          {say.back}
        </button>
        <button type="button" class="primary" aria-disabled={busy} onClick={() => void sign()}>
          {form.way === 'declined' ? say.decline : say.signed}
        </button>
      </div>
    </div>
  );
}

/** Where the server alone knows better: the name of somebody employed. */
function objectionsOf(form: SignForm): Objection[] {
  const field: Objection['field'] = form.way === 'helped' ? 'helper' : 'name';
  const code: ObjectionCode = form.way === 'helped' ? 'helper_staff' : 'staff';
  return [{ field, code }];
}

function said(trouble: Trouble, words: (typeof wordsOf)['en']): string {
  if (trouble.code === 'no_network') return `${words.noNetwork}${'\u3000'}${words.noNetworkNext}`;
  const fields = Object.values(trouble.errors ?? {}).flat();
  return [trouble.title, ...fields, trouble.next].filter(Boolean).join(' ');
}

function Said({ text }: { text: string }) {
  return (
    <p class="objection" role="alert">
      <Icon name="warning" />
      <span>{text}</span>
    </p>
  );
}
