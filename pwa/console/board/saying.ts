// What the board tells a reader who does not see it.

/** Say something once; the same words twice are said twice. */
export function say(words: string): void {
  const place = document.querySelector('[data-board-says]');
  if (!place) return;
  place.textContent = '';
  requestAnimationFrame(() => (place.textContent = words));
}

/** Fill the blanks of a sentence that the page carries. */
export function filled(words: string | undefined, blanks: Record<string, string>): string {
  return Object.entries(blanks).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words ?? '');
}
