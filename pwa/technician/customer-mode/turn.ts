/** What the customer's pages work with: their language, the page they are on, one way to report, words in their language. */
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Phone } from '../phone/interface.ts';
import type { FactKind } from '../storage/factKinds.ts';
import type { Body, Language } from '../storage/wire.ts';
import { addressed } from '../visits/phrases.ts';
import { tapGate } from '../visits/taps.ts';
import { objectionsIn } from '../visits/comments.ts';
import { honestEnd } from '../visits/endings.ts';
import { viewOf, type VisitView } from '../visits/view.ts';
import { linesOf, shownText, type Line } from './shown.ts';
import { fullDay, momentIn } from '../shell/dates.ts';
import { useDraft } from './useDraft.ts';
import { en } from './messages/en.ts';
import { zhCN, type CustomerMessages } from './messages/zh-CN.ts';

/** What stands on the customer's pages before it is saved; a kill loses none of it. */
export interface Place {
  page: number;
  language?: Language;
  answers: Record<string, number>;
  comment: string;
  wrong: string;
  /** The code that is shown for the customer's own phone. */
  code?: string | undefined;
}
const FIRST: Place = { page: 0, answers: {}, comment: '', wrong: '' };

export interface Turn {
  phone: Phone;
  view: VisitView;
  say: CustomerMessages;
  tongue: Language;
  customer: string;
  place: Place;
  title: string;
  lines: Line[];
  change: (part: Partial<Place>) => void;
  report: (kind: FactKind, body: Body) => Promise<void>;
  tap: (key: string, work: () => Promise<unknown>) => Promise<boolean>;
  failed: boolean;
  text: () => string;
  forget: () => Promise<void>;
}

/** Undefined when the visit is not (any more) on this phone. */
export function useTurn(phone: Phone, id: string): Turn | undefined {
  const visit = useMemo(() => phone.visit(id), [id]).value;
  const view = useMemo(() => visit && viewOf(visit), [visit]);
  const gate = useRef(tapGate());
  const [failed, fail] = useState(false);
  const draft = useDraft<Place>(phone, `customer.${id}`, FIRST);
  if (!view) return undefined;
  const { customer, grant, work } = view.visit.bundle;
  const place = draft.value;
  const tongue = place.language ?? customer.language;
  const say = tongue === 'en' ? en : zhCN;
  const lines = linesOf(view, tongue, say, momentIn(tongue, grant.time_zone));
  const ending = say.endings[honestEnd(view)?.moment.outcome ?? ''];
  const title = ending ?? (customer.name ? say.done(addressed(customer, tongue)) : say.doneNobody);
  const organisation = phone.organisation.value;
  const company = (tongue === 'en' ? organisation?.name_en : undefined) ?? organisation?.name ?? '';
  const tap: Turn['tap'] = async (key, work) => {
    try {
      const done = await gate.current(key, work);
      if (done) fail(false);
      return done;
    } catch {
      fail(true);
      return false;
    }
  };
  return {
    phone,
    view,
    say,
    tongue,
    customer: customer.name,
    place,
    title,
    lines,
    tap,
    failed,
    change: draft.change,
    forget: draft.clear,
    report: async (kind, body) => {
      await phone.report({ type: 'visit', id }, kind, body);
    },
    text: () => shownText(view, lines, objectionsIn(view), say, { company, title, day: fullDay(work.day, tongue) }),
  };
}
