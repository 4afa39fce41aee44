/** The app on this phone: registers the service worker, and lets a new version in only while no visit is open. */
import { computed, signal } from '@preact/signals';

const LOOK_AGAIN = 60 * 60_000; // ms: a phone whose app is never closed must hear of a new version, too
const waiting = signal<ServiceWorker | undefined>(undefined);

/** True while a newer version is stored and waits for the visit to end. */
export const newVersionWaits = computed(() => waiting.value !== undefined);

/** Under the page's policy only a script of this name's rules may become a worker. */
function workerAddress(): string {
  const rules = { createScriptURL: (_: string) => '/app/sw.js' };
  type Types = { createPolicy(name: string, by: typeof rules): typeof rules };
  return ((window as { trustedTypes?: Types }).trustedTypes?.createPolicy('doorstep', rules) ?? rules).createScriptURL(
    '',
  );
}

/** `visitOpen`: asked whenever a new version could take over; the page is then loaded anew, drafts are on the disk before. */
export async function installApp(visitOpen: () => boolean): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers) return;
  const registration = await workers
    .register(workerAddress(), { scope: '/app/', updateViaCache: 'none' })
    .catch(() => undefined);
  if (!registration) return;
  let asked = false;
  const letIn = () => {
    waiting.value = registration.waiting && workers.controller ? registration.waiting : undefined;
    if (!waiting.value || asked || visitOpen()) return;
    asked = true;
    waiting.value.postMessage('take over');
  };
  workers.addEventListener('controllerchange', () => {
    if (asked) location.reload();
  });
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', letIn));
  document.addEventListener('visibilitychange', letIn);
  setInterval(() => {
    registration.update().then(letIn, () => undefined);
  }, LOOK_AGAIN);
  letIn();
}

/** Has the words of the other language stored as well, so that it can be chosen without a network; said again at every start. */
export async function storeWords(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  (await workers?.ready)?.active?.postMessage('words');
}
