/** A page of bundles that comes in columns, without what follows of their logs (docs/PROTOCOL.md, decisions/0177). Twin of server/sync/columns.py. */
import { canonical } from '../storage/canonical.ts';
import { documentBytes, factBytes, genesis, sha256 } from '../storage/hashes.ts';
import type { Body, Bundle, Change, Columns, Column, Fact, Json } from '../storage/wire.ts';

/** What an exchange accepts: this form, else plain changes. */
export const COLUMNS = 'application/vnd.doorstep.columns+json';

/** The changes again, texts of facts and all; nothing where they are not what the server had. */
export async function fromColumns({ order, sum, others, ...columns }: Columns): Promise<Change[] | undefined> {
  try {
    const count = order.replaceAll('0', '').length;
    const versions = rows(columns.versions, count) as number[];
    const bundles = rows(columns.bundles, count) as unknown as Bundle[];
    await Promise.all(bundles.map(complete));
    if ((await sha256(bundles.flatMap(({ log }) => log.map((text) => `${text}\n`)).join(''))) !== sum) return undefined;
    const granted = bundles.map((visit, i): Change => ({ type: 'grant', version: versions[i]!, visit }));
    return [...order].map((each) => (each === '1' ? granted : others).shift()!);
  } catch {
    return undefined; // a form that this app does not know, or a fact that nobody could have written
  }
}

/** One value for each row. */
function rows(column: Column, count: number): Json[] {
  if (Array.isArray(column)) return column;
  if ('all' in column) return Array<Json>(count).fill(column.all);
  if ('long' in column) {
    const lengths = rows(column.long, count) as number[];
    const items = rows(
      column.items,
      lengths.reduce((sum, each) => sum + each, 0),
    );
    let at = 0;
    return lengths.map((length) => items.slice(at, (at += length)));
  }
  const found = Array.from({ length: count }, (): Body => ({}));
  for (const [name, values] of Object.entries(column.of)) {
    const having = column.in && Object.hasOwn(column.in, name) ? column.in[name] : undefined; // because an input may be called `constructor`
    const holders = having === undefined ? found : found.filter((_, i) => having[i] === '1');
    rows(values, holders.length).forEach((value, i) => (holders[i]![name] = value));
  }
  return found;
}

/** Puts into a bundle's log what was left out of it, where an empty text stands for it, and makes texts of its facts. */
async function complete(bundle: Bundle): Promise<void> {
  const [log, last] = [bundle.log as unknown as (Fact | string)[], new Map<string, Fact>()];
  const grant = await sha256(documentBytes(bundle.grant as unknown as Body));
  for (const fact of log) {
    if (typeof fact === 'string') continue;
    if ((fact.subject as unknown) === '') fact.subject = { type: 'visit', id: bundle.id };
    if (fact.grant === '') fact.grant = grant;
    const chain = `${fact.device} ${fact.grant ?? ''}`;
    if (fact.prev === '') fact.prev = await before(fact, last.get(chain));
    last.set(chain, fact);
  }
  bundle.log = log.map((fact) => (typeof fact === 'string' ? fact : canonical(fact as unknown as Body)));
}

/** The hash of the fact before in the chain; the first one's is its grant, else its genesis. */
async function before(fact: Fact, last: Fact | undefined): Promise<string> {
  if (last) return sha256(await factBytes(last as unknown as Body));
  return fact.grant ?? genesis(fact.organisation, fact.device, fact.subject);
}
