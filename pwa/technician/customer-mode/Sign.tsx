/** Page 4: who signs and how, in four equal ways. The pad gets all height that is left; on short phones the rest folds. */
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';
import { NotSaved, Top, type PageProps } from './paper.tsx';
import { withoutLast } from './ink.ts';
import { Pad } from './Pad.tsx';
import { Person, Ways } from './SignForm.tsx';
import { BLANK, objections, type Objection, type SignForm } from './signer.ts';
import { sign } from './signing.ts';
import { useDraft } from './useDraft.ts';

export function Sign(props: PageProps) {
  const { turn, at } = props;
  const { say, view, phone } = turn;
  const draft = useDraft<SignForm>(phone, `sign.${view.visit.bundle.id}`, BLANK);
  const form = draft.value;
  const [wrong, object] = useState<Objection[]>([]);
  const { roomy, tight, beside } = useRoom();
  const change = (part: Partial<SignForm>) => {
    object((said) => stillWrong(said, part));
    draft.change(part);
  };
  const open = objections(form, view.visit.bundle.staff);
  const person = open.filter((each) => each.field !== 'ink');
  const [editing, edit] = useState<'first' | 'again' | false>(person.length > 0 && 'first'); // found again after a kill, a settled form opens at the pad
  const whole = roomy && (form.relation === undefined || form.relation === 'self');
  const padded = form.way === 'drawn' && (whole || (person.length === 0 && !editing));
  const folded = padded && !whole;
  const toPad = editing === 'again' && form.way === 'drawn' && !padded && person.length === 0;
  const done = () => {
    const asked = padded || form.way !== 'drawn' ? open : person;
    if (asked.length > 0) return object(asked);
    if (!padded && form.way === 'drawn') return edit(false);
    void turn.tap('sign', async () => {
      await sign(turn, form);
      await draft.clear();
    });
  };
  const label = form.way === 'declined' ? say.decline : form.way === 'drawn' && !padded ? say.toPad : say.signed;
  return (
    <div
      class={`customer${padded ? ' signing' : ''}${folded ? ' folded-form' : ''}${folded && beside ? ' beside' : ''}${folded && tight ? ' tight' : ''}`}
      lang={turn.tongue}
    >
      <Top {...props} />
      <main>
        <h1 tabIndex={-1}>{say.sign}</h1>
        {!folded && (!padded || wrong.every((each) => each.field === 'ink')) && <p class="under">{say.signHelp}</p>}
        {folded ? (
          <Folded {...props} form={form} change={() => edit('again')} />
        ) : (
          <>
            <Person turn={turn} form={form} wrong={wrong} change={change} />
            <Ways turn={turn} form={form} wrong={wrong} change={change} />
          </>
        )}
        {padded && <Paper form={form} say={say} wrong={wrong} change={change} />}
        <NotSaved turn={turn} />
      </main>
      <div class="bar">
        <button type="button" class="button" onClick={() => (toPad ? edit(false) : turn.change({ page: at - 1 }))}>
          {say.back}
        </button>
        <button type="button" class="primary" onClick={done}>
          {label}
        </button>
      </div>
    </div>
  );
}

/** The pad with its own objection over it, and taking back what was drawn. */
function Paper({
  form,
  say,
  wrong,
  change,
}: {
  form: SignForm;
  say: PageProps['turn']['say'];
  wrong: Objection[];
  change: (part: Partial<SignForm>) => void;
}) {
  return (
    <>
      <Pad ink={form.ink} label={say.padLabel} onInk={(ink) => change({ ink })}>
        <Wrong say={say} wrong={wrong.filter((each) => each.field === 'ink')} />
      </Pad>
      <div class="pad-links">
        <button type="button" class="link" onClick={() => form.ink && change({ ink: withoutLast(form.ink) })}>
          <Icon name="undo" />
          <span>{say.undo}</span>
        </button>
        <button type="button" class="link" onClick={() => form.ink && change({ ink: { ...form.ink, strokes: [] } })}>
          <span>{say.clear}</span>
        </button>
      </div>
    </>
  );
}

/** Who signs and how, in one line, with a way to change it. */
function Folded({ turn, form, change }: PageProps & { form: SignForm; change: () => void }) {
  const { say, view } = turn;
  const name = form.relation === 'self' ? view.visit.bundle.customer.name : form.name.trim();
  return (
    <div class="folded">
      <p>
        <b>{say.who(name, say.relations[form.relation ?? 'self'])}</b>
        {turn.tongue === 'en' ? ', ' : '，'}
        {say.ways[form.way]}
      </p>
      <button type="button" class="button" onClick={change}>
        {say.change}
      </button>
    </div>
  );
}

function Wrong({ say, wrong }: { say: PageProps['turn']['say']; wrong: Objection[] }) {
  return (
    <>
      {wrong.map((each) => (
        <p class="objection" role="alert" key={each.code}>
          <Icon name="warning" />
          <span>{say.objections[each.code]}</span>
        </p>
      ))}
    </>
  );
}

/** What is still said after this part of the form has changed: nothing moves under the finger, because ink answers for ink alone. */
function stillWrong(said: Objection[], part: Partial<SignForm>): Objection[] {
  return 'ink' in part ? said.filter((each) => each.field !== 'ink') : [];
}

/** Whether who, how and a pad of 200 px fit on one page at this text size; and whether the pad stands beside the rest on a phone held across. */
function useRoom(): { roomy: boolean; tight: boolean; beside: boolean } {
  const fits = () => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const { innerHeight: high, innerWidth: wide } = window;
    return {
      roomy: high >= 46 * rem + 8 && wide >= 22 * rem,
      tight: high < 37 * rem,
      beside: high < 35 * rem && wide > high && wide >= 30 * rem,
    };
  };
  const [room, set] = useState(fits);
  useEffect(() => {
    const look = () => set(fits());
    window.addEventListener('resize', look);
    return () => window.removeEventListener('resize', look);
  }, []);
  return room;
}
