/** One visit on the technician's phone: which of its pages is shown, from what happened so far and where they left. */
import '../shell/kit.ts';
import { useLayoutEffect } from 'preact/hooks';
import { usePhone } from '../shell/context';
import { address } from '../shell/router';
import { Icon } from '../shell/icons';
import { TopLine } from '../shell/TopLine';
import { messages } from '../shell/messages';
import { Crosswise } from './Crosswise';
import { Ended } from './Ended';
import { useHere, type Here } from './here';
import { MomentPage } from './MomentPage';
import { NobodyHome } from './NobodyHome';
import { SideMoment } from './SideMoment';
import { firstOf, momentNow } from './view';

/** `moment` is the id in the address; without it the visit opens where it was left. */
export function VisitPage({ id, moment }: { id: string; moment?: string | undefined }) {
  const here = useHere(id);
  if (!here) return <NotHere />;
  return <Pages key={id} here={here} moment={moment} />;
}

function Pages({ here, moment }: { here: Here; moment: string | undefined }) {
  const { view, phone } = here;
  const id = view.visit.bundle.id;
  const place = phone.draft<string>(`place.${id}`);
  const side = view.side.find((each) => each.moment.id === (moment ?? place.value.value));
  const main = momentNow(view, moment ?? place.value.value);
  const shown = (side ?? main).moment.id;
  const ended = firstOf(view, 'ended');
  useLayoutEffect(() => {
    // before anything on it can be pressed, because the record begins with its having been opened
    if (!ended && place.value.peek() !== shown) place.set(shown);
    if (!view.visit.readOnly && !view.facts.some((fact) => fact.kind === 'opened' && fact.mine))
      void here.tap('opened', () => phone.report({ type: 'visit', id }, 'opened', {}));
  }, [shown, id]);
  // with the page, as in SigningPage: later it would take the focus from whoever has moved on by keys
  useLayoutEffect(() => {
    window.scrollTo(0, 0);
    document.querySelector<HTMLElement>('.page h1')?.focus({ preventScroll: true });
  }, [shown, Boolean(ended)]);
  if (ended && (moment === undefined || side)) return <Ended here={here} ended={ended} />;
  const goesOn = phone.draft<string>(`goes-on.${id}`); // said once; a kill does not ask again
  if (view.visit.evicted && (view.visit.readOnly || !goesOn.value.value))
    return <Crosswise here={here} onGoOn={() => goesOn.set('yes')} />;
  if (side?.moment.outcome === 'nobody_home') return <NobodyHome here={here} moment={side} />;
  return side ? <SideMoment here={here} moment={side} /> : <MomentPage here={here} moment={main} />;
}

function NotHere() {
  const say = messages.value.visits;
  const waiting = !usePhone().firstSyncDone.value;
  return (
    <div class="page">
      <TopLine />
      <main class="empty">
        <Icon name="search" />
        <h1 tabIndex={-1}>{waiting ? messages.value.shell.loading : say.gone}</h1>
        {!waiting && <p>{say.goneNext}</p>}
      </main>
      <div class="bar">
        <a class="primary" href={address({ page: 'today' })}>
          {say.backToday}
        </a>
      </div>
    </div>
  );
}
