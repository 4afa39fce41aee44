/** Figures that this phone has in common with the server, each with its twin there (tests/architecture/test_one_place.py). */

/** A slip of the finger is taken back at once, without a reason in words: SLIP_SECONDS in server/visits/rules.py. */
export const SLIP_SECONDS = 10;
/** From an order at once to being on site (FT-1, 0063): ON_SITE_WITHIN in server/standards/published.py. */
export const ON_SITE_SECONDS = 3_600;
/** What waits longer than this is said to wait (P7). */
export const LONG_WAIT_MINUTES = 15;
