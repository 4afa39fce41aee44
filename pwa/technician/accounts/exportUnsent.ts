/** All that is unsent as one file that only a passphrase opens, for the office to take in when this phone cannot send. Nothing leaves the outbox. */
import type { Exported } from '../phone/interface';
import type { Database } from '../storage/database.ts';
import { record, type AboutPhone } from '../storage/exported.ts';
import { utf8 } from '../storage/hashes.ts';
import { StorageProblem } from '../storage/problem.ts';
import type { Account, Saved, StoredEvidence, StoredVisit } from '../storage/schema.ts';
import { sealer } from '../storage/sealed.ts';
import { momentOf, type Environment } from '../storage/environment.ts';
import { shown } from '../sync/presentVisits.ts';
import { AT_ONCE } from '../sync/resync.ts';

interface Unsent {
  account: Account;
  facts: Saved[];
  evidence: StoredEvidence[];
  visits: StoredVisit[];
}

/** `told` hears how much of it is done, from 0 to 1. Evidence is read one piece after the other, because 200 MB must not be in memory. */
export async function exportUnsent(
  environment: Environment,
  db: Database,
  passphrase: string,
  told: (part: number) => void,
): Promise<Exported> {
  const unsent = await unsentIn(db);
  const about = aboutPhone(environment, unsent);
  const file = await sealer(passphrase);
  await file.put(record(about));
  for (const text of await grantsOf(db, unsent)) await file.put(record({ type: 'grant', size: text.length }, text));
  for (const { seq, text } of unsent.facts) {
    const bytes = utf8(text);
    await file.put(record({ type: 'fact', seq, size: bytes.length }, bytes));
  }
  let done = 0;
  for (const { sha256, type } of unsent.evidence) {
    const bytes = await db.read(['bytes'], (tx) => tx.objectStore('bytes').get(sha256));
    if (!bytes) continue; // the phone declares it lost when it next sends
    await file.put(record({ type: 'evidence', sha256, media: type, size: bytes.byteLength }, new Uint8Array(bytes)));
    told((done += bytes.byteLength) / about.bytes);
  }
  await file.put(record({ type: 'end' }));
  return {
    file: await file.end(),
    name: nameOf(about.made_at),
    facts: unsent.facts.length,
    photographs: unsent.evidence.length,
  };
}

function unsentIn(db: Database): Promise<Unsent> {
  return db.read(['meta', 'outbox', 'evidence', 'visits'], async (tx) => {
    const [account, facts, evidence, visits] = await Promise.all([
      tx.objectStore('meta').get('account') as Promise<Account | undefined>,
      tx.objectStore('outbox').getAll(),
      tx.objectStore('evidence').getAll(),
      tx.objectStore('visits').getAll(),
    ]);
    if (!account) throw new StorageProblem('not_enrolled');
    return {
      account,
      facts,
      evidence: evidence.filter(({ state, fact }) => state === 'waiting' && fact !== undefined),
      visits,
    };
  });
}

function aboutPhone(environment: Environment, { account: { enrolment, label }, facts, evidence }: Unsent): AboutPhone {
  const { organisation, device, person, certificate } = enrolment;
  return {
    type: 'phone',
    v: 1,
    organisation: organisation.id,
    organisation_name: organisation.name,
    device,
    person: person.id,
    name: person.name,
    label,
    app_version: environment.appVersion,
    made_at: momentOf(environment.now()),
    certificate,
    facts: facts.length,
    evidence: evidence.length,
    bytes: evidence.reduce((sum, { size }) => sum + size, 0),
  };
}

/** The visits that are worked on, as a restored server is shown them: it may have forgotten whose they are. */
async function grantsOf(db: Database, { account, facts, visits }: Unsent): Promise<Uint8Array[]> {
  const worked = new Set(facts.map(({ subject }) => subject.id));
  const ids = visits.map(({ id }) => id).filter((id) => worked.has(id));
  const found: Uint8Array[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const { grants = [] } = await shown(db, account, ids.slice(from, from + AT_ONCE));
    found.push(...grants.map((each) => utf8(JSON.stringify(each))));
  }
  return found;
}

/** `doorstep-20261121-1530.unsent`: no name of a person, because file names travel through chats. */
function nameOf(madeAt: string): string {
  const [day, time] = [madeAt.slice(0, 10).replaceAll('-', ''), madeAt.slice(11, 16).replace(':', '')];
  return `doorstep-${day}-${time}.unsent`;
}
