/** The states of a visit that belong together, as the standard's table names them. Twin of the states in server/visits/rules.py. */
export const FINISHED: ReadonlySet<string> = new Set(['done', 'not_done', 'cancelled']);
export const AT_WORK: ReadonlySet<string> = new Set(['at_the_door', 'working', 'customer_turn']);
export const ENDED: ReadonlySet<string> = new Set(['done', 'not_done']);
/** In these the customer may hold the phone. */
export const INSIDE: ReadonlySet<string> = new Set(['working', 'customer_turn']);
