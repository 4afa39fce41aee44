// Attaching files: sizes are checked before anything is sent, and how far it is can be seen. Without a script the form goes by itself.
import { pathOf } from './drafts.ts';
import { sayEnded } from './ended.ts';
import { say } from './sending.ts';

/** Send forms with `data-attach` by script. */
export function attachFiles(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !form.matches('form[data-attach]')) return;
    event.preventDefault();
    if (!form.dataset.sending) send(form);
  });
}

function send(form: HTMLFormElement): void {
  const files = [...(form.querySelector<HTMLInputElement>('input[type=file]')?.files ?? [])];
  const wrong = mistake(form, files);
  say(form, wrong);
  if (wrong) return;
  form.dataset.sending = '1';
  const request = new XMLHttpRequest(); // because fetch does not say how far it is
  request.open('POST', pathOf(form));
  request.setRequestHeader('X-Doorstep-Form', '1');
  request.responseType = 'json';
  request.upload.onprogress = ({ loaded, total }) => show(form, total ? Math.floor((100 * loaded) / total) : 0);
  request.onload = () => {
    const { go } = (request.response ?? {}) as { go?: string };
    if (!go) return failed(form);
    if (request.status === 401) return sayEnded(form, go);
    location.assign(go);
  };
  request.onerror = request.onabort = () => failed(form);
  show(form, 0);
  request.send(new FormData(form));
}

/** What is wrong with these files, in the server's words; '' where nothing is. */
function mistake({ dataset }: HTMLFormElement, files: readonly File[]): string {
  const [largest, atOnce, most] = [Number(dataset.largest), Number(dataset.atOnce), Number(dataset.most)];
  if (files.some(({ size }) => size > largest)) return dataset.tooLarge ?? '';
  const whole = files.reduce((sum, { size }) => sum + size, 0);
  return files.length > most || whole > atOnce ? (dataset.tooMany ?? '') : '';
}

function failed(form: HTMLFormElement): void {
  delete form.dataset.sending;
  show(form);
  say(form, document.body.dataset.notSent ?? '');
}

function show(form: HTMLFormElement, share?: number): void {
  const line = form.querySelector<HTMLElement>('[data-progress]');
  if (!line) return;
  line.hidden = share === undefined;
  line.querySelector('progress')!.value = share ?? 0;
  line.querySelector('[role=status]')!.textContent = (form.dataset.sendingWords ?? '').replace('#', String(share ?? 0));
}
