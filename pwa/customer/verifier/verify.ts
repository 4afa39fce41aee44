/** The verifier in the browser: the same verdict and the same first place as `doorstep verify`. Twin of server/evidence/verify.py. */
import { type Opened, openBundle } from './archive.ts';
import { canonical } from '../../technician/storage/canonical.ts';
import { bodyCommit, deviceSigned, documentHash, hashedFact, serverSigned, sha256 } from './crypto.ts';
import { andMore, checkEvidence, checkReceipt } from './enclosed.ts';
import { hasForm } from './forms.ts';
import { areTrusted, checkCertificate, checkSigned, keysOf } from './issuers.ts';
import { readJson } from './json.ts';
import { checkDestructions, checkLogged, type Destroyed, heldIn, type Keys, sameSubject } from './logged.ts';
import { checkOffers } from './offers.ts';
import { type Bytes, type Json, type Members, type Note, type VerifyResult, Wrong } from './outcome.ts';
import type { Policy } from './policy.ts';
import {
  cameAgain,
  counts,
  countersigned,
  gapsIn,
  headOf,
  holeAt,
  INTERNAL,
  type Link,
  LOST,
  OFFICE,
  type Signed,
  takenBack,
  text,
  unexplained,
  whole,
} from './record.ts';

const MEASURING_ERROR = 2_000; // milliseconds
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const BESIDE = /^(beside|refused)\//;

export interface Asked {
  trust?: string[];
  receipt?: string | Members;
  head?: string;
  checkpoints?: string[];
  policy?: Policy | undefined;
}

interface Reading {
  bundle: Opened;
  keys: Keys;
  manifest: Members;
  subject: Members;
  counting: Link[];
  beside: Link[];
  lost: Link[];
  signed: Signed[];
  notes: Note[];
  destroyed: Destroyed;
}

/** Check a bundle's bytes. Throws `Lacking` where this browser cannot. */
export async function verify(content: Bytes, asked: Asked = {}): Promise<VerifyResult> {
  const notes: Note[] = [];
  try {
    return await checked(content, asked, notes);
  } catch (failure) {
    if (!(failure instanceof Wrong)) throw failure;
    const wrong = { code: failure.code, where: failure.where };
    return { exit: 1, wrong, facts: 0, evidence: 0, fingerprints: [], head: '', trusted: false, sealed: false, notes };
  }
}

async function checked(content: Bytes, asked: Asked, notes: Note[]): Promise<VerifyResult> {
  const bundle = await openBundle(content);
  const keys = await keysOf(bundle);
  const trust = new Set((asked.trust ?? []).map((mark) => mark.toLowerCase().replaceAll(' ', '')));
  const trusted = await areTrusted(bundle, keys, trust);
  const held = await heldIn(asked.checkpoints ?? [], keys);
  const manifest = bundle.documents['manifest.json'] as Members;
  const subject = (manifest['subject'] ?? { type: 'visit', id: text(manifest, 'visit') }) as Members;
  const lists = { counting: [], beside: [], lost: [], signed: [] };
  const destroyed = { bodies: new Map(), bytes: new Map(), withdrew: new Map() };
  const reading: Reading = { bundle, keys, manifest, subject, ...lists, notes, destroyed };
  await checkDocuments(reading);
  reading.destroyed = await checkDestructions(bundle, keys, subject);
  await readFacts(reading);
  await checkCountersigned(reading);
  await checkChains(reading);
  notes.push(...takenBack(reading.counting, reading.destroyed.withdrew, reading.signed));
  await checkOffers(bundle, subject, reading.counting, notes);
  await checkHead(reading);
  const sealed = await checkSealed(reading, asked);
  const compared = await checkLogged(bundle, keys, held, notes, asked.policy);
  const evidence = await checkEvidence(bundle, reading.counting, reading.destroyed.bytes, notes);
  const fingerprints = (await Promise.all([...keys.values()].map((raw) => sha256(raw)))).sort();
  const exit = trusted && sealed && compared ? 0 : 2;
  const head = sealed || text(manifest, 'head');
  const counted = { facts: reading.counting.length, evidence };
  return { exit, ...counted, fingerprints, head, trusted, sealed: Boolean(sealed), notes };
}

async function checkDocuments({ bundle, keys, manifest, subject }: Reading): Promise<void> {
  const listed = (name: string): Members[] => bundle.documents[name] as Members[];
  const names = ['certificates.json', 'grants.json', 'countersignatures.json'];
  const signed = [{ name: 'manifest.json', each: [manifest] }, ...names.map((name) => ({ name, each: listed(name) }))];
  for (const { name, each } of signed)
    for (const [place, document] of each.entries()) {
      await checkSigned(document, keys, `${name}[${place}]`);
      if (document['organisation'] !== manifest['organisation'])
        throw new Wrong('another_organisation', `${name}[${place}]`);
    }
  for (const certificate of listed('certificates.json')) await checkCertificate(certificate);
  const standards = new Set<string>();
  for (const standard of bundle.documents['standards.json'] as Json[]) standards.add(await sha256(canonical(standard)));
  for (const grant of listed('grants.json')) {
    const pinned = grant['standard'] as Members;
    if (!sameSubject({ type: 'visit', id: grant['visit']! }, subject))
      throw new Wrong('another_visit', text(grant, 'id'));
    if (!standards.has(text(pinned, 'hash'))) throw new Wrong('standard_differs', text(pinned, 'id'));
  }
}

/** Each fact on its own: hashed and checked side by side, judged in their order. */
async function readFacts(reading: Reading): Promise<void> {
  const found = [...reading.bundle.texts].map(([name, content]) => ({
    name,
    read: BESIDE.test(name) ? readBeside(name, content) : readOne(reading, name, content),
  }));
  const settled = await Promise.allSettled(found.map((each) => each.read));
  const ids = new Set<string>();
  for (const [place, { name }] of found.entries()) {
    const outcome = settled[place]!;
    if (outcome.status === 'rejected') throw outcome.reason;
    const link = outcome.value;
    if (BESIDE.test(name)) {
      if (link) reading.beside.push(link);
      else reading.notes.push({ code: 'unreadable', where: name, why: '' });
    } else keep(reading, link!, ids);
  }
  const erased = reading.notes.filter((note) => note.code === 'erased').map((note) => note.where);
  if (erased.length) throw new Wrong('body_missing', andMore(erased));
}

async function readOne(reading: Reading, name: string, content: Bytes): Promise<Link> {
  const fact = readJson(name, content) as Members;
  if (!hasForm('fact', fact)) throw new Wrong('malformed', name);
  if ((fact['body'] === undefined) === (fact['body_commit'] === undefined)) throw new Wrong('body_differs', name);
  const hashed = await hashedFact(fact);
  if (!hashed) throw new Wrong('malformed', name);
  const link = { name, hash: hashed.hash, commit: await commitOf(fact), fact };
  await checkSignature(reading, link, hashed.bytes);
  return link;
}

async function readBeside(name: string, content: Bytes): Promise<Link | null> {
  try {
    const fact = readJson(name, content) as Members;
    const hashed = hasForm('beside', fact) ? await hashedFact(fact) : null;
    return hashed && { name, hash: hashed.hash, commit: await commitOf(fact), fact };
  } catch (failure) {
    if (failure instanceof Wrong) return null;
    throw failure;
  }
}

async function commitOf(fact: Members): Promise<string> {
  return text(fact, 'body_commit') || (fact['body'] === undefined ? '' : bodyCommit(text(fact, 'salt'), fact['body']));
}

function keep(reading: Reading, link: Link, ids: Set<string>): void {
  const { name, fact } = link;
  const isOurs = fact['organisation'] === reading.manifest['organisation'];
  if (name.startsWith('lost/')) {
    if (fact['kind'] !== LOST || !isOurs) throw new Wrong('stranger', name);
    reading.lost.push(link);
    return;
  }
  if (ids.has(text(fact, 'id'))) throw new Wrong('fact_twice', name);
  ids.add(text(fact, 'id'));
  if (!isOurs || !sameSubject(fact['subject'] as Members, reading.subject)) throw new Wrong('another_visit', name);
  noteBody(reading, link);
  reading.counting.push(link);
}

function noteBody({ manifest, destroyed, notes }: Reading, { name, hash, fact }: Link): void {
  if (fact['body'] !== undefined) return;
  const where = `${name} ${text(fact, 'kind')}`;
  const entry = destroyed.bodies.get(hash);
  if (entry !== undefined) {
    notes.push({ code: 'destroyed', where, why: entry });
    return;
  }
  const withheld = ((manifest['withheld'] ?? []) as string[]).includes(hash);
  const may = withheld && [...INTERNAL, 'arrived'].includes(text(fact, 'kind'));
  notes.push({ code: may ? 'withheld' : 'erased', where, why: '' });
}

async function checkSignature({ bundle, keys }: Reading, { name, fact }: Link, bytes: Bytes): Promise<void> {
  if (fact['device'] === OFFICE) {
    const key = keys.get(text(fact, 'key'));
    if (!key || !(await serverSigned(key, text(fact, 'signature'), bytes))) throw new Wrong('signature_wrong', name);
    return;
  }
  const certificate = (bundle.documents['certificates.json'] as Members[]).find(
    (each) => each['device'] === fact['device'] && each['key'] === fact['key'],
  );
  if (certificate?.['person'] !== fact['person']) throw new Wrong('certificate_missing', name);
  if (!(await deviceSigned(text(certificate!, 'public_key'), text(fact, 'signature'), bytes)))
    throw new Wrong('signature_wrong', name);
}

async function checkCountersigned(reading: Reading): Promise<void> {
  const { counting, beside, lost, notes } = reading;
  const documents = reading.bundle.documents['countersignatures.json'] as Members[];
  reading.signed = countersigned(documents, [...counting, ...beside, ...lost]);
  const takenIn = new Set(reading.signed.filter(counts).map((each) => each.hash));
  const heldBack = new Map(reading.signed.filter((each) => !counts(each)).map((each) => [each.hash, each]));
  const alone = unexplained(reading.signed);
  if (alone) throw new Wrong('aside_missing', `${alone.device} ${alone.seq}`);
  for (const { name, hash, fact } of [...counting, ...lost]) {
    if (fact['device'] !== OFFICE && !takenIn.has(hash)) throw new Wrong('not_countersigned', name);
    if (heldBack.has(hash)) notes.push({ code: 'released', where: name, why: heldBack.get(hash)!.code });
  }
  const byId = new Map(counting.map((link) => [text(link.fact, 'id'), link]));
  const merged = new Set(reading.signed.filter((each) => each.outcome === 'merged').map((each) => each.hash));
  for (const link of beside) {
    if (takenIn.has(link.hash) && !merged.has(link.hash)) throw new Wrong('left_out', link.name);
    const why = heldBack.get(link.hash)?.code ?? '';
    const code = cameAgain(link, byId) ? 'came_again' : 'beside';
    notes.push({ code, where: `${link.name} ${text(link.fact, 'kind')}`, why });
  }
  const here = new Set([...counting, ...beside].map((link) => link.hash));
  const { type, id } = reading.subject as { type: string; id: string };
  const ours = (await sha256(`doorstep-subject-v1\n${type}\n${id}`)).slice(0, 16);
  const missing = reading.signed.find((each) => each.subject === ours && counts(each) && !here.has(each.hash));
  if (missing) throw new Wrong('fact_missing', `${missing.device} ${missing.seq}`);
}

async function checkChains({ bundle, counting, beside, lost, signed, notes }: Reading): Promise<void> {
  const grants = new Map<string, Members>();
  for (const grant of bundle.documents['grants.json'] as Members[]) grants.set(await documentHash(grant), grant);
  for (const { name, fact } of counting) {
    if (!text(fact, 'grant')) continue;
    const grant = grants.get(text(fact, 'grant'));
    if (grant?.['person'] !== fact['person']) throw new Wrong('grant_missing', name);
    if (isBefore(fact, text(grant!, 'issued_at')))
      notes.push({ code: 'before_grant', where: `${name} ${text(fact, 'kind')}`, why: text(fact, 'at') });
  }
  const office = counting.filter(({ fact }) => fact['device'] === OFFICE).map(({ fact }) => whole(fact, 'seq'));
  if (office.sort((one, other) => one - other).some((seq, place) => seq !== place + 1))
    throw new Wrong('chain_broken', OFFICE);
  for (const gap of await gapsIn(counting, beside)) {
    const device = text(gap.link.fact, 'device');
    const hole =
      device === OFFICE
        ? null
        : holeAt(
            gap,
            signed,
            lost.map((link) => link.fact),
          );
    if (!hole) throw new Wrong('chain_broken', gap.link.name);
    notes.push({ code: 'hole', where: `${device} ${hole.seq}`, why: hole.code });
  }
}

function isBefore(fact: Members, grantedAt: string): boolean {
  if (!MOMENT.test(text(fact, 'at')) || !MOMENT.test(grantedAt)) return false;
  return Date.parse(grantedAt) - Date.parse(text(fact, 'at')) - whole(fact, 'clock_offset') > MEASURING_ERROR;
}

async function checkHead({ manifest, counting, beside }: Reading): Promise<void> {
  const links = manifest['v'] === 1 ? [...counting, ...beside] : counting; // in the first form what was put aside belonged to the head, too
  if (manifest['facts'] !== links.length || manifest['head'] !== (await headOf(links)))
    throw new Wrong('head_differs', 'manifest.json');
}

async function checkSealed(reading: Reading, asked: Asked): Promise<string> {
  const { bundle, keys, counting, notes, manifest, subject } = reading;
  if (subject['type'] === 'visit') return checkReceipt(bundle, keys, counting, asked.receipt, asked.head ?? '', notes);
  const stranger = counting.find(({ fact }) => fact['device'] !== OFFICE);
  if (stranger) throw new Wrong('stranger', stranger.name);
  const [sealed, wanted] = [text(manifest, 'head'), (asked.head ?? '').toLowerCase().replaceAll(' ', '')];
  if (asked.receipt !== undefined) throw new Wrong('receipt_missing', 'manifest.json');
  if (wanted && (wanted.length < 16 || !sealed.startsWith(wanted))) throw new Wrong('head_differs', 'manifest.json');
  return sealed;
}
