/** A sheet from below on the browser's own dialog: focus stays inside, Escape and the back gesture close it. */
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Primary, type PrimaryProps } from './BottomBar.tsx';
import { Icon } from './icons.tsx';
import { layer } from './router.ts';
import { messages } from './messages.ts';

interface SheetProps {
  title: ComponentChildren;
  onClose: () => void;
  primary?: PrimaryProps;
  /** The title in second ink, where the content speaks louder (what to say). */
  lesser?: boolean;
  /** No padding at the sides, for rows that go from edge to edge. */
  flush?: boolean;
  children: ComponentChildren;
}

export function Sheet({ title, onClose, primary, lesser, flush, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const titled = useId();
  const closing = useRef(onClose);
  closing.current = onClose;
  useLayoutEffect(() => {
    // before the sheet is seen, because "back" may be pressed as soon as it is
    const box = dialog.current!;
    const before = document.activeElement as HTMLElement | null;
    box.showModal();
    heading.current?.focus({ preventScroll: true }); // so that the title is read first, and no keyboard opens
    const gone = layer(() => closing.current());
    return () => {
      gone();
      if (box.open) box.close();
      before?.isConnected && before.focus();
    };
  }, []);
  const onScrim = (event: MouseEvent): void => {
    if (event.target === dialog.current) onClose();
  };
  return (
    <dialog
      class="sheet"
      ref={dialog}
      aria-labelledby={titled}
      onClick={onScrim}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="title">
        <h2 id={titled} class={lesser ? 'lesser' : ''} tabIndex={-1} ref={heading}>
          {title}
        </h2>
        <button type="button" class="close" aria-label={messages.value.shell.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div class={`inside${flush ? ' flush' : ''}`}>{children}</div>
      {primary && (
        <div class="bar">
          <Primary {...primary} />
        </div>
      )}
    </dialog>
  );
}

/** The same grid where several can be chosen. */
export function Several({
  label,
  options,
  chosen,
  onChoose,
}: {
  label: string;
  options: string[];
  chosen: string[];
  onChoose: (chosen: string[]) => void;
}) {
  const toggle = (option: string): void =>
    onChoose(chosen.includes(option) ? chosen.filter((each) => each !== option) : [...chosen, option]);
  return (
    <div class="reasons" role="group" aria-label={label}>
      {options.map((option) => (
        <label class="reason" key={option}>
          <input type="checkbox" checked={chosen.includes(option)} onChange={() => toggle(option)} />
          <span>{option}</span>
          <Icon name="tick" />
        </label>
      ))}
    </div>
  );
}

/** Reasons as a grid of large buttons, one of which can be chosen. */
export function Reasons<T extends string>({
  label,
  options,
  chosen,
  onChoose,
}: {
  label: string;
  options: { value: T; text: string }[];
  chosen: T | undefined;
  onChoose: (value: T) => void;
}) {
  const name = useId();
  return (
    <div class="reasons" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label class="reason" key={option.value}>
          <input type="radio" name={name} checked={chosen === option.value} onChange={() => onChoose(option.value)} />
          <span>{option.text}</span>
          <Icon name="tick" />
        </label>
      ))}
    </div>
  );
}
