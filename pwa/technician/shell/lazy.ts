/** Features that load when first used (customer mode, signature pad): programs of their own, precached by URL. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { Phone } from './phone.ts';

declare const __LAZY__: Record<string, string>;

/** Loads a feature from `technician/lazy/<name>.ts(x)`; offline it comes from the service worker's store. */
export async function loadLazy<Module>(name: string): Promise<Module> {
  const url = __LAZY__[name];
  if (!url) throw new Error(`no lazy feature ${name}`);
  return (await import(url)) as Module;
}

/** The same phone with signals of this program, because a lazy program carries its own copy of the signals. */
export function mirrored(phone: Phone): Phone {
  return {
    ...bound(phone),
    person: mirror(phone.person), organisation: mirror(phone.organisation), language: mirror(phone.language),
    visits: mirror(phone.visits), delivery: mirror(phone.delivery), firstSyncDone: mirror(phone.firstSyncDone),
    visit: (id) => mirror(phone.visit(id)),
  };
}

function mirror<T>(theirs: ReadonlySignal<T>): ReadonlySignal<T> {
  const ours = signal(theirs.peek());
  theirs.subscribe((value) => { ours.value = value; });
  return ours;
}

/** The verbs stay the phone's own: they must be called on the object that they belong to. */
function bound(phone: Phone): Phone {
  return new Proxy({} as Phone, {
    get: (_, name) => reach(phone, name),
    ownKeys: () => allNames(phone),
    getOwnPropertyDescriptor: (_, name) => ({ configurable: true, enumerable: true, value: reach(phone, name) }),
  });
}

function reach(phone: Phone, name: string | symbol): unknown {
  const found = Reflect.get(phone, name) as unknown;
  return typeof found === 'function' ? (found as (...given: unknown[]) => unknown).bind(phone) : found;
}

function allNames(phone: Phone): string[] {
  const own = Object.keys(phone);
  const inherited = Object.getOwnPropertyNames(Object.getPrototypeOf(phone) ?? {}).filter((name) => name !== 'constructor');
  return [...new Set([...own, ...(Object.getPrototypeOf(phone) === Object.prototype ? [] : inherited)])];
}
