/** Signing in and out, setting up, the PIN: rare, so that their part of the program comes with the first of them. */
import type { Phone } from './interface';
import type { Engine } from './engine.ts';

export type AccountVerbs = Pick<
  Phone,
  | 'signIn'
  | 'enrol'
  | 'signOut'
  | 'checkPin'
  | 'changePin'
  | 'challenge'
  | 'putAway'
  | 'kept'
  | 'exportUnsent'
  | 'clearedOf'
  | 'capabilities'
>;

export function accountOf(parts: Engine): AccountVerbs {
  const verbs = async () => (await import('./lazy.ts')).verbsOf(parts); // stored by the service worker
  return {
    signIn: async (login, password) => (await verbs()).signIn(login, password),
    enrol: async (label, pin) => (await verbs()).enrol(label, pin),
    signOut: async () => (await verbs()).signOut(),
    checkPin: async (pin) => (await verbs()).checkPin(pin),
    changePin: async (proof, pin) => (await verbs()).changePin(proof, pin),
    challenge: async () => (await verbs()).challenge(),
    putAway: async () => (await verbs()).putAway(),
    kept: async () => (await verbs()).kept(),
    exportUnsent: async (passphrase, told) => (await verbs()).exportUnsent(passphrase, told),
    capabilities: async () => (await verbs()).capabilities(),
    clearedOf: async () => (await verbs()).clearedOf(),
  };
}
