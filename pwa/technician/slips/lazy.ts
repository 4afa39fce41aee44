/** Slips come from the store when the first is written: neither the first picture nor a visit's page waits for them. */
import { lazy } from '../shell/lazy';

export const slip = lazy(async () => (await import('./SlipSheet')).SlipSheet);
export const saved = lazy(async () => (await import('./SavedSlip')).SavedSlip);
export const promises = lazy(async () => (await import('./Promises')).Promises);
