/** Opens the phone that the pages know (phone/interface.ts): composed here from storage, sync, evidence and accounts. */
import { computed, signal } from '@preact/signals';
import type { Phone } from './interface';
import { canonical, normalised } from '../storage/canonical.ts';
import { browserEnvironment, type Environment } from '../storage/environment.ts';
import type { Language } from '../storage/wire.ts';
import { delivery } from '../sync/delivery.ts';
import { Engine } from './engine.ts';
import { lazyVerbs } from './lazyVerbs.ts';
import { triggers } from './triggers.ts';

export interface OpenPhone extends Phone {
  /** Resolves after `ready`, when the last log has been read. */
  whole: Promise<void>;
  /** Somebody is in the middle of a visit: a new version of the app must wait. */
  visitUnderWay(): boolean;
  close(): void;
}

const LONGEST_FRAME = 500; // ms after which nobody waits for a frame any more: a page that was put behind draws none
const DOUBLE_TAP = 700; // ms in which the same report again is the same tap

/** Reads the disk and starts the loops. `ready`: the list, drafts, and all of a visit that is under way are there. */
export function openPhone(environment: Environment = browserEnvironment()): OpenPhone {
  const parts = new Engine(environment);
  const { held, account, language, drafts } = parts;
  const minute = signal(environment.now());
  const stop = triggers(parts, minute);
  const ready = parts.load();
  const whole = ready.then(painted).then(() => parts.loadRest());
  whole.then(
    () => {
      parts.wake();
      void parts.attachments.wake(); // also without a network, because what is here is to be seen
    },
    () => undefined,
  ); // a refusal is told to whoever awaits `ready`
  return {
    ready,
    whole,
    person: computed(() => account.value?.enrolment.person),
    organisation: computed(() => account.value?.enrolment.organisation),
    language: computed(() => language.value ?? account.value?.enrolment.person.language ?? browsersLanguage()),
    setLanguage: (chosen) => setLanguage(parts, chosen),
    visits: held.visits,
    visit: (id) => held.visit(id),
    delivery: delivery(held, parts.now, minute),
    firstSyncDone: parts.firstSyncDone,
    asked: parts.asked,
    wording: parts.wording,
    duty: parts.duty,
    attachmentsHere: parts.attachmentsHere,
    report: reporter(parts, whole),
    draft: (name) => drafts.draft(name),
    ...lazyVerbs(parts),
    async sendNow() {
      parts.now.signedOut.value = false;
      await Promise.all([parts.facts.wake(true), parts.bytes.wake(true)]);
    },
    sendWaiting: () => parts.facts.hurry(),
    version: environment.appVersion,
    visitUnderWay: () => held.anyUnderWay(),
    close() {
      stop();
      parts.close();
    },
  };
}

/** Resolves when what was just drawn can be seen, because reading the logs of 200 visits holds a cheap phone up for longer than drawing them. */
function painted(): Promise<void> {
  return new Promise((seen) => {
    if (typeof requestAnimationFrame === 'undefined' || document.hidden) return seen();
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(seen))); // the second comes when the first is on the screen
    setTimeout(seen, LONGEST_FRAME);
  });
}

/** A second tap on a slow phone is not a second fact: the same report about the same subject, at once, is the one before. */
function reporter(parts: Pick<Engine, 'environment' | 'save'>, whole: Promise<void>): Phone['report'] {
  const last = new Map<string, { said: string; at: number; id: Promise<string> }>();
  return async (subject, kind, body) => {
    await whole;
    const [about, said, at] = [
      `${subject.type}/${subject.id}`,
      `${kind} ${canonical(normalised(body))}`,
      parts.environment.monotonic(),
    ];
    const before = last.get(about);
    if (before?.said === said && at - before.at < DOUBLE_TAP) return before.id;
    const id = parts.save(subject, kind, body).then((saved) => saved.id);
    last.set(about, { said, at, id });
    id.catch(() => last.delete(about));
    return id;
  };
}

/** What a phone speaks that nobody has signed in to yet: English where the browser speaks no Chinese. */
function browsersLanguage(): Language {
  return typeof document === 'undefined' || navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
}

async function setLanguage(parts: Pick<Engine, 'db' | 'language'>, chosen: Language): Promise<void> {
  await parts.db.write(['meta'], (tx) => tx.objectStore('meta').put(chosen, 'language'));
  parts.language.value = chosen;
}
