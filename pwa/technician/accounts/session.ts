/** Signing in and out of the server. The app itself opens without either, once the phone is enrolled. */
import { ask } from '../sync/exchange.ts';
import type { Database } from '../storage/database.ts';
import { ProblemError } from '../storage/problem.ts';
import { STORES, type Account, type Kept } from '../storage/schema.ts';
import type { Environment } from '../storage/environment.ts';
import type { Enrolment } from '../storage/wire.ts';

export type Session = Pick<Enrolment, 'person' | 'organisation'>;

/** One sign-in. On an enrolled phone only its own person may: the outbox belongs to a person. */
export async function signIn(
  environment: Environment,
  account: Account | undefined,
  login: string,
  password: string,
  code?: string,
): Promise<Session> {
  const device = account && !account.revoked ? { device: account.enrolment.device } : {};
  const session = await ask<Session>(environment, 'POST', '/api/v1/session', {
    login: login.trim(),
    password,
    ...device,
    ...(code && { code }),
  });
  await mustComeBack(environment);
  if (!account || session.person.id === account.enrolment.person.id) return session;
  await endSession(environment).catch(() => undefined);
  throw new ProblemError({ code: 'device_not_yours' });
}

/** `cookie_lost` where the browser does not bring the sign-in back: everything after it would only say that it has ended (F-16). */
async function mustComeBack(environment: Environment): Promise<void> {
  await ask(environment, 'GET', '/api/v1/session').catch((error: unknown) => {
    throw error instanceof ProblemError && error.code === 'signed_out'
      ? new ProblemError({ code: 'cookie_lost' })
      : error;
  });
}

/** On a phone that nobody uses; a person whose work is put away on it is signed in as that phone again. */
export async function signInAnew(
  environment: Environment,
  kept: readonly Kept[],
  login: string,
  password: string,
  code?: string,
): Promise<{ session: Session; own?: Kept }> {
  const session = await signIn(environment, undefined, login, password, code);
  const own = kept.find(({ person }) => person.id === session.person.id);
  if (!own) return { session };
  await ask<Session>(environment, 'POST', '/api/v1/session', { login: login.trim(), password, device: own.device });
  return { session, own };
}

/** Says nothing but that a phone was set up here. A cookie, because it outlives a storage that the browser clears. */
const SET_UP = 'doorstep_set_up=1';

/** To be called when somebody has signed in or out of this browser. */
export function rememberSetUp(here: boolean): void {
  if (typeof document !== 'undefined')
    // biome-ignore lint/suspicious/noDocumentCookie: because phones before Safari 18.4 know no Cookie Store
    document.cookie = `${SET_UP}; path=/app; samesite=strict; max-age=${here ? 34_560_000 : 0}`;
}

/** Whom the server still knows on this browser, and as which phone; undefined where it knows nobody, or cannot be asked. */
export async function sessionHere(environment: Environment): Promise<{ name: string; device: string } | undefined> {
  if (typeof document !== 'undefined' && !document.cookie.includes(SET_UP)) return undefined; // never set up: nothing to ask
  const here = await ask<Session & { device?: string }>(environment, 'GET', '/api/v1/session').catch(() => undefined);
  return here?.device === undefined ? undefined : { name: here.person.name, device: here.device };
}

/** The server forgets the cookie; needs a network, because no script can take an HttpOnly cookie away. */
export function endSession(environment: Environment): Promise<unknown> {
  return ask(environment, 'DELETE', '/api/v1/session');
}

/** Whether anything of this person has not reached the server. */
export function hasUnsent(db: Database): Promise<boolean> {
  return db.read(['outbox', 'evidence'], async (tx) => {
    const [facts, evidence] = await Promise.all([
      tx.objectStore('outbox').count(),
      tx.objectStore('evidence').getAll(),
    ]);
    return facts > 0 || evidence.some(({ state, fact }) => state === 'waiting' && fact !== undefined);
  });
}

/** Nothing of a person stays on the phone after signing out; where others' work is put away is not of this person. */
export function forgetEverything(db: Database): Promise<unknown> {
  const stores = [...STORES];
  return db.write(stores, async (tx) => {
    const seat = await tx.objectStore('meta').get('seat');
    await Promise.all(stores.map((name) => tx.objectStore(name).clear()));
    if (seat) await tx.objectStore('meta').put(seat, 'seat');
  });
}
