/** A full-height sheet for tools that draw on the camera's picture: title, close, a stage, buttons. Plain DOM, because it loads alone. */

export interface ToolSheet {
  dialog: HTMLDialogElement;
  stage: HTMLElement;
  button: (label: string, filled: boolean, press: () => void) => HTMLButtonElement;
  close: () => void;
}

/** Opens it; `leave` is called when the person gives up (✕, Escape, back). */
export function openToolSheet(title: string, closeLabel: string, leave: () => void): ToolSheet {
  const dialog = element('dialog', 'sheet tool');
  const head = element('div', 'title'),
    heading = element('h2', ''),
    cross = element('button', 'close');
  const stage = element('div', 'stage'),
    bar = element('div', 'bar');
  heading.textContent = title;
  heading.id = 'tool-title';
  dialog.setAttribute('aria-labelledby', heading.id);
  cross.type = 'button';
  cross.textContent = '✕';
  cross.setAttribute('aria-label', closeLabel);
  const close = () => {
    dialog.close();
    dialog.remove();
  };
  cross.addEventListener('click', leave);
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    leave();
  });
  head.append(heading, cross);
  dialog.append(head, stage, bar);
  document.body.append(dialog);
  dialog.showModal();
  const button: ToolSheet['button'] = (label, filled, press) => {
    const made = element('button', filled ? 'primary' : 'button');
    made.type = 'button';
    made.textContent = label;
    made.addEventListener('click', press);
    bar.append(made);
    return made;
  };
  return { dialog, stage, button, close };
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  shape: string,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (shape) made.className = shape;
  return made;
}
