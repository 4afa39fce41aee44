/** The phone as the pages know it (shell/phone.ts): composed here, the one file that knows storage, sync, evidence and accounts. */
import { computed, signal } from '@preact/signals';
import { askToPersist, capabilities } from '../accounts/capabilities.ts';
import { certified, storeAccount } from '../accounts/enrol.ts';
import { checkPin, makePin } from '../accounts/pin.ts';
import { endSession, forgetEverything, hasUnsent, signIn } from '../accounts/session.ts';
import { encodePicture } from '../evidence/picture.ts';
import type { Phone } from '../shell/phone';
import { canonical, normalised } from '../storage/canonical.ts';
import { StorageProblem } from '../storage/problem.ts';
import { browserSurroundings, type Surroundings } from '../storage/surroundings.ts';
import type { Language, Subject } from '../storage/wire.ts';
import { delivery } from './delivery.ts';
import { deviceSubject, engine, type Engine } from './engine.ts';
import { triggers } from './triggers.ts';

const DOUBLE_TAP = 700; // ms in which the same report again is the same tap

/** Opens the phone: reads the disk, starts the loops. `ready` resolves when visits with their logs and all drafts are there. */
export function openPhone(ground: Surroundings = browserSurroundings()): Phone & { close(): void } {
  const parts = engine(ground);
  const { held, drafts, account, language, facts, bytes } = parts;
  const minute = signal(ground.now());
  const stop = triggers(parts, minute);
  const ready = parts.load().then(() => { void facts.wake(); void bytes.wake(); });
  ready.catch(() => undefined); // told to whoever awaits it
  return {
    ready,
    person: computed(() => account.value?.enrolment.person),
    organisation: computed(() => account.value?.enrolment.organisation),
    language: computed(() => language.value ?? account.value?.enrolment.person.language ?? 'zh-CN'),
    async setLanguage(chosen: Language) {
      await parts.db.write(['meta'], (tx) => tx.objectStore('meta').put(chosen, 'language'));
      language.value = chosen;
      parts.tabs.tell({ what: 'account' });
    },
    visits: held.visits, visit: (id) => held.visit(id), delivery: delivery(held, parts.now, minute), firstSyncDone: parts.firstSyncDone,
    report: reporter(parts, ready),
    ...evidenceOf(parts),
    draft: (name) => drafts.draft(name),
    ...accountOf(parts),
    async sendNow() { parts.now.signedOut.value = false; await Promise.all([facts.wake(), bytes.wake()]); },
    capabilities: () => capabilities(ground),
    close() { stop(); facts.stop(); bytes.stop(); parts.tabs.close(); parts.db.close(); },
  };
}

/** A second tap on a slow phone is not a second fact: the same report about the same subject, at once, is the one before. */
function reporter(parts: Engine, ready: Promise<void>): Phone['report'] {
  const last = new Map<string, { said: string; at: number; id: Promise<string> }>();
  return async (subject: Subject, kind, body) => {
    await ready;
    const [about, said, now] = [`${subject.type}/${subject.id}`, `${kind} ${canonical(normalised(body))}`, parts.ground.monotonic()];
    const before = last.get(about);
    if (before?.said === said && now - before.at < DOUBLE_TAP) return before.id;
    const id = parts.save(subject, kind, body).then((saved) => saved.id);
    last.set(about, { said, at: now, id });
    id.catch(() => last.delete(about));
    return id;
  };
}

function evidenceOf(parts: Engine): Pick<Phone, 'photograph' | 'keepEvidence' | 'evidenceUrl'> {
  const { ground, db, held } = parts;
  const urls = new Map<string, string>();
  const changed = async (visit: string) => { await held.reload([visit]); void parts.bytes.wake(); };
  return {
    async photograph(visit, step, purpose, file, blur) {
      const { bytes, width, height, type } = await encodePicture(file, blur);
      const { sha256, size } = await parts.keep(ground, db, visit, bytes, { type, width, height });
      const body = { step, purpose, sha256, size, type, width, height, ...(blur && blur.length > 0 && { blurred: true }) };
      const { id } = await parts.save({ type: 'visit', id: visit }, 'photographed', body);
      await changed(visit);
      return { sha256, step, purpose, width, height, sent: false, fact: id };
    },
    async keepEvidence(visit, bytes, type) {
      const { sha256, size } = await parts.keep(ground, db, visit, bytes, { type });
      return { sha256, size, type };
    },
    async evidenceUrl(sha256) {
      const known = urls.get(sha256);
      if (known !== undefined) return known;
      const [bytes, about] = await Promise.all([parts.bytesOf(db, sha256), db.read(['evidence'], (tx) => tx.objectStore('evidence').get(sha256))]);
      if (!bytes || !about) return undefined;
      urls.set(sha256, URL.createObjectURL(new Blob([bytes], { type: about.type })));
      return urls.get(sha256);
    },
  };
}

function accountOf(parts: Engine): Pick<Phone, 'signIn' | 'enrol' | 'signOut' | 'checkPin'> {
  const { ground, db, account, now } = parts;
  const changed = async () => { await parts.load(); parts.tabs.tell({ what: 'account' }); };
  return {
    async signIn(login, password) {
      await signIn(ground, account.value, login, password);
      now.signedOut.value = false;
      void parts.facts.wake();
      void parts.bytes.wake();
    },
    async enrol(label, pin) {
      await askToPersist(ground);
      await storeAccount(db, await certified(ground, db, label), await makePin(pin));
      await changed();
      const told = { app_version: ground.appVersion, browser: navigator.userAgent.slice(0, 200) };
      await parts.save(deviceSubject(account.value), 'enrolled', told);
    },
    async signOut() {
      await Promise.all([parts.facts.wake(), parts.bytes.wake()]);
      if (await hasUnsent(db)) return { refused: 'unsent' };
      if (!account.value) throw new StorageProblem('not_enrolled');
      await parts.save(deviceSubject(account.value), 'signed_out', { unsent: 0 });
      await parts.facts.wake();
      await endSession(ground);
      await forgetEverything(db);
      await changed();
      return {};
    },
    checkPin: (pin) => checkPin(ground, db, pin),
  };
}
