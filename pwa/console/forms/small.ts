// Small helps for forms and menus: typing is not lost by leaving, a problem takes the focus, a link is easy to copy.

let leaving = false;

/** Ask before a half-filled form is left; Enter while an input method composes never submits. */
export function guardForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-guard]")) {
    let touched = false;
    form.addEventListener("input", () => (touched = true));
    form.addEventListener("submit", () => (leaving = true));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
    });
    addEventListener("beforeunload", (event) => {
      if (touched && !leaving && form.isConnected && !form.dataset.kept) event.preventDefault();
    });
  }
}

/** A menu closes when somebody clicks elsewhere or opens another. */
export function closeMenusOutside(): void {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.filter[open]")) {
      if (!menu.contains(event.target as Node)) menu.open = false;
    }
  });
}

/** What went wrong is read first. */
export function focusProblems(): void {
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}

/** A one-time link is selected as a whole when it takes the focus. */
export function selectLinks(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("[data-select]")) field.addEventListener("focus", () => field.select());
}
