/** What all fields share: a draft that survives a kill, an error at the field, a form that an input method cannot submit. */
import type { ComponentChildren } from 'preact';
import { Icon } from '../../shell/icons';
import type { Draft } from '../../phone/interface';
import type { Step } from '../../standard/types';
import type { Here } from '../here';

export interface FieldProps<Kind> {
  here: Here;
  step: Step;
  answer: Kind;
}

/** What is half-typed at a step: kept at once, found again after a kill, gone when it is saved. */
export function draftOf<T extends object | string>(here: Here, step: Step): Draft<T> {
  return here.phone.draft<T>(`answer.${here.view.visit.bundle.id}.${step.id}`);
}

export function FieldForm({
  onSubmit,
  children,
  class: shape,
}: {
  onSubmit: (event: Event) => void;
  children: ComponentChildren;
  class?: string;
}) {
  return (
    <form
      class={shape}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(event);
      }}
      onKeyDown={notWhileComposing}
    >
      {children}
    </form>
  );
}

/** Enter that chooses a word of an input method is not Enter that saves. */
export function notWhileComposing(event: KeyboardEvent): void {
  if (event.key === 'Enter' && (event.isComposing || event.keyCode === 229)) event.preventDefault();
}

export function FieldError({ id, text }: { id: string; text: string | undefined }) {
  return text ? (
    <p class="error" id={id} role="alert">
      <Icon name="warning" />
      <span>{text}</span>
    </p>
  ) : null;
}
