/** The in-memory phone of the pages with what a visit needs: photographs as facts, drafts and log that survive a reload. */
import { fakePhone, type FakePhone } from '../cast/fakePhone.ts';
import type { Draft, LogEntry, VisitOnPhone } from '../../../pwa/technician/phone/interface.ts';
import type { Body, Language, Subject } from '../../../pwa/technician/storage/wire.ts';
import { signal } from '@preact/signals';
import { ME } from '../cast/fakeDay.ts';
import { stateOf } from '../../../pwa/technician/standard/completion.ts';
import { recordOf } from '../../../pwa/technician/standard/record.ts';
import { NOW } from './scenes.ts';

interface Options {
  language: Language;
  live: boolean;
}

export function paperPhone(visits: VisitOnPhone[], { language, live }: Options): FakePhone {
  const saved = sessionStorage.getItem('log');
  const logs = saved ? (JSON.parse(saved) as Record<string, LogEntry[]>) : {};
  const phone = fakePhone({
    language,
    visits: visits.map((visit) => withLog(visit, logs[visit.bundle.id] ?? visit.log)),
    delivery: { state: 'saved', facts: 1, photographs: 2 },
  });
  let count = 0;
  const report = async (subject: Subject, kind: string, body: Body): Promise<string> => {
    const id = `n${++count}-${Object.keys(logs).length}-${Math.random()}`;
    const entry: LogEntry = {
      id,
      kind,
      at: new Date(live ? Date.now() : NOW).toISOString(),
      person: ME,
      device: 'd1',
      body,
      mine: true,
      sent: false,
    };
    phone.reported.push({ subject, kind, body });
    phone.setVisits(
      phone.visits.value.map((visit) =>
        visit.bundle.id === subject.id ? withLog(visit, [...visit.log, entry]) : visit,
      ),
    );
    sessionStorage.setItem(
      'log',
      JSON.stringify(Object.fromEntries(phone.visits.value.map((visit) => [visit.bundle.id, visit.log]))),
    );
    return id;
  };
  const photograph: FakePhone['photograph'] = async (visit, step, purpose, file, blur) => {
    const taken = await fakePhotograph(visit, step, purpose, file);
    const fact = await report({ type: 'visit', id: visit }, 'photographed', {
      step,
      purpose,
      sha256: taken.sha256,
      size: file.size,
      type: 'image/jpeg',
      width: 1600,
      height: 1200,
      ...(blur && { blurred: true }),
    });
    return { ...taken, fact };
  };
  const fakePhotograph = phone.photograph;
  const evidence = phone.evidenceUrl;
  const shipped = (sha256: string) => (sha256.startsWith('shot') ? `/shots/${sha256}.jpg` : undefined);
  return Object.assign(phone, {
    report,
    photograph,
    draft: keptDraft,
    evidenceUrl: async (sha256: string) => shipped(sha256) ?? evidence(sha256),
  });
}

function withLog(visit: VisitOnPhone, log: LogEntry[]): VisitOnPhone {
  const state =
    visit.standard.states.states.length > 0 ? stateOf(visit.standard.states, recordOf(log), {}) : visit.state;
  return { ...visit, log, state };
}

const drafts = new Map<string, { value: unknown }>();

function keptDraft<T extends object | string>(name: string): Draft<T> {
  const key = `draft.${name}`;
  if (!drafts.has(name)) drafts.set(name, signal(JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined));
  const value = drafts.get(name) as Draft<T>['value'] & { value: T | undefined };
  const set = (next: T | undefined) => {
    value.value = next;
    if (next === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(next));
  };
  return { value, set, clear: async () => set(undefined) };
}
