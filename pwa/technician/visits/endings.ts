/** How a visit ends without being done: the outcome with its note, and what was learnt about the address. */
import type { Here } from './here';

/** Reports the end; a corrected address goes to the office as a suggestion, never into the record of the place by itself. */
export async function endAs(here: Here, outcome: string, note: string, address = ''): Promise<void> {
  if (address.trim()) await here.report('suggested', { about: 'premises', field: 'address', value: address.trim() });
  await here.report('ended', { outcome, ...(note.trim() && { note: note.trim() }) });
}
