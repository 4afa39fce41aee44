// Taking in a phone's export file: opened in this browser, then its records and pictures go to the server one batch after the other.
import { contents } from './importing/contents.ts';
import { Refused, sendEvidence, sendFacts } from './importing/sending.ts';
import { page, type Page } from './importing/page.ts';
import { SealProblem } from '../technician/storage/sealed.ts';

const LARGEST = 2 * 1024 ** 3; // bytes; a phone rarely has more than 0.2 GB
const CODES = { not_sealed: 'file_not_ours', passphrase: 'file_passphrase', cut_off: 'file_cut_off' } as const;

const shown = page();
shown?.form.addEventListener('submit', (event) => {
  event.preventDefault();
  const file = shown.field('file').files?.[0];
  const passphrase = shown.field('passphrase').value;
  if (shown.complains(!file, !passphrase) || !file) return;
  void take(shown, file, passphrase);
});

async function take(shown: Page, file: File, passphrase: string): Promise<void> {
  shown.begin();
  try {
    if (file.size > LARGEST) throw new Refused({ code: 'file_too_large' });
    const found = await contents(file, passphrase, (part) => shown.going('opening', part));
    const facts = await sendFacts(shown.address, found, (done, all) => shown.going('records', done / all, done, all));
    const evidence = await sendEvidence(shown.address, found, (done, all) =>
      shown.going('pictures', done / all, done, all),
    );
    shown.done(found.about, facts, evidence);
  } catch (failure) {
    shown.failed(problemOf(failure));
  }
}

function problemOf(failure: unknown): Refused['problem'] {
  if (failure instanceof Refused) return failure.problem;
  if (failure instanceof SealProblem) return { code: CODES[failure.code] };
  return { code: failure instanceof TypeError ? 'file_unreachable' : 'file_cut_off' }; // fetch rejects with a TypeError; what cannot be read is not whole
}
