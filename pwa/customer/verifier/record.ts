/** What *the record* of a visit is. Twin of server/evidence/record.py (docs/PROTOCOL.md, "The record"). */
import { compare, genesis, headHash } from './crypto.ts';
import { withdrawn } from '../../technician/standard/record.ts';
import type { Members, Note } from './outcome.ts';

export const OFFICE = 'office';
export const LOST = 'fact_lost';
export const COUNTING = ['applied', 'merged', 'conflict'];
const SHOWS = ['applied', 'merged'];
// What a copy for the customer may keep back; `arrived` only where it says a place.
export const INTERNAL = [
  'instructed',
  'noted',
  'attached',
  'settle_asked',
  'settled',
  'suggested',
  'contacted',
  'promise_waived',
  'slipped',
];

export interface Link {
  name: string;
  hash: string;
  commit: string;
  fact: Members;
}

export interface Gap {
  link: Link;
  after: number;
  crossed: Link[];
  ends: string;
}

export interface Signed {
  device: string;
  hash: string;
  outcome: string;
  seq: number;
  code: string;
  subject: string;
  released: boolean;
}

export const text = (members: Members, name: string): string => (members[name] as string | undefined) ?? '';
export const whole = (members: Members, name: string): number => members[name] as number;
export const counts = (signed: Signed): boolean => COUNTING.includes(signed.outcome);
export const chainOf = (link: Link): [string, string] => [text(link.fact, 'device'), text(link.fact, 'grant')];

export function headOf(links: Link[]): Promise<string> {
  const last = new Map<string, Link>();
  for (const link of [...links].sort((one, other) => whole(one.fact, 'seq') - whole(other.fact, 'seq')))
    last.set(chainOf(link).join('\n'), link);
  return headHash(
    [...last.values()].map(({ fact, hash }) => ({
      device: text(fact, 'device'),
      seq: whole(fact, 'seq'),
      hash,
      ...(text(fact, 'grant') ? { grant: text(fact, 'grant') } : {}),
    })),
  );
}

/** Where chains do not hold together, in the order of the devices' places. What lies beside may bridge. */
export async function gapsIn(counting: Link[], beside: Link[]): Promise<Gap[]> {
  const bridges = new Map(beside.map((link) => [link.hash, link]));
  const last = new Map<string, Link>();
  const found: Gap[] = [];
  const place = (link: Link): (string | number)[] => [...chainOf(link), whole(link.fact, 'seq')];
  for (const link of [...counting].sort((one, other) => compare(place(one), place(other)))) {
    const [device, grant] = chainOf(link);
    const before = last.get(`${device}\n${grant}`);
    const wanted =
      before?.hash ??
      (grant || (await genesis(text(link.fact, 'organisation'), device, link.fact['subject'] as never)));
    const { crossed, ends } = wayBack(link, bridges);
    if (ends !== wanted) found.push({ link, after: before ? whole(before.fact, 'seq') : 0, crossed, ends });
    last.set(`${device}\n${grant}`, link);
  }
  return found;
}

function wayBack(link: Link, bridges: Map<string, Link>): { crossed: Link[]; ends: string } {
  const crossed: Link[] = [];
  let ends = text(link.fact, 'prev');
  for (let next = bridges.get(ends); next && !crossed.includes(next); next = bridges.get(ends)) {
    crossed.push(next);
    ends = text(next.fact, 'prev');
  }
  return { crossed, ends };
}

/** Every entry of these countersignatures; places of the first form are told by those of its facts that are known. */
export function countersigned(documents: Members[], links: Link[]): Signed[] {
  const places = new Map(links.map((link) => [`${text(link.fact, 'device')}\n${link.hash}`, whole(link.fact, 'seq')]));
  return documents.flatMap((document) => {
    const device = text(document, 'device');
    const entries = document['facts'] as Members[];
    const index = entries.findIndex((each) => places.has(`${device}\n${text(each, 'hash')}`));
    const known = index < 0 ? 0 : places.get(`${device}\n${text(entries[index]!, 'hash')}`)! - index;
    return entries.map((each, number) => ({
      device,
      hash: text(each, 'hash'),
      outcome: text(each, 'outcome'),
      seq: (each['seq'] as number | undefined) ?? (known ? known + number : 0),
      code: text(each, 'code'),
      subject: text(each, 'subject'),
      released: document['released_at'] !== undefined,
    }));
  });
}

/** The place and code that explain a gap; null where a fact was taken out or replaced. */
export function holeAt(gap: Gap, signed: Signed[], lost: Members[]): { seq: number; code: string } | null {
  const device = text(gap.link.fact, 'device');
  const hashes = new Map([gap.link, ...gap.crossed].map((link) => [link.hash, link]));
  for (const each of signed) {
    const link = hashes.get(each.hash);
    if (link && each.code === 'chain_broken') return { seq: whole(link.fact, 'seq'), code: each.code };
  }
  const readable = (each: Signed): boolean => (counts(each) || each.subject !== '') && each.code !== 'bad_signature';
  if (signed.some((each) => each.hash === gap.ends && readable(each))) return null;
  const between = (seq: number): boolean => gap.after <= seq && seq < whole(gap.link.fact, 'seq');
  for (const each of signed) {
    const unread =
      each.outcome === 'quarantined' && (each.code === 'bad_signature' || !each.subject) && !hashes.has(each.hash);
    if (unread && each.device === device && between(each.seq))
      return { seq: each.seq, code: each.code || 'not_canonical' };
  }
  const declared = lost.find((fact) => text(fact, 'device') === device && between(whole(fact, 'seq')));
  const seq = declared ? whole(declared, 'seq') : 0;
  return seq ? { seq, code: LOST } : null;
}

/** A note of each fact that a withdrawal takes back, and of each withdrawal that nobody can read any more. */
export function takenBack(counting: Link[], withdrew: Map<string, string>, signed: Signed[]): Note[] {
  const log = [...counting].sort((one, other) => compare([one.name], [other.name]));
  const shown = new Set(signed.filter((each) => SHOWS.includes(each.outcome)).map((each) => each.hash));
  const names = new Map(log.map((link) => [text(link.fact, 'id'), link]));
  const found: Note[] = [];
  const said = log.map((link) => {
    const [id, kind, named] = [text(link.fact, 'id'), text(link.fact, 'kind'), namedBy(link, withdrew)];
    const effective = link.fact['device'] === OFFICE || shown.has(link.hash);
    const about = named === undefined ? undefined : names.get(named);
    if (kind === 'withdrawn' && named === undefined)
      found.push({ code: 'withdrawal_unknown', where: link.name, why: '' });
    else if (about && !effective) found.push({ code: 'withdrawal_disputed', where: told(about), why: link.name });
    return { id, kind, body: effective && named !== undefined ? { fact: named } : {} };
  });
  const gone = withdrawn(said);
  for (const link of log) {
    const by = gone.get(text(link.fact, 'id'));
    if (by !== undefined) found.push({ code: 'withdrawn', where: told(link), why: names.get(by)!.name });
  }
  return found;
}

function namedBy({ fact, hash }: Link, withdrew: Map<string, string>): string | undefined {
  if (fact['kind'] !== 'withdrawn') return undefined;
  const body = fact['body'] as Members | undefined;
  const named = body ? (Object.hasOwn(body, 'fact') ? body['fact'] : undefined) : withdrew.get(hash);
  return typeof named === 'string' ? named : undefined;
}

const told = (link: Link): string => `${link.name} ${text(link.fact, 'kind')}`;

/** The first that was countersigned as let in, where the countersignature by which it was put aside before is not here. */
export function unexplained(signed: Signed[]): Signed | undefined {
  const byHash = ({ device, hash }: Signed): string => `${device}\n${hash}`;
  const bySeq = ({ device, seq }: Signed): string => `${device}\n#${seq}`;
  const aside = signed.filter((each) => !each.released && !counts(each));
  // By the place, too, because what could not be understood when it came was countersigned under the hash of the text as it was sent.
  const first = new Set([...aside.map(byHash), ...aside.filter(({ seq }) => seq > 0).map(bySeq)]);
  return signed.find((each) => each.released && !first.has(byHash(each)) && !first.has(bySeq(each)));
}

/** Whether a fact beside the record is one that counts, signed again. */
export function cameAgain(beside: Link, counting: Map<string, Link>): boolean {
  const same = counting.get(text(beside.fact, 'id'));
  return same !== undefined && same.commit === beside.commit && same.fact['kind'] === beside.fact['kind'];
}
