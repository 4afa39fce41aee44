/** Signing in, made kinder: the password can be looked at, and Caps Lock is said. Everything works without this. */
const password = document.querySelector<HTMLInputElement>('#password');
const show = document.querySelector<HTMLButtonElement>('#show');
const capitals = document.querySelector<HTMLElement>('#capitals span');

if (password && show) {
  const words = { show: show.textContent ?? '', hide: show.dataset['hide'] ?? '' };
  show.hidden = false;
  show.addEventListener('click', () => {
    const shown = password.type === 'password';
    password.type = shown ? 'text' : 'password';
    show.textContent = shown ? words.hide : words.show;
    password.focus();
  });
  password.form?.addEventListener('submit', () => {
    password.type = 'password';
  }); // so that no browser remembers it as plain text
}

if (password && capitals) {
  const look = (event: KeyboardEvent): void => {
    capitals.hidden = !event.getModifierState?.('CapsLock');
  };
  password.addEventListener('keydown', look);
  password.addEventListener('keyup', look);
  password.addEventListener('blur', () => {
    capitals.hidden = true;
  });
}
export {};
