/** The page /verify: a record is chosen or dropped, checked in this browser, and the verdict said. Nothing is sent anywhere. */
import { lacking } from './verifier/crypto.ts';
import { Lacking, type Members } from './verifier/outcome.ts';
import { readPolicy } from './verifier/policy.ts';
import { readProof } from './verifier/tlog.ts';
import { type Asked, verify } from './verifier/verify.ts';
import { linesOf, type Words, worded } from './verifier/words.ts';

const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const words = JSON.parse(element('words').textContent ?? '{}') as Words;
const form = element<HTMLFormElement>('check');
const bundle = element<HTMLInputElement>('bundle');
const answer = element('answer');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const file = bundle.files?.[0];
  if (file) void check(file);
});

document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  if (!event.dataTransfer?.files.length) return;
  bundle.files = event.dataTransfer.files;
  nameFiles(bundle);
  form.requestSubmit();
});

for (const input of form.querySelectorAll<HTMLInputElement>('input[type=file]')) {
  input.addEventListener('change', () => nameFiles(input));
}

void lacking().then(sayLacking);

async function check(file: File): Promise<void> {
  say([worded(words, 'check.going')], '');
  try {
    const started = performance.now();
    const result = await verify(new Uint8Array(await file.arrayBuffer()), await asked());
    answer.dataset['milliseconds'] = String(Math.round(performance.now() - started));
    say(linesOf(result, words), ['good', 'problem', 'quiet'][result.exit]!);
  } catch (failure) {
    if (failure instanceof Lacking) sayLacking(failure.message);
    else say([worded(words, 'check.failed')], 'problem');
  }
  answer.focus();
}

async function asked(): Promise<Asked> {
  const value = (id: string): string => element<HTMLInputElement>(id).value.trim();
  const files = [...(element<HTMLInputElement>('checkpoints').files ?? [])];
  const kept = element<HTMLInputElement>('receipt').files?.[0];
  const policy = element<HTMLInputElement>('policy').files?.[0];
  const receipt = kept ? receiptIn(await kept.text()) : value('code');
  return {
    trust: value('trust')
      .split(/[,;，；]/)
      .filter((each) => each.trim()),
    head: value('head'),
    checkpoints: await Promise.all(files.map((each) => each.text())),
    ...(receipt ? { receipt } : {}),
    ...(policy ? { policy: await readPolicy(await policy.text()) } : {}),
  };
}

/** A receipt as somebody kept it: its document, or the proof of the log that encloses it. */
function receiptIn(said: string): Members {
  const text = said.startsWith('c2sp.org/') ? new TextDecoder().decode(readProof(said).extra) : said;
  return JSON.parse(text) as Members;
}

function nameFiles(input: HTMLInputElement): void {
  element(`${input.id}-name`).textContent = [...(input.files ?? [])].map((file) => file.name).join(', ');
}

function say(lines: string[], look: string): void {
  answer.replaceChildren(
    ...lines.map((line, place) => {
      const said = document.createElement(place ? 'p' : 'h2');
      said.textContent = line;
      if (!place) said.className = look;
      return said;
    }),
  );
}

function sayLacking(what: string): void {
  const place = element('lacking');
  place.hidden = what === '';
  place.textContent = what && worded(words, 'check.lacking', { what });
}
