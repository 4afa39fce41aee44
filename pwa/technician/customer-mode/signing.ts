/** From the filled form to the one fact `signed`, with strokes and picture as evidence and the hash of what was shown. */
import { canonical } from '../storage/canonical.ts';
import { sha256, utf8 } from '../storage/hashes.ts';
import type { Body, Json } from '../storage/wire.ts';
import { pictureOf } from './picture.ts';
import { given } from './session.ts';
import { asksName, type SignForm } from './signer.ts';
import type { Turn } from './turn.ts';

/** Saves the signature once; a second tap while it is being saved, or after, changes nothing. Evidence first, then the fact. */
export async function sign(turn: Turn, form: SignForm): Promise<void> {
  const { phone, view, tongue } = turn;
  const id = view.visit.bundle.id;
  if (
    given(view.facts).signed &&
    view.facts.findLastIndex((fact) => fact.kind === 'signed') >
      view.facts.findLastIndex((fact) => fact.kind === 'customer_mode_entered')
  )
    return;
  const text = turn.text();
  const name = asksName(form)
    ? form.name.trim()
    : form.relation === 'self' && form.way !== 'declined'
      ? view.visit.bundle.customer.name
      : '';
  const body: Body = {
    way: form.way,
    relation: form.relation ?? 'self',
    ...(name && { name }),
    ...(form.way === 'helped' && { helper: form.helper.trim() }),
    ...(form.way === 'declined' && {
      reason: [turn.say.reasons[form.reason as keyof typeof turn.say.reasons], form.note.trim()]
        .filter(Boolean)
        .join(turn.say.colon),
    }),
    shown: { text, sha256: await sha256(text), language: tongue },
  };
  if (form.way === 'drawn' && form.ink) Object.assign(body, await evidenceOf(phone, id, form));
  await turn.report('signed', body);
}

async function evidenceOf(phone: Turn['phone'], visit: string, { ink }: SignForm): Promise<Body> {
  const strokes = await phone.keepEvidence(visit, utf8(canonical(ink as unknown as Json)).buffer, 'application/json');
  const picture = await phone.keepEvidence(visit, await (await pictureOf(ink!)).arrayBuffer(), 'image/png');
  return { strokes: { ...strokes }, picture: { ...picture } };
}
