/** Where the technician is on the way, for one customer's page: told beside the facts, and kept by nobody. */
import { ask } from './exchange.ts';
import type { Environment } from '../storage/environment.ts';

/** Shows this place, or none any more. Rejects where the server cannot be reached or does not know of the trip yet. */
export const showTrip = (
  environment: Environment,
  visit: string,
  spot?: { lat: number; lon: number },
): Promise<unknown> => ask(environment, spot ? 'PUT' : 'DELETE', `/api/v1/visits/${visit}/position`, spot);
