/** The bar at the bottom: what to say and what to note at the left, then the one filled button, which says where it leads. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { messages } from './messages.ts';

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

export function BottomBar({
  say,
  note,
  primary,
  children,
}: {
  say?: () => void;
  note?: () => void;
  primary?: PrimaryProps;
  children?: ComponentChildren;
}) {
  return (
    <div class="bar">
      {say && (
        <button type="button" class="saybutton" onClick={say} aria-haspopup="dialog">
          <Icon name="say" />
          {messages.value.shell.whatToSay}
        </button>
      )}
      {note && (
        <button type="button" class="saybutton" onClick={note} aria-haspopup="dialog">
          <Icon name="pen" />
          {messages.value.shell.note}
        </button>
      )}
      {children}
      {primary && <Primary {...primary} />}
    </div>
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
    busy.current = true;
    try {
      await onClick();
    } finally {
      busy.current = false;
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
