/** The customer's turn: another sheet of paper, four short pages, and one way out, which takes the technician's PIN. */
import '../shell/kit.ts';
import { useLayoutEffect, useState } from 'preact/hooks';
import { usePhone } from '../shell/context.tsx';
import { go } from '../shell/router.ts';
import { Comment } from './Comment.tsx';
import { GiveBack } from './GiveBack.tsx';
import { OwnPhone } from './OwnPhone.tsx';
import { given } from './session.ts';
import { Sign } from './Sign.tsx';
import { Survey } from './Survey.tsx';
import { Thanks } from './Thanks.tsx';
import { useTurn, type Turn } from './turn.ts';
import { WhatWasDone } from './WhatWasDone.tsx';

/** While it is the customer's turn the app draws this and nothing else (shell/App.tsx asks `customersVisit` first). */
export function CustomerMode({ visit }: { visit: string }) {
  const turn = useTurn(usePhone(), visit);
  const left = () => {
    if (turn) goOn(turn);
    go({ page: 'visit', id: visit }, { replace: true });
  };
  const [leaving, leave] = useState(false);
  useStay();
  const page = turn?.place.page ?? 0;
  // with the page, as in SigningPage: later it would take the focus from whoever has moved on by keys
  useLayoutEffect(() => {
    window.scrollTo(0, 0);
    document.querySelector<HTMLElement>('.customer h1')?.focus({ preventScroll: true });
  }, [page, leaving]);
  if (!turn) return null;
  const signed = given(turn.view.facts).signed;
  const after = signed && sinceEntered(turn, signed.id);
  if (leaving) return <GiveBack turn={turn} stay={() => leave(false)} left={left} />;
  if (after && signed) return <Thanks turn={turn} signed={signed} leave={() => leave(true)} />;
  if (turn.place.code) return <OwnPhone turn={turn} code={turn.place.code} leave={() => leave(true)} />;
  const pages =
    turn.view.visit.standard.survey.questions.length > 0
      ? [WhatWasDone, Survey, Comment, Sign]
      : [WhatWasDone, Comment, Sign];
  const Shown = pages[Math.min(page, pages.length - 1)]!;
  return <Shown turn={turn} at={Math.min(page, pages.length - 1)} pages={pages.length} leave={() => leave(true)} />;
}

/** Back with the technician: once the customer has signed, the page of their turn has nothing left to do on it. */
function goOn({ phone, view }: Turn): void {
  const theirs = view.main.findIndex(({ steps }) =>
    steps.some(({ step, state }) => step.answer.kind === 'signature' && state !== 'open'),
  );
  const next = theirs < 0 ? undefined : view.main[theirs + 1];
  if (next) phone.draft<string>(`place.${view.visit.bundle.id}`).set(next.moment.id);
}

/** A signature of an earlier turn does not end this one. */
function sinceEntered({ view: { facts } }: Turn, id: string): boolean {
  return (
    facts.findIndex((fact) => fact.id === id) > facts.findLastIndex((fact) => fact.kind === 'customer_mode_entered')
  );
}

/** Back and reload stay here: the log says whose turn it is, and the history always leads to this page again. */
function useStay(): void {
  useLayoutEffect(() => {
    // before anybody sees the page, because a thumb may be on its way back already
    const again = () => history.pushState(history.state, '', location.href);
    again();
    window.addEventListener('popstate', again);
    return () => window.removeEventListener('popstate', again);
  }, []);
}
