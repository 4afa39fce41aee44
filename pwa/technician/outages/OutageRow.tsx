/** One row on a visit's page: others' supply is off, and how many notices do not hang yet. */
import type { VisitsProps } from '../shell/capability.ts';
import { clockOn } from '../shell/dates.ts';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { address } from '../shell/router.ts';
import { cutOf } from './cut.ts';
import { outageMessages } from './messages.ts';

export function OutageRow({ visits: [visit] }: VisitsProps) {
  const say = outageMessages[language.value],
    cut = cutOf(visit!.log);
  const left = cut?.places.filter(({ at }) => !at).length ?? 0;
  return (
    <a class="step two" href={address({ page: 'outage', visit: visit!.bundle.id })}>
      <Icon name={cut && !cut.back ? 'warning' : 'cancel'} />
      <span>
        {say.row}
        <span class="said">
          {cut
            ? cut.back
              ? say.back(clockOn(cut.back))
              : `${say.since(clockOn(cut.at))} · ${say.left(left)}`
            : say.none}
        </span>
      </span>
      <Icon name="forward" class="go" />
    </a>
  );
}
