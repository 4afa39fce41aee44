/** Slips come from the store when the first is written: neither the first picture nor a visit's page waits for them. */
import { later } from '../shell/later';

export const slip = later(async () => (await import('./SlipSheet')).SlipSheet);
export const saved = later(async () => (await import('./SavedSlip')).SavedSlip);
export const promises = later(async () => (await import('./Promises')).Promises);
