/** Light, dark or as the phone: kept in this browser and set before the first paint, so that nothing flashes. */
import { signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
const KEPT = 'doorstep-theme';
const PAPER = { light: '#ffffff', dark: '#171e21' }; // the surface tokens, for the browser's own bars

export const theme = signal<Theme>('system');

/** Takes up what was chosen here before. */
export function startTheme(): void {
  chooseTheme(kept());
}

/** Chooses and keeps; storage that refuses (private windows) only means that it is not remembered. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  const root = document.documentElement;
  if (chosen === 'system') delete root.dataset.theme;
  else root.dataset.theme = chosen;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    meta.content = PAPER[chosen === 'system' ? (meta.media.includes('dark') ? 'dark' : 'light') : chosen];
  }
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    /* not remembered */
  }
}

function kept(): Theme {
  try {
    const found = localStorage.getItem(KEPT);
    return found === 'light' || found === 'dark' ? found : 'system';
  } catch {
    return 'system';
  }
}
