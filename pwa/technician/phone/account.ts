/** Signing in, setting up the phone, the PIN, and signing out only when everything is home. */
import { askToPersist } from '../accounts/capabilities.ts';
import { certified, storeAccount } from '../accounts/enrol.ts';
import { checkPin, makePin } from '../accounts/pin.ts';
import { endSession, forgetEverything, hasUnsent, signIn } from '../accounts/session.ts';
import type { Phone } from '../shell/phone';
import type { Pin } from '../storage/schema.ts';
import { signAgain } from '../sync/recovery.ts';
import type { Engine } from './engine.ts';

export function accountOf(parts: Engine): Pick<Phone, 'signIn' | 'enrol' | 'signOut' | 'checkPin'> {
  const { ground, db } = parts;
  return {
    async signIn(login, password) {
      const { person } = await signIn(ground, parts.account.value, login, password);
      await parts.accountChanged();
      return { name: person.name };
    },
    async enrol(label, pin) {
      await askToPersist(ground);
      const made = await makePin(pin);
      if (parts.account.value) await enrolAgain(parts, label, made);
      else await storeAccount(db, await certified(ground, db, label), made);
      await parts.accountChanged();
      await parts.saveOwn('enrolled', { app_version: ground.appVersion, browser: navigator.userAgent.slice(0, 200) });
    },
    signOut: () => signOut(parts),
    checkPin: (pin) => checkPin(ground, db, pin),
  };
}

/** The phone was revoked and is trusted again: what it has not sent goes under its new key, nothing is dropped. */
async function enrolAgain({ ground, db }: Engine, label: string, pin: Pin): Promise<void> {
  await signAgain(ground, db, () => certified(ground, db, label));
  await db.write(['meta'], (tx) => tx.objectStore('meta').put(pin, 'pin'));
}

/** Refused while anything is unsent. Needs a network: no script can take the sign-in's cookie away (`no_network`). */
async function signOut(parts: Engine): Promise<{ refused?: 'unsent' }> {
  const { ground, db } = parts;
  await Promise.all([parts.facts.wake(), parts.bytes.wake()]);
  if (await hasUnsent(db)) return { refused: 'unsent' };
  if (parts.account.value) await parts.saveOwn('signed_out', { unsent: 0 });
  await parts.facts.wake();
  await endSession(ground);
  await forgetEverything(db);
  await parts.accountChanged();
  return {};
}
