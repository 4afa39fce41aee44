/** The question whether the customer may see where one is on the way. No is the beginning and costs nothing. */
import { useState } from 'preact/hooks';
import type { VisitsProps } from '../shell/capability.ts';
import { usePhone } from '../shell/context.tsx';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { tripMessages } from './messages.ts';
import { positionNow } from './position.ts';
import { departureOf, isShared, mayShare, wishOf } from './sharing.ts';

export function ShareTrip({ visits }: VisitsProps) {
  const phone = usePhone();
  const say = tripMessages[language.value];
  const [asking, setAsking] = useState(false);
  const [denied, setDenied] = useState(false);
  const own = visits.filter((visit) => mayShare(visit) && departureOf(visit));
  if (own.length === 0 || own.every((visit) => isShared(phone, visit))) return null; // the banner says it
  const share = async (): Promise<void> => {
    setAsking(true);
    const found = await positionNow();
    setAsking(false);
    if (found === 'denied') return setDenied(true);
    for (const visit of own) wishOf(phone, visit).set(departureOf(visit)!);
  };
  return (
    <section class="low">
      <button type="button" class="link" disabled={asking} onClick={share}>
        <Icon name="map" small />
        <span>{asking ? say.asking : say.share}</span>
      </button>
      <p class="help" role="status">
        {denied ? say.denied : say.means}
      </p>
    </section>
  );
}
