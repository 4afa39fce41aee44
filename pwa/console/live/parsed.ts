/** The one place where text becomes elements: a fragment of a page that this server has just sent. See docs/SECURITY.md. */
interface Types {
  createPolicy(name: string, rules: { createHTML(text: string): string }): { createHTML(text: string): string };
}

const rules = { createHTML: (text: string) => text };
// The page's policy allows one set of rules by this name, so that no other script turns text into elements.
const policy = (window as { trustedTypes?: Types }).trustedTypes?.createPolicy('doorstep', rules) ?? rules;

export function parsed(html: string): DocumentFragment {
  const template = document.createElement('template');
  template.innerHTML = policy.createHTML(html);
  return template.content;
}
