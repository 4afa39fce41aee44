/** What the page asks the server: whether its code is open, and to sign. Problems come back in the language of the code. */
import type { SigningOffer } from '../../technician/storage/signingCode.ts';
import type { SignForm } from '../../technician/customer-mode/signer.ts';
import { asksAge, asksName } from '../../technician/customer-mode/signer.ts';
import type { Asked } from '../../technician/customer-mode/Questions.tsx';
import type { CustomerMessages } from '../../technician/customer-mode/messages/zh-CN.ts';

export interface OfferState {
  state: 'open' | 'signed';
  organisation: string;
  hotline: string;
  /** What is still to be answered; missing where it was answered before. */
  survey?: { title: string; questions: Asked[] };
}
/** What the customer says beside the signature. */
export interface Beside {
  answers: Record<string, number>;
  comment: string;
}
/** Why it did not work: the server's problem, or `{code: 'no_network'}`. `errors`: field → sentences. */
export interface Trouble {
  code: string;
  title?: string;
  detail?: string;
  next?: string;
  errors?: Record<string, string[]>;
}

export const look = (offer: SigningOffer): Promise<OfferState | Trouble> =>
  post('/api/v1/signing-offers', offer, offer);

export function send(
  offer: SigningOffer,
  text: string,
  form: SignForm,
  { answers, comment }: Beside,
  say: CustomerMessages,
): Promise<{ signed_at: string } | Trouble> {
  const reason = [say.reasons[form.reason as keyof typeof say.reasons], form.note.trim()].filter(Boolean);
  return post('/api/v1/signatures', offer, {
    offer,
    text,
    way: form.way,
    relation: form.relation,
    ...(asksAge(form) && form.adult !== undefined && { adult: form.adult }),
    ...(asksName(form) && { name: form.name.trim() }),
    ...(form.way === 'helped' && { helper: form.helper.trim() }),
    ...(form.way === 'typed' && { agreed: form.agreed }),
    ...(form.way === 'declined' && reason.length > 0 && { reason: reason.join(say.colon) }),
    ...(form.way === 'drawn' && form.ink && { strokes: form.ink }),
    ...(Object.keys(answers).length > 0 && { answers }),
    ...(comment.trim() && { comment: comment.trim() }),
  });
}

export const isTrouble = (found: object): found is Trouble => 'code' in found;

async function post<T>(address: string, { language }: SigningOffer, body: object): Promise<T | Trouble> {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
      body: JSON.stringify(body),
      credentials: 'omit',
    });
    return (await answer.json()) as T | Trouble;
  } catch {
    return { code: 'no_network' };
  }
}
