/** On Today: the turn that I am on or can take, and how much is open in it. */
import type { VisitsProps } from '../shell/capability.ts';
import { clock, clockOn } from '../shell/dates.ts';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { address } from '../shell/router.ts';
import { dutyMessages, postOf } from './messages.ts';
import { useDuty } from './said.ts';

export function DutyRow(_: VisitsProps) {
  const { on, gave, take, from } = useDuty(),
    say = dutyMessages[language.value];
  const turn = take ?? on;
  if (!turn) return null;
  const under = take
    ? from?.given
      ? say.gaveYou(from.person.name, clockOn(from.given))
      : say.canTake
    : gave
      ? say.gave(clockOn(gave))
      : say.openCount(on?.open?.length ?? 0);
  return (
    <a class="notice" href={address(take ? { page: 'duty', take: take.id } : { page: 'duty' })}>
      <Icon name="swap" />
      <p>
        <b>
          {postOf(turn)} {clockOn(turn.from)}–{clock(turn.to)}
        </b>
        {under}
      </p>
    </a>
  );
}
