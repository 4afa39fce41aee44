/** The page /s/ on the customer's own phone: what the technician's phone has shown, then who signs and how, then thanks. */
import { render } from 'preact';
import { readCode } from '../technician/storage/signingCode.ts';
import { SigningPage } from './signing/SigningPage.tsx';
import { NoCode } from './signing/Told.tsx';

const root = document.getElementById('app')!;
const draw = async (): Promise<void> => {
  const found = await readCode(location.hash.slice(1));
  document.documentElement.lang = found?.offer.language ?? document.documentElement.lang;
  render(found ? <SigningPage key={found.offer.nonce} {...found} /> : <NoCode />, root);
};
addEventListener('hashchange', () => void draw());
void draw();
