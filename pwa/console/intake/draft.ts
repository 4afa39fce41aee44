// The order that is being typed survives a reload or a wrong click: it is kept in this tab only, and forgotten once saved.

const KEY = "doorstep-intake";
const NOT_KEPT = /^(read_|look$)/;

/** Keep everything that was typed. */
export function keep(form: HTMLFormElement): void {
  const fields = [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.test(name) && value);
  sessionStorage.setItem(KEY, JSON.stringify(fields));
  const sign = document.querySelector<HTMLElement>("[data-draft-kept]");
  if (sign) sign.hidden = fields.length === 0;
}

/** Put back what was kept, unless the page came with values of its own; tells whether anything was. */
export function restore(form: HTMLFormElement): boolean {
  const kept = sessionStorage.getItem(KEY);
  if (!kept || location.search || document.querySelector("#summary") || field(form, "phone")?.value) return false;
  for (const [name, value] of JSON.parse(kept) as [string, string][]) set(form, name, value);
  return true;
}

/** Nothing is kept any more. */
export function forget(): void {
  sessionStorage.removeItem(KEY);
}

function set(form: HTMLFormElement, name: string, value: string): void {
  for (const control of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>(`[name="${CSS.escape(name)}"]`)) {
    if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) control.checked = control.value === value;
    else control.value = value;
  }
}

function field(form: HTMLFormElement, name: string): HTMLInputElement | null {
  return form.elements.namedItem(name) as HTMLInputElement | null;
}
