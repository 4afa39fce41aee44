/** What no first picture needs of the phone, as one part of the program: the exchange with the server, bytes on their way home, signing in and
 * out, setting up, the PIN, putting work away, mending, tidying, making room. */
import { askToPersist, capabilities } from '../accounts/capabilities.ts';
import { certified, storeAccount } from '../accounts/enrol.ts';
import { hints } from '../accounts/hints.ts';
import { exportUnsent } from '../accounts/exportUnsent.ts';
import { bringBack, keptHere, putAway } from '../accounts/putAway.ts';
import { checkCode, checkPin, keepPin, makePin } from '../accounts/pin.ts';
import {
  endSession,
  forgetEverything,
  hasUnsent,
  rememberSetUp,
  sessionHere,
  signIn,
  signInAnew,
} from '../accounts/session.ts';
import { attachmentOf, fetchAttachments } from '../evidence/attachments.ts';
import { evictCopies } from '../evidence/eviction.ts';
import { sendBytes } from '../evidence/uploads.ts';
import type { Checked, Proof } from './interface';
import type { Pin } from '../storage/schema.ts';
import { unlockOf } from '../storage/unlock.ts';
import { settleVisit } from '../sync/changes.ts';
import { exchangeAll } from '../sync/loop.ts';
import { presentNext, shown, startAnew } from '../sync/presentVisits.ts';
import { declareLost, renewed, signAgain, signFormer, trustedAgain } from '../sync/recovery.ts';
import { showTrip } from '../sync/trip.ts';
import { cleanUp } from '../sync/cleanup.ts';
import type { Engine } from './engine.ts';
import { evidenceOf } from './evidence.ts';
import { signingOffersOf } from './offerSigning.ts';
import type { LazyVerbs } from './lazyVerbs.ts';

export {
  certified,
  declareLost,
  exchangeAll,
  evictCopies,
  fetchAttachments,
  presentNext,
  renewed,
  sendBytes,
  settleVisit,
  shown,
  signFormer,
  startAnew,
  cleanUp,
  trustedAgain,
  unlockOf,
};

export function verbsOf(parts: Engine): LazyVerbs {
  const { environment, db } = parts;
  return {
    ...evidenceOf(parts),
    ...signingOffersOf(parts),
    attachment: (visit, id) =>
      attachmentOf(parts.attachmentParts(), visit, id, () => void parts.attachments.wake(true)),
    signIn: (login, password, code) => signInHere(parts, login, password, code),
    async enrol(label, pin) {
      await askToPersist(environment);
      const made = await makePin(pin);
      if (parts.account.value) await enrolAgain(parts, label, made);
      else await storeAccount(db, await certified(environment, db, label), made);
      rememberSetUp(true);
      await parts.accountChanged();
      await parts.saveOwn('enrolled', {
        app_version: environment.appVersion,
        browser: navigator.userAgent.slice(0, 200),
      });
    },
    signOut: () => signOut(parts),
    checkPin: (pin) => checkPin(environment, db, pin),
    changePin: (proof, pin) => changePin(parts, proof, pin),
    challenge: async () => (await unlockOf(db)).challenge,
    async putAway() {
      await parts.drafts.flush();
      await putAway(environment, db, parts.unsent());
      await parts.accountChanged();
      await endSession(environment).catch(() => undefined); // without a network the cookie stays, and ends with the next sign-in: alone it sends nothing
    },
    async kept() {
      return (await keptHere(environment)).map(({ person, items, since }) => ({ name: person.name, items, since }));
    },
    capabilities: () => capabilities(environment),
    showTrip: (visit, spot) => showTrip(environment, visit, spot),
    hints: (words, wanted) => hints(environment, words, wanted),
    exportUnsent: (passphrase, told) => exportUnsent(environment, db, passphrase, told),
    async clearedOf() {
      const [here, kept] = await Promise.all([sessionHere(environment), keptHere(environment)]);
      return here && !kept.some(({ device }) => device === here.device) ? here.name : undefined;
    },
  };
}

async function signInHere(parts: Engine, login: string, password: string, code?: string): Promise<{ name: string }> {
  const { environment, db } = parts;
  if (parts.account.value) {
    const { person } = await signIn(environment, parts.account.value, login, password, code);
    await parts.accountChanged();
    return { name: person.name };
  }
  const { session, own } = await signInAnew(environment, await keptHere(environment), login, password, code);
  if (own) await bringBack(environment, db, own);
  await parts.accountChanged();
  return { name: session.person.name };
}

/** Nothing but the PIN is replaced: what is unsent, half-typed or signed stays as it is. */
async function changePin(parts: Engine, proof: Proof, pin: string): Promise<Checked> {
  const found = await proven(parts, proof);
  if (found !== 'right') return found;
  await keepPin(parts.db, await makePin(pin));
  await parts.saveOwn('pin_changed', { by: 'pin' in proof ? 'pin' : 'code' in proof ? 'code' : 'password' });
  return 'right';
}

/** A password is asked of the server, which signs its person in anew and counts the tries. */
async function proven(parts: Engine, proof: Proof): Promise<Checked> {
  const { environment, db } = parts;
  const account = parts.account.value;
  if ('pin' in proof) return checkPin(environment, db, proof.pin);
  if ('code' in proof) return account ? checkCode(environment, db, account.enrolment.device, proof.code) : 'wrong';
  await signIn(environment, account, proof.login, proof.password);
  parts.now.signedOut.value = false;
  parts.wake();
  return 'right';
}

/** The phone was revoked and is trusted again: what it has not sent goes under its new key, nothing is dropped. */
async function enrolAgain(
  { environment, db, facts }: Pick<Engine, 'environment' | 'db' | 'facts'>,
  label: string,
  pin: Pin,
): Promise<void> {
  await facts.wake(); // perhaps a restored server has forgotten what the old key had sent: then that is unsent, too
  await signAgain(environment, db, () => certified(environment, db, label));
  await db.write(['meta'], (tx) => tx.objectStore('meta').put(pin, 'pin'));
}

/** Refused while anything is unsent. Needs a network: no script can take the sign-in's cookie away (`no_network`). */
async function signOut(parts: Engine): Promise<{ refused?: 'unsent' }> {
  const { environment, db } = parts;
  await Promise.all([parts.facts.wake(), parts.bytes.wake()]);
  if (await hasUnsent(db)) return { refused: 'unsent' };
  if (parts.account.value) await parts.saveOwn('signed_out', { unsent: 0 });
  await parts.facts.wake();
  await endSession(environment);
  parts.drafts.forget();
  await forgetEverything(db);
  rememberSetUp(false);
  await parts.accountChanged();
  return {};
}
