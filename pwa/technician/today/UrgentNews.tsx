/** A new urgent order, said on whatever page one is: as a banner until it is opened, aloud, by vibration and by a tone where the browser lets. */
import { useEffect } from 'preact/hooks';
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { clock, dayOf } from '../shell/dates.ts';
import { Icon } from '../shell/icons.tsx';
import { address, route } from '../shell/router.ts';
import { messages } from '../shell/messages.ts';
import { placeShort } from './primary.ts';
import { reachBy, unseen } from './urgent.ts';

const told = new Set<string>();

export function UrgentNews() {
  const phone = usePhone();
  const say = messages.value.today;
  const where = route.value;
  const found = phone.person.value
    ? unseen(phone.visits.value, dayOf(now.value)).filter(({ slot }) => where.page !== 'visit' || where.id !== slot.id)
    : [];
  const fresh = found
    .filter(({ slot }) => !told.has(slot.id))
    .map(({ slot }) => slot.id)
    .join();
  useEffect(() => {
    if (!fresh) return;
    for (const id of fresh.split(',')) told.add(id);
    rouse();
  }, [fresh]);
  return (
    <div class="urgent-news" role="alert">
      {found.map((visit) => {
        const by = reachBy(visit);
        return (
          <a class="notice problem" key={visit.slot.id} href={address({ page: 'visit', id: visit.slot.id })}>
            <Icon name="warning" />
            <p>
              <b>{[`${say.urgent} ${say.atOnce}`, placeShort(visit)].join(' · ')}</b>
              {[by && say.reachBy(clock(by)), say.urgentOpen].filter(Boolean).join(' · ')}
            </p>
          </a>
        );
      })}
    </div>
  );
}

/** Felt in a pocket and heard beside a drill; a browser that has not been touched yet stays silent. */
function rouse(): void {
  if (navigator.userActivation?.hasBeenActive === false) return; // refused, and noted as an error, by the browsers that know
  try {
    navigator.vibrate?.([400, 150, 400]);
    const sound = new AudioContext();
    const tone = new OscillatorNode(sound, { frequency: 880 });
    tone.connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.4);
    tone.onended = () => void sound.close();
  } catch {
    /* the banner and what is read aloud remain */
  }
}
