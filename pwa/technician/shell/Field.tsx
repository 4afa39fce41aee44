/** A labelled field: label above, help under it, error at the field; and the summary at the top that leads to them. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { messages } from './messages.ts';

export interface FieldError {
  field: string;
  text: string;
}

export function Field({
  id,
  label,
  help,
  error,
  children,
}: {
  id: string;
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  children: ComponentChildren;
}) {
  return (
    <div class={`field${error ? ' wrong' : ''}`}>
      <label for={id}>{label}</label>
      {help && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          <Icon name="warning" small />
          {error}
        </p>
      )}
      {children}
    </div>
  );
}

/** What a field says about itself to a reader. */
export const described = (
  id: string,
  help: unknown,
  error: string | undefined,
): { 'aria-describedby'?: string; 'aria-invalid'?: 'true' } => {
  const about = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return { ...(about && { 'aria-describedby': about }), ...(error && { 'aria-invalid': 'true' as const }) };
};

/** Errors in one place at the top; it takes the focus whenever a try ends in errors, and links to the fields. */
export function ErrorSummary({ errors, tries }: { errors: FieldError[]; tries: number }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (errors.length > 0) box.current?.focus();
  }, [tries]);
  if (errors.length === 0) return null;
  return (
    <div class="summary" ref={box} tabIndex={-1} role="alert" aria-labelledby="summary-title">
      <h2 id="summary-title">{messages.value.shell.failed.title}</h2>
      <ul>
        {errors.map(({ field, text }) => (
          <li key={field}>
            <a
              href={`#${field}`}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(field)?.focus();
              }}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Enter that only ends composing (Pinyin) must never submit a form. */
export const notWhileComposing = (event: KeyboardEvent): void => {
  if (event.key === 'Enter' && (event.isComposing || event.keyCode === 229)) event.preventDefault();
};
