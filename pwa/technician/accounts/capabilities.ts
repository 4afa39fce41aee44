/** What this browser can and cannot do for a technician, asked before anybody is enrolled. */
import type { Capabilities } from '../phone/interface';
import { storageOpens } from '../storage/opens.ts';
import type { Environment } from '../storage/environment.ts';

export async function capabilities(environment: Environment): Promise<Capabilities> {
  const agent = navigator.userAgent;
  const iOS = /iPhone|iPad|iPod/.test(agent) || (agent.includes('Macintosh') && navigator.maxTouchPoints > 1);
  return {
    inWeChat: /MicroMessenger/i.test(agent),
    webCrypto: globalThis.crypto?.subtle !== undefined,
    indexedDb: await storageOpens(),
    serviceWorker: 'serviceWorker' in navigator,
    persisted: await persisted(environment),
    secure: globalThis.isSecureContext,
    iosNotInstalled: iOS && !isInstalled(),
  };
}

/** Asks that the browser never clears this storage by itself; a refusal is shown, not fought. */
export async function askToPersist(environment: Environment): Promise<void> {
  await environment.storage?.persist?.().catch(() => false);
}

async function persisted(environment: Environment): Promise<boolean | 'unknown'> {
  return (await environment.storage?.persisted?.().catch(() => 'unknown' as const)) ?? 'unknown';
}

function isInstalled(): boolean {
  return (
    matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true
  );
}
