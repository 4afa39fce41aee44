/** One row on a visit's page that leads to its matter: the number, and what is due next. */
import type { VisitsProps } from '../shell/capability.ts';
import { now } from '../shell/clock.ts';
import { inTongue } from '../shell/format.ts';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { address } from '../shell/router.ts';
import { running, stateOfLimit } from './limits.ts';
import { matterMessages } from './messages.ts';
import { missingOf } from './missing.ts';

export function MatterRow({ visits: [visit] }: VisitsProps) {
  const matter = visit?.bundle.work.matter,
    say = matterMessages[language.value];
  if (!matter) return null;
  const limit = running(matter.limits),
    state = limit && stateOfLimit(limit, now.value, say),
    missing = missingOf(visit).length;
  const next = [
    matter.earlier && say.visitNo(matter.earlier.length + 1),
    state && `${inTongue(limit.label)} ${state.words}`,
    matter.promised && say.promisedCount(matter.promised.length),
    missing > 0 && say.missingCount(missing),
  ].filter(Boolean);
  return (
    <a class="step two" href={address({ page: 'matter', visit: visit.bundle.id })}>
      <Icon name="list" />
      <span>
        {say.matter(matter.number)}
        {next.length > 0 && <span class="said">{next.join(' · ')}</span>}
      </span>
      <Icon name="forward" class="go" />
    </a>
  );
}
