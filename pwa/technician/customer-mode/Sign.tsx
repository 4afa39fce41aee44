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
  const roomy = useRoom();
  const change = (part: Partial<SignForm>) => { object([]); draft.change(part); };
  const open = objections(form, view.visit.bundle.staff);
  const person = open.filter((each) => each.field !== 'ink');
  const [editing, edit] = useState(person.length > 0); // found again after a kill, a settled form opens at the pad
  const padded = form.way === 'drawn' && (roomy && (form.relation === undefined || form.relation === 'self') || person.length === 0 && !editing);
  const folded = padded && !(roomy && (form.relation === undefined || form.relation === 'self'));
  const done = () => {
    const asked = padded || form.way !== 'drawn' ? open : person;
    if (asked.length > 0) return object(asked);
    if (!padded && form.way === 'drawn') return edit(false);
    void turn.tap('sign', async () => { await sign(turn, form); await draft.clear(); });
  };
  const label = form.way === 'declined' ? say.decline : form.way === 'drawn' && !padded ? say.toPad : say.signed;
  return (
    <div class={`customer${padded ? ' signing' : ''}${folded ? ' folded-form' : ''}`} lang={turn.tongue}>
      <Top {...props} />
      <main>
        <h1 tabIndex={-1}>{say.sign}</h1>
        {!folded && <p class="under">{say.signHelp}</p>}
        {folded ? <Folded {...props} form={form} change={() => edit(true)} /> : <><Person turn={turn} form={form} wrong={wrong} change={change} /><Ways turn={turn} form={form} wrong={wrong} change={change} /></>}
        {padded && (
          <>
            <Pad ink={form.ink} label={say.padLabel} onInk={(ink) => change({ ink })}><Wrong say={say} wrong={wrong.filter((each) => each.field === 'ink')} /></Pad>
            <div class="pad-links">
              <button type="button" class="link" onClick={() => form.ink && change({ ink: withoutLast(form.ink) })}><Icon name="undo" /><span>{say.undo}</span></button>
              <button type="button" class="link" onClick={() => form.ink && change({ ink: { ...form.ink, strokes: [] } })}><span>{say.clear}</span></button>
            </div>
          </>
        )}
        <NotSaved turn={turn} />
      </main>
      <div class="bar">
        <button type="button" class="button" onClick={() => (editing && form.way === 'drawn' && person.length === 0 ? edit(false) : turn.change({ page: at - 1 }))}>{say.back}</button>
        <button type="button" class="primary" onClick={done}>{label}</button>
      </div>
    </div>
  );
}

/** Who signs and how, in one line, with a way to change it. */
function Folded({ turn, form, change }: PageProps & { form: SignForm; change: () => void }) {
  const { say, view } = turn;
  const name = form.relation === 'self' ? view.visit.bundle.customer.name : form.name.trim();
  return (
    <div class="folded">
      <p><b>{say.who(name, say.relations[form.relation ?? 'self'])}</b>{turn.tongue === 'en' ? ', ' : '，'}{say.ways[form.way]}</p>
      <button type="button" class="button" onClick={change}>{say.change}</button>
    </div>
  );
}

function Wrong({ say, wrong }: { say: PageProps['turn']['say']; wrong: Objection[] }) {
  return <>{wrong.map((each) => <p class="objection" role="alert" key={each.code}><Icon name="warning" /><span>{say.objections[each.code]}</span></p>)}</>;
}

/** Whether who, how and a pad of 200 px fit on one page at this text size. */
function useRoom(): boolean {
  const fits = () => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    return window.innerHeight >= 46 * rem + 8 && window.innerWidth >= 22 * rem;
  };
  const [roomy, set] = useState(fits);
  useEffect(() => {
    const look = () => set(fits());
    window.addEventListener('resize', look);
    return () => window.removeEventListener('resize', look);
  }, []);
  return roomy;
}
