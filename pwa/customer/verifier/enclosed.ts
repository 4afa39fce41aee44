/** What a bundle encloses beside its facts: the receipt, and the bytes that its facts name. Twin of server/evidence/enclosed.py. */
import { isSignature } from '../../technician/standard/record.ts';
import type { Opened } from './archive.ts';
import { documentHash, headHash, receiptCode, sha256 } from './crypto.ts';
import { checkSigned } from './issuers.ts';
import { isMembers } from './json.ts';
import type { Keys } from './logged.ts';
import { type Json, type Members, type Note, Wrong } from './outcome.ts';
import { type Link, text } from './record.ts';

const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'application/json'];
const note = (code: string, where = '', why = ''): Note => ({ code, where, why });

/** The head that the enclosed receipt seals; '' without one, which is wrong where the reader holds one. */
export async function checkReceipt(
  bundle: Opened,
  keys: Keys,
  counting: Link[],
  given: string | Members | undefined,
  head: string,
  notes: Note[],
): Promise<string> {
  const enclosed = bundle.documents['receipt.json'] as Members | undefined;
  if (typeof given === 'string') await checkCode(bundle, given, enclosed);
  const receipts = [enclosed, typeof given === 'object' ? given : undefined].filter((each) => each !== undefined);
  for (const receipt of receipts) await checkOne(bundle, keys, counting, receipt);
  const wanted = head.toLowerCase().replaceAll(' ', '');
  if (wanted && (wanted.length < 16 || !receipts.some((each) => text(each, 'head').startsWith(wanted))))
    throw new Wrong(receipts.length ? 'head_differs' : 'receipt_missing', head);
  if (!enclosed) {
    notes.push(note('no_receipt'));
    return '';
  }
  const later = counting.length - ((enclosed['facts'] as number | undefined) ?? counting.length);
  if (later) notes.push(note('after_receipt', String(later)));
  return text(enclosed, 'head');
}

async function checkCode(bundle: Opened, given: string, enclosed: Members | undefined): Promise<void> {
  const codes: string[] = [];
  for (const grant of bundle.documents['grants.json'] as Members[]) {
    const digest = await documentHash(grant);
    for (const each of [digest, text(grant, 'receipt') || digest])
      codes.push(await receiptCode(text(grant, 'visit'), each));
  }
  if (!codes.includes(given.toUpperCase().replaceAll(' ', '').replaceAll('-', '')))
    throw new Wrong('receipt_differs', given);
  if (!enclosed) throw new Wrong('receipt_missing', given);
}

async function checkOne(bundle: Opened, keys: Keys, counting: Link[], receipt: Members): Promise<void> {
  await checkSigned(receipt, keys, 'receipt.json');
  const manifest = bundle.documents['manifest.json'] as Members;
  const chains = receipt['chains'] as Members[];
  const isOurs =
    receipt['type'] === 'receipt' &&
    receipt['organisation'] === manifest['organisation'] &&
    receipt['visit'] === manifest['visit'];
  if (!isOurs || receipt['head'] !== (await headHash(chains))) throw new Wrong('receipt_differs', 'receipt.json');
  const hashes = new Set(counting.map((link) => link.hash));
  for (const chain of chains)
    if (!hashes.has(text(chain, 'hash')))
      throw new Wrong('tail_missing', `${text(chain, 'device')} ${String(chain['seq'])}`);
  if (counting.length < ((receipt['facts'] as number | undefined) ?? 0))
    throw new Wrong('fact_missing', 'receipt.json');
}

/** How many pieces of evidence are here and are what was hashed. Bytes may be missing only where the server signed why. */
export async function checkEvidence(
  bundle: Opened,
  counting: Link[],
  destroyed: Map<string, string>,
  notes: Note[],
): Promise<number> {
  const named = new Map<string, { link: Link; size: number }>();
  for (const link of counting)
    for (const mention of namedBy(text(link.fact, 'kind'), (link.fact['body'] ?? {}) as Members))
      named.set(mention.sha256, { link, size: mention.size });
  const manifest = bundle.documents['manifest.json'] as Members;
  const sealing = (bundle.documents['receipt.json'] ?? manifest) as Members;
  const listed = (document: Members, name: string): Json[] => (document[name] ?? []) as Json[];
  const why = (digest: string): string => {
    if (destroyed.has(digest)) return 'bytes_destroyed';
    if (listed(manifest, 'left_out').includes(digest)) return 'left_out';
    return listed(sealing, 'awaited').includes(digest) ? 'never_came' : 'gone';
  };
  const hashes = new Map(
    await Promise.all([...bundle.evidence].map(async ([name, content]) => [name, await sha256(content)] as const)),
  );
  for (const [digest, { link, size }] of named) {
    const content = bundle.evidence.get(digest);
    if (!content) notes.push(note(why(digest), link.name, digest.slice(0, 16)));
    else if (hashes.get(digest) !== digest) throw new Wrong('bytes_differ', link.name);
    else if (content.length !== size) notes.push(note('size_differs', link.name, String(content.length)));
  }
  const gone = notes.filter((each) => each.code === 'gone');
  if (gone.length) throw new Wrong('evidence_missing', andMore(gone.map((each) => each.where)));
  const stranger = [...bundle.evidence.keys()].filter((digest) => !named.has(digest)).sort()[0];
  if (stranger) throw new Wrong('stranger', stranger);
  return bundle.evidence.size;
}

export function andMore(places: string[]): string {
  return places.length > 1 ? `${places[0]} +${places.length - 1}` : places[0]!;
}

function namedBy(kind: string, body: Members): { sha256: string; size: number }[] {
  const mentions = kind === 'photographed' ? [body] : isSignature(kind) ? [body['strokes'], body['picture']] : [];
  return mentions.flatMap((mention) => {
    if (!isMembers(mention)) return [];
    const { sha256: digest, size, type } = mention;
    const isNamed =
      typeof digest === 'string' &&
      /^[0-9a-f]{64}$/.test(digest) &&
      typeof size === 'number' &&
      size >= 1 &&
      TYPES.includes(type as string);
    return isNamed ? [{ sha256: digest, size }] : [];
  });
}
