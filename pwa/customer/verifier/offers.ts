/** Signatures on the customer's own phone: whether a phone of this record has offered that very text. Twin of server/evidence/offers.py. */
import type { Opened } from './archive.ts';
import { canonical } from '../../technician/storage/canonical.ts';
import { deviceSigned, documentBytes, documentHash, sha256 } from './crypto.ts';
import { hasForm } from './forms.ts';
import { sameSubject } from './logged.ts';
import { type Members, type Note, Wrong } from './outcome.ts';
import { type Link, OFFICE, text } from './record.ts';

export async function checkOffers(bundle: Opened, subject: Members, counting: Link[], notes: Note[]): Promise<void> {
  const told = new Set(
    counting.flatMap(({ fact }) => {
      const body = fact['body'] as Members | undefined;
      return fact['kind'] === 'signing_offered' && body ? [said(text(fact, 'device'), body)] : [];
    }),
  );
  await checkSaid(counting);
  for (const { name, fact } of counting) {
    const body = fact['body'] as Members | undefined;
    if (fact['kind'] !== 'signed_on_own_phone' || fact['device'] !== OFFICE || body === undefined) continue;
    if (!(await isTrue(bundle, subject, body))) throw new Wrong('offer_wrong', name);
    const offer = body['offer'] as Members;
    const here = said(text(offer, 'device'), { offer: await documentHash(offer), shown: body['shown']! });
    if (!told.has(here)) notes.push({ code: 'not_offered', where: name, why: '' });
  }
}

/** What the office wrote down as the customer's answers and words was said under an offer that they signed. */
async function checkSaid(counting: Link[]): Promise<void> {
  const ours = counting.filter(({ fact }) => fact['device'] === OFFICE);
  const signatures = ours.filter(({ fact }) => fact['kind'] === 'signed_on_own_phone').map(({ fact }) => fact['body']);
  if (signatures.includes(undefined as never)) return; // its words were destroyed: it is named, and nobody can compare any more
  const offers = new Set<string>();
  for (const body of signatures)
    if (hasForm('own-phone', body!)) offers.add(await documentHash((body as Members)['offer'] as Members));
  for (const { name, fact } of ours) {
    const body = fact['body'] as Members | undefined;
    const isSaid = fact['kind'] === 'surveyed' || fact['kind'] === 'commented';
    if (isSaid && body && !offers.has(body['offer'] as string)) throw new Wrong('offer_wrong', name);
  }
}

const said = (device: string, { offer, shown }: Members): string =>
  canonical([device, offer ?? false, shown ?? false] as never);

async function isTrue(bundle: Opened, subject: Members, body: Members): Promise<boolean> {
  if (!hasForm('own-phone', body)) return false;
  const [offer, shown] = [body['offer'] as Members, body['shown'] as Members];
  if (offer['type'] !== 'signing-offer' || !sameSubject({ type: 'visit', id: offer['visit']! }, subject)) return false;
  if ((await sha256(text(shown, 'text'))) !== offer['shown'] || shown['sha256'] !== offer['shown']) return false;
  const held = (bundle.documents['certificates.json'] as Members[]).find(
    (each) => each['device'] === offer['device'] && each['key'] === offer['key'],
  );
  if (!held || shown['language'] !== offer['language'] || offer['organisation'] !== held['organisation']) return false;
  return deviceSigned(text(held, 'public_key'), text(offer, 'signature'), documentBytes(offer));
}
