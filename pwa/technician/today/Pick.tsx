/** What a row of a sheet shows: icon, label, what it means, and that it leads on. */
import { Icon, type IconName } from '../shell/icons.tsx';

export function Pick({ icon, label, note }: { icon: IconName; label: string; note?: string | undefined }) {
  return (
    <>
      <Icon name={icon} />
      <span>
        {label}
        {note && <small>{note}</small>}
      </span>
      <Icon name="forward" class="go" />
    </>
  );
}
