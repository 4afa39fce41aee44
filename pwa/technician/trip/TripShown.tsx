/** As long as the customer sees where one is: said on every page, with the way to end it. Tells the office's server every half minute. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { VisitOnPhone } from '../phone/interface.ts';
import { usePhone } from '../shell/context.tsx';
import { clock } from '../shell/dates.ts';
import { named } from '../shell/format.ts';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { tripMessages } from './messages.ts';
import { positionNow } from './position.ts';
import { isShared, wishOf } from './sharing.ts';

const EVERY = 30_000; // ms

export function TripShown() {
  const phone = usePhone();
  const shared = phone.visits.value.filter((visit) => isShared(phone, visit));
  return shared.length > 0 ? <Shown key={shared.map(({ slot }) => slot.id).join()} visits={shared} /> : null;
}

function Shown({ visits }: { visits: VisitOnPhone[] }) {
  const phone = usePhone();
  const say = tripMessages[language.value];
  const [told, setTold] = useState<number>();
  const telling = useRef<Promise<void>>(undefined);
  const ids = visits.map(({ slot }) => slot.id);
  useEffect(() => {
    let here = true;
    const tell = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return;
      const spot = await positionNow();
      if (!here || !spot || spot === 'denied') return;
      try {
        for (const id of ids) if (here) await phone.showTrip(id, spot);
        if (here) setTold(Date.now());
      } catch {
        // without a network, or before the departure has reached the office: the next one tells
      }
    };
    const next = (): void => {
      telling.current = tell();
    };
    next();
    const again = setInterval(next, EVERY);
    document.addEventListener('visibilitychange', next);
    return () => {
      here = false;
      clearInterval(again);
      document.removeEventListener('visibilitychange', next);
    };
  }, []);
  const end = async (): Promise<void> => {
    for (const visit of visits) await wishOf(phone, visit).clear();
    await telling.current; // because what is on its way would show it again
    for (const id of ids) await phone.showTrip(id).catch(() => undefined); // without a network the position ends with its time
  };
  return (
    <div class="notice">
      <Icon name="map" />
      <p>
        <b>{say.shown([...new Set(visits.map(({ bundle }) => named(bundle.customer)))])}</b>
        {told === undefined ? say.notYet : say.told(clock(told))}
      </p>
      <button type="button" class="button" onClick={end}>
        {say.end}
      </button>
    </div>
  );
}
