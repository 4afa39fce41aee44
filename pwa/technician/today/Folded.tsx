/** Several rows folded into one line ("3 more this afternoon") that opens in place. */
import { useId, useState } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';
import type { Stop } from './day.ts';
import { StopRow } from './VisitRow.tsx';

export function Folded({ label, stops }: { label: string; stops: Stop[] }) {
  const [open, setOpen] = useState(false);
  const inside = useId();
  return (
    <>
      <li>
        <button
          type="button"
          class="row plain"
          aria-expanded={open}
          aria-controls={open ? inside : undefined}
          onClick={() => setOpen(!open)}
        >
          <span>{label}</span>
          <Icon name={open ? 'up' : 'down'} class="go" />
        </button>
      </li>
      {open && (
        <li>
          <ul id={inside}>
            {stops.map((stop) => (
              <StopRow key={stop.visits[0]!.bundle.id} stop={stop} />
            ))}
          </ul>
        </li>
      )}
    </>
  );
}
