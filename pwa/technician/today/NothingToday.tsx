/** No visits: because the first sync is still under way, or because there are none, and what happens next. */
import { usePhone } from '../shell/context.tsx';
import { Icon } from '../shell/icons.tsx';
import { telLink } from './links.ts';
import { messages } from '../shell/messages.ts';

export function NothingToday({ today }: { today: boolean }) {
  const phone = usePhone();
  const say = messages.value.today;
  const hotline = phone.organisation.value?.hotline;
  const revoked = phone.delivery.value.state === 'revoked';
  if (today && !revoked && !phone.firstSyncDone.value) return <FirstSync />;
  return (
    <div class="empty">
      <Icon name={revoked ? 'warning' : 'calendar'} />
      <h2>{revoked ? say.revoked : today ? say.none : say.noneOn}</h2>
      {today && <p>{revoked ? say.revokedNext : say.noneNext}</p>}
      {today && hotline && (
        <p>
          <a class="link" href={telLink(hotline)}>
            <Icon name="call" />
            <span>{messages.value.shell.dispatcher}</span>
          </a>
        </p>
      )}
    </div>
  );
}

/** Everything of today has ended: what is left is to see that it has reached the office. */
export function AllOver() {
  const say = messages.value.today;
  return (
    <div class="empty">
      <Icon name="home" />
      <h2>{say.allDone}</h2>
      <p>{say.allDoneNext}</p>
    </div>
  );
}

/** The first time nothing is on the phone yet: say what is going on, in words, over rows that are coming. */
function FirstSync() {
  const phone = usePhone();
  const say = messages.value.today;
  const heard = phone.delivery.value.lastContact !== undefined;
  return (
    <>
      <div class="empty">
        <Icon name="arrow" />
        <h2>{say.first}</h2>
        <p>{heard ? say.firstNext : say.firstOffline}</p>
      </div>
      <div aria-hidden="true">
        <div class="ghost" />
        <div class="ghost" />
        <div class="ghost" />
      </div>
    </>
  );
}
