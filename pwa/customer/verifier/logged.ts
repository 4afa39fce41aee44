/** What the log says of a record. Twin of server/evidence/logged.py. */
import type { Opened } from './archive.ts';
import { documentHash } from './crypto.ts';
import { checkSigned } from './issuers.ts';
import { decodeText, sameBytes } from './json.ts';
import { type Bytes, type Json, type Members, type Note, Lacking, Wrong } from './outcome.ts';
import { isMet, type Policy, signedBy } from './policy.ts';
import { text } from './record.ts';
import {
  BadNote,
  type Checkpoint,
  hashLine,
  isConsistent,
  isIncluded,
  isSigned,
  leafOf,
  type Proof,
  readNote,
  readProof,
  type SignedNote,
} from './tlog.ts';

const RECEIPT = 'log/receipt.tlog-proof';
const HELD = 'checkpoint';
export type Keys = Map<string, Bytes>;

export interface Destroyed {
  bodies: Map<string, string>;
  bytes: Map<string, string>;
  /** Of the withdrawals among them: hash → id of what it took back. */
  withdrew: Map<string, string>;
}
export interface Held {
  note: SignedNote;
  head: Checkpoint;
  old: number;
  growth: Bytes[];
}

/** What may be missing because the server signed, in the log, that it was destroyed. */
export async function checkDestructions(bundle: Opened, keys: Keys, subject: Members): Promise<Destroyed> {
  const found: Destroyed = { bodies: new Map(), bytes: new Map(), withdrew: new Map() };
  const manifest = bundle.documents['manifest.json'] as Members;
  for (const [place, document] of ((bundle.documents['destructions.json'] ?? []) as Members[]).entries()) {
    const where = `destructions.json[${place}]`;
    const name = `log/destruction-${String(place + 1).padStart(4, '0')}.tlog-proof`;
    await checkSigned(document, keys, where);
    const about = document['subject'] as Members;
    const isOurs =
      document['type'] === 'destruction' &&
      document['organisation'] === manifest['organisation'] &&
      sameSubject(about, subject);
    if (!isOurs) throw new Wrong('another_visit', where);
    await proved(bundle, keys, name, 'destruction', document);
    for (const hash of document['bodies'] as string[]) found.bodies.set(hash, where);
    for (const hash of document['bytes'] as string[]) found.bytes.set(hash, where);
    for (const each of (document['withdrew'] ?? []) as Members[]) {
      const [by, fact] = [text(each, 'by'), text(each, 'fact')];
      // Because a later destruction could else say otherwise of a fact that it did not destroy.
      if (!(document['bodies'] as string[]).includes(by) || (found.withdrew.get(by) ?? fact) !== fact)
        throw new Wrong('malformed', where);
      found.withdrew.set(by, fact);
    }
  }
  return found;
}

/** Whether what the reader holds of the log could be compared, and enough witnesses of their policy have signed a checkpoint that covers the receipt. */
export async function checkLogged(
  bundle: Opened,
  keys: Keys,
  held: Held[],
  notes: Note[],
  policy?: Policy,
): Promise<boolean> {
  const receipt = bundle.documents['receipt.json'] as Members | undefined;
  const nothingAsked = held.length === 0 && !policy;
  if (!receipt) return nothingAsked;
  if (!bundle.proofs.has(RECEIPT) && ((bundle.documents['manifest.json'] as Members)['v'] as number) < 3) {
    notes.push({ code: 'no_log', where: '', why: '' });
    return nothingAsked;
  }
  const proof = await proved(bundle, keys, RECEIPT, 'receipt', receipt);
  const head = proof.note.checkpoint;
  notes.push({ code: 'logged', where: `${head.origin} ${proof.index}/${head.size}`, why: '' });
  let all = true;
  const covering = [proof.note];
  for (const each of held) {
    const compared = await compareHeads(each, proof, held, notes);
    if (compared && each.head.origin === head.origin && each.head.size > proof.index) covering.push(each.note);
    all &&= compared;
  }
  return (!policy || (await isWitnessed(covering, policy, notes))) && all;
}

/** Whether one of these checkpoints of one history has the quorum; says by whom, or who is missing of the best of them. */
async function isWitnessed(covering: SignedNote[], policy: Policy, notes: Note[]): Promise<boolean> {
  let best: Set<string> | undefined;
  const worth = (names: Set<string>): number => (isMet(policy, names) ? 1_000_000 : 0) + names.size;
  for (const note of covering) {
    const signed = await signedBy(policy, note).catch((failure: unknown) => {
      throw unlessBad(failure, 'witness_differs', RECEIPT);
    });
    if (!best || worth(signed) > worth(best)) best = signed;
  }
  const enough = isMet(policy, best!);
  const where = [...best!].sort().join(', ') || '–';
  notes.push({ code: enough ? 'witnessed' : 'too_few_witnesses', where, why: policy.quorum });
  return enough;
}

/** Checkpoints out of files: a signed note, or what a witness is sent (`old N`, hashes, an empty line, the note). */
export async function heldIn(files: string[], keys: Keys): Promise<Held[]> {
  const found: Held[] = [];
  for (const file of files) {
    let rest = file.replaceAll('\r\n', '\n');
    let [old, growth] = [-1, [] as Bytes[]];
    try {
      if (rest.startsWith('old ')) {
        const cut = rest.indexOf('\n\n');
        const [first, ...lines] = (cut < 0 ? rest : rest.slice(0, cut)).split('\n') as [string, ...string[]];
        if (!/^(0|[1-9]\d{0,15})$/.test(first.slice(4))) throw new BadNote();
        [old, growth, rest] = [
          Number(first.slice(4)),
          lines.map((line) => hashLine(line, false)),
          cut < 0 ? '' : rest.slice(cut + 2),
        ];
      }
      const note = readNote(rest);
      if (!(await isSigned(note, [...keys.values()]))) throw new Wrong('checkpoint_unsigned', HELD);
      found.push({ note, head: note.checkpoint, old, growth });
    } catch (failure) {
      throw unlessBad(failure, 'checkpoint_unreadable', HELD);
    }
  }
  return found;
}

export function sameSubject(one: Members, other: Members): boolean {
  return (
    text(one, 'type') === text(other, 'type') && text(one, 'id') === text(other, 'id') && Object.keys(one).length === 2
  );
}

async function proved(bundle: Opened, keys: Keys, name: string, kind: string, document: Members): Promise<Proof> {
  const content = bundle.proofs.get(name);
  if (!content) throw new Wrong('proof_missing', name);
  try {
    const proof = readProof(said(content));
    const head = proof.note.checkpoint;
    if (!(await isSigned(proof.note, [...keys.values()]))) throw new Wrong('checkpoint_unsigned', name);
    const leaf = await leafOf(kind, await documentHash(document as { [key: string]: Json }));
    if (!(await isIncluded(proof.index, head.size, leaf, proof.hashes, head.root))) throw new BadNote();
    return proof;
  } catch (failure) {
    throw unlessBad(failure, 'proof_differs', name);
  }
}

function said(content: Bytes): string {
  try {
    return decodeText(content);
  } catch {
    throw new BadNote();
  }
}

function unlessBad(failure: unknown, code: string, where: string): unknown {
  return failure instanceof Wrong || failure instanceof Lacking || !(failure instanceof BadNote)
    ? failure
    : new Wrong(code, where);
}

async function compareHeads(held: Held, proof: Proof, everything: Held[], notes: Note[]): Promise<boolean> {
  const [mine, theirs] = [held.head, proof.note.checkpoint];
  if (mine.origin !== theirs.origin) return compareLogs(mine, theirs, notes);
  const [older, newer] = mine.size <= theirs.size ? [mine, theirs] : [theirs, mine];
  const where = `${mine.origin} ${mine.size}`;
  const forked = new Wrong('log_forked', where);
  if (older.size === newer.size && !sameBytes(older.root, newer.root)) throw forked;
  const links = everything.filter((each) => each.old === older.size && sameHead(each.head, newer));
  for (const each of links) if (!(await isConsistent(older, newer, each.growth))) throw forked;
  if (older.size !== newer.size && links.length === 0) {
    notes.push({ code: 'not_compared', where, why: `${older.size} → ${newer.size}` });
    return false;
  }
  notes.push({ code: proof.index >= mine.size ? 'entered_later' : 'compared', where, why: '' });
  return true;
}

/** After a restore a log begins anew and names the head of the old one; anything else is another log. */
function compareLogs(mine: Checkpoint, theirs: Checkpoint, notes: Note[]): boolean {
  for (const [successor, old] of [
    [theirs, mine],
    [mine, theirs],
  ] as const) {
    const line = successor.more.find((each) => each.startsWith(`follows ${old.origin} `));
    if (line === undefined) continue;
    const [, , size, root] = line.split(' ') as [string, string, string, string];
    if (Number(size) === old.size && !sameBytes(hashLine(root, false), old.root))
      throw new Wrong('log_forked', `${old.origin} ${old.size}`);
    notes.push({ code: 'began_anew', where: `${old.origin} ${size}`, why: '' });
    return Number(size) === old.size;
  }
  throw new Wrong('log_differs', mine.origin);
}

function sameHead(one: Checkpoint, other: Checkpoint): boolean {
  return (
    one.origin === other.origin &&
    one.size === other.size &&
    sameBytes(one.root, other.root) &&
    one.more.join('\n') === other.more.join('\n')
  );
}
