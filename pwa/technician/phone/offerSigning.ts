/** Offers a text to the customer to sign on their own phone: signed by this phone's key, reported in its chain, packed into a code. */
import { momentOf } from '../storage/environment.ts';
import { documentBytes, encode, sha256 } from '../storage/hashes.ts';
import { signed, storedKey } from '../storage/keys.ts';
import { StorageProblem } from '../storage/problem.ts';
import { packCode, type SigningOffer } from '../storage/signingCode.ts';
import type { Engine } from './engine.ts';
import type { SigningOffers } from './interface.ts';

const SECONDS = 3600; // for which a code holds

export function signingOffersOf(parts: Pick<Engine, 'environment' | 'account' | 'now' | 'save'>): SigningOffers {
  return {
    async offerSigning(visit, shown, survey) {
      const account = parts.account.value;
      if (!account) throw new StorageProblem('not_enrolled');
      const { organisation, device, key } = account.enrolment;
      const now = parts.environment.now() + (parts.now.clockOffset.value ?? 0);
      const until = momentOf((Math.floor(now / 1000) + SECONDS) * 1000);
      const nonce = encode(crypto.getRandomValues(new Uint8Array(16)));
      const said = { visit, device, until, nonce, shown: shown.sha256, language: shown.language };
      const document = { v: 1, type: 'signing-offer', organisation: organisation.id, key, ...said };
      const bytes = documentBytes(document);
      const offer: SigningOffer = { ...said, signature: await signed(await storedKey(account.key), bytes) };
      const code = await packCode(offer, shown.text, survey);
      const told = { shown, offer: await sha256(bytes), until, ...(survey && { survey }) };
      await parts.save({ type: 'visit', id: visit }, 'signing_offered', told);
      return code;
    },
  };
}
