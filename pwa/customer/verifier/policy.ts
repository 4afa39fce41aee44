/** Whose word on a log is enough (C2SP tlog-policy): witnesses, groups of them, the quorum. Twin of server/tlog/policy.py. */
import { ed25519, utf8 } from './crypto.ts';
import { fromBase64, joined, toHex } from './json.ts';
import { type Bytes, Lacking } from './outcome.ts';
import { BadNote, LOG_KEY, NAME, type SignedNote } from './tlog.ts';

const [WITNESS_KEY, QUANTUM_KEY] = [4, 6];

interface Key {
  name: string;
  kind: number;
  id: string;
  raw: Bytes;
}
export interface Policy {
  witnesses: Map<string, Key>;
  groups: Map<string, { needed: number; members: string[] }>;
  quorum: string;
}

/** A policy out of its text; BadNote where it is none. Lines of logs are passed over: this log knows its own keys. */
export async function readPolicy(text: string): Promise<Policy> {
  const found: Policy = { witnesses: new Map(), groups: new Map(), quorum: '' };
  for (const line of text.split(/\r\n|[\n\r]/)) {
    const words = line.split(/\s+/).filter(Boolean);
    if (words.length === 0 || words[0]!.startsWith('#') || words[0] === 'log') continue;
    if (!(await takes(found, words))) throw new BadNote();
  }
  if (!found.quorum) throw new BadNote();
  return found;
}

/** Whether witnesses of these names are enough. */
export function isMet(policy: Policy, signed: ReadonlySet<string>, name = policy.quorum): boolean {
  if (name === 'none' || signed.has(name)) return true;
  const { needed, members } = policy.groups.get(name) ?? { needed: 1, members: [] };
  return members.filter((each) => isMet(policy, signed, each)).length >= needed;
}

/** Names of the witnesses whose lines stand below a note and hold; BadNote where one does not. */
export async function signedBy({ witnesses }: Policy, note: SignedNote): Promise<Set<string>> {
  const found = new Set<string>();
  for (const line of note.lines) {
    const whose = [...witnesses].findLast(([, { name, id }]) => line.name === name && line.key === id);
    if (!whose) continue;
    if (!(await holds(note, whose[1], line.signature))) throw new BadNote();
    found.add(whose[0]);
  }
  return found;
}

async function takes(found: Policy, [kind, ...words]: string[]): Promise<boolean> {
  const isKnown = (name: string): boolean => found.witnesses.has(name) || found.groups.has(name);
  const [name, second, ...rest] = words;
  if (kind === 'witness' && second && rest.length < 2 && !isKnown(name!)) {
    found.witnesses.set(name!, await readKey(second));
    return true;
  }
  if (kind === 'group' && rest.length > 0 && !isKnown(name!) && rest.every(isKnown)) {
    found.groups.set(name!, { needed: needed(second!, rest.length), members: rest });
    return true;
  }
  if (kind !== 'quorum' || words.length !== 1 || found.quorum || (name !== 'none' && !isKnown(name!))) return false;
  found.quorum = name!;
  return true;
}

function needed(word: string, members: number): number {
  const count = word === 'any' ? 1 : word === 'all' ? members : /^\d{1,9}$/.test(word) ? Number(word) : 0;
  if (count < 1 || count > members) throw new BadNote();
  return count;
}

async function readKey(vkey: string): Promise<Key> {
  const [name, mark, ...encoded] = vkey.split('+');
  const whole = fromBase64(encoded.join('+'));
  if (!whole || !NAME.test(name!) || ![33, 1313].includes(whole.length)) throw new BadNote();
  const digest = await crypto.subtle.digest('SHA-256', joined(utf8(`${name}\n`), whole));
  const id = toHex(new Uint8Array(digest).slice(0, 4));
  if (id !== mark) throw new BadNote();
  return { name: name!, kind: whole[0]!, id, raw: whole.slice(1) };
}

/** A key of a kind that browsers do not know is no wrong signature: the command line knows it. */
async function holds(note: SignedNote, { kind, raw }: Key, signature: Bytes): Promise<boolean> {
  if (kind === QUANTUM_KEY) throw new Lacking('ML-DSA-44');
  if (kind === LOG_KEY) return ed25519(raw, signature, utf8(note.text));
  if (kind !== WITNESS_KEY || signature.length !== 72) return false;
  const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return ed25519(raw, signature.slice(8), utf8(`cosignature/v1\ntime ${seconds}\n${note.text}`));
}
