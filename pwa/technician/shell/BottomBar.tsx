/** The bar at the bottom: what to say and what to note at the left, then the one filled button, which says where it leads. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { VisitOnPhone } from '../phone/interface.ts';
import { installed, type BarEntry } from './capability.ts';
import { Icon } from './icons.tsx';
import { messages } from './messages.ts';
import { route } from './router.ts';

export interface PrimaryProps {
  label: ComponentChildren;
  /** One line under the label that says what it means ("2 steps left here"). */
  note?: ComponentChildren;
  href?: string;
  /** A promise keeps the button from being pressed twice while it runs. */
  onClick?: () => void | Promise<unknown>;
  disabled?: boolean;
  /** The form that this button submits. */
  form?: string;
}

/** `visits`: what the page is about, for the buttons that capabilities have on it. */
export function BottomBar({
  say,
  visits,
  primary,
  children,
}: {
  say?: () => void;
  visits?: readonly VisitOnPhone[];
  primary?: PrimaryProps;
  children?: ComponentChildren;
}) {
  const [open, setOpen] = useState<BarEntry>();
  const { page } = route.value;
  const entries = visits ? installed().flatMap(({ bar }) => bar ?? []) : [];
  return (
    <>
      <div class="bar">
        {say && (
          <button type="button" class="saybutton" onClick={say} aria-haspopup="dialog">
            <Icon name="say" />
            {messages.value.shell.whatToSay}
          </button>
        )}
        {entries
          .filter(({ on }) => on.includes(page))
          .map((entry) => (
            <button
              key={entry.icon}
              type="button"
              class="saybutton"
              onClick={() => setOpen(entry)}
              aria-haspopup="dialog"
            >
              <Icon name={entry.icon} />
              {entry.label()}
            </button>
          ))}
        {children}
        {primary && <Primary {...primary} />}
      </div>
      {open && visits && <open.Sheet visits={visits} onClose={() => setOpen(undefined)} />}
    </>
  );
}

/** The filled button. `aria-disabled` instead of `disabled`, because it must stay reachable and say why. */
export function Primary({ label, note, href, onClick, disabled, form }: PrimaryProps) {
  const busy = useRef(false);
  const press = async (event: Event): Promise<void> => {
    if (disabled || busy.current) {
      event.preventDefault();
      return;
    }
    if (!onClick) return;
    const button = event.currentTarget as HTMLElement;
    busy.current = true;
    button.setAttribute('aria-busy', 'true'); // at once, because a render may come after what it runs
    try {
      await onClick();
    } finally {
      busy.current = false;
      button.removeAttribute('aria-busy');
    }
  };
  const inside = (
    <>
      <span>{label}</span>
      {note && <small>{note}</small>}
    </>
  );
  if (href)
    return (
      <a class="primary" href={href} onClick={press}>
        {inside}
      </a>
    );
  return (
    <button
      type={form ? 'submit' : 'button'}
      form={form}
      class="primary"
      aria-disabled={disabled ? 'true' : undefined}
      onClick={press}
    >
      {inside}
    </button>
  );
}
