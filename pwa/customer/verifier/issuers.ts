/** Whose keys a bundle is signed with, and whether the reader trusts them. Twin of server/evidence/issuers.py. */
import type { Opened } from './archive.ts';
import { documentBytes, keyId, serverSigned, sha256 } from './crypto.ts';
import { fromBase64url } from './json.ts';
import { type Bytes, type Members, Wrong } from './outcome.ts';
import { text } from './record.ts';

type Keys = Map<string, Bytes>;
const NOTHING = new Uint8Array();

/** The server keys that it brings, by their ids. */
export async function keysOf(bundle: Opened): Promise<Keys> {
  const found: Keys = new Map();
  for (const key of bundle.documents['keys.json'] as Members[]) {
    const raw = fromBase64url(text(key, 'public_key')) ?? NOTHING;
    if (text(key, 'id') !== (await keyId(raw))) throw new Wrong('key_differs', text(key, 'id'));
    found.set(text(key, 'id'), raw);
  }
  return found;
}

/** Whether the reader trusts every key, or one from which rotations lead to it; Wrong where they trust others. */
export async function areTrusted(bundle: Opened, keys: Keys, trust: Set<string>): Promise<boolean> {
  const followed: [string, string][] = [];
  for (const key of bundle.documents['keys.json'] as Members[])
    if (key['rotation'] !== undefined) followed.push(await rotated(key, keys));
  const marks = new Map<string, string>();
  for (const [id, raw] of keys) marks.set(id, await sha256(raw));
  const trusted = new Set([...keys.keys()].filter((id) => trust.has(marks.get(id)!)));
  for (let before = -1; before !== trusted.size; ) {
    before = trusted.size;
    for (const pair of followed) if (pair.some((id) => trusted.has(id))) pair.forEach((id) => trusted.add(id));
  }
  const others = [...keys.keys()].filter((id) => !trusted.has(id)).map((id) => marks.get(id)!);
  if (trust.size && others.length) throw new Wrong('issuer_differs', others.sort()[0]!);
  return trust.size > 0;
}

async function rotated(key: Members, keys: Keys): Promise<[string, string]> {
  const said = key['rotation'] as Members;
  await checkSigned(said, keys, 'keys.json');
  const { accepted: _, ...unaccepted } = said;
  const stands =
    said['type'] === 'key-rotation' && said['key'] === key['id'] && said['public_key'] === key['public_key'];
  const own = keys.get(text(key, 'id'))!;
  if (!stands || !(await serverSigned(own, text(said, 'accepted'), documentBytes(unaccepted))))
    throw new Wrong('signature_wrong', 'keys.json');
  return [text(said, 'issuer'), text(key, 'id')];
}

/** Wrong unless one of these keys signed it. */
export async function checkSigned(document: Members, keys: Keys, where: string): Promise<void> {
  const key = keys.get(text(document, 'issuer'));
  if (!key || !(await serverSigned(key, text(document, 'signature'), documentBytes(document))))
    throw new Wrong('signature_wrong', where);
}

/** Wrong where a certificate names another key than it holds. */
export async function checkCertificate(certificate: Members): Promise<void> {
  const raw = fromBase64url(text(certificate, 'public_key')) ?? NOTHING;
  if ((await keyId(raw)) !== certificate['key']) throw new Wrong('key_differs', text(certificate, 'key'));
}
