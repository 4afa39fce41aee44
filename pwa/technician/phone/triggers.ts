/** What makes the phone look for the server, and what makes it write down what is half-typed. `navigator.onLine` is not believed. */
import type { Signal } from '@preact/signals';
import type { Engine } from './engine.ts';

/** Listens until the returned function is called; a page that is hidden may never come back, so drafts go to disk then. */
export function triggers(
  { environment, facts, bytes, drafts }: Pick<Engine, 'environment' | 'facts' | 'bytes' | 'drafts'>,
  minute: Signal<number>,
): () => void {
  if (typeof document === 'undefined') return () => undefined;
  const wake = () => {
    void facts.wake();
    void bytes.wake();
  };
  const keep = () => {
    drafts.flush().catch(() => undefined);
  };
  const seen = () => {
    if (document.visibilityState === 'hidden') {
      keep();
      facts.hurry(); // because a page behind others may be stopped before the pause is over
    } else {
      minute.value = environment.now();
      wake();
    }
  };
  const clock = setInterval(() => {
    minute.value = environment.now();
  }, 60_000);
  addEventListener('online', wake);
  navigator.serviceWorker?.addEventListener('message', wake); // a hint that something is new
  addEventListener('pagehide', keep);
  document.addEventListener('visibilitychange', seen);
  return () => {
    clearInterval(clock);
    removeEventListener('online', wake);
    navigator.serviceWorker?.removeEventListener('message', wake);
    removeEventListener('pagehide', keep);
    document.removeEventListener('visibilitychange', seen);
  };
}
