"""Jobs that belong to no capability: what has run out is forgotten."""

from __future__ import annotations

from functools import partial

from server.console import once
from server.evidence import uploads
from server.kernel import clock, marks, rate_limit
from server.kernel.feed import clock_of
from server.kernel.transaction import write
from server.kernel.wiring import Job
from server.sync import outbox
from server.visits.feed import holdings

FEED_DAYS = 90  # a phone that was away for longer starts anew from cursor 0; its unsent work is taken in all the same
MOST_ROUNDS = 50


def expire_uploads(organisation: str) -> int:
    """Uploads that ran out and bytes that no fact names."""
    gone, rounds = 0, 0
    while rounds < MOST_ROUNDS and (now_gone := write(partial(uploads.expire, organisation))):
        gone, rounds = gone + now_gone, rounds + 1
    more = True
    while rounds < MOST_ROUNDS and more:
        unnamed, more = write(partial(uploads.forget_unnamed, organisation))
        gone, rounds = gone + unnamed, rounds + 1
    return gone


def clear_feed(organisation: str) -> int:
    """Entries of the feed that no phone needs any more."""
    holdings.remember_version(organisation)
    before = clock.later(clock.now(), days=-FEED_DAYS)
    floor = holdings.version_before(organisation, before)
    if floor <= clock_of(organisation).floor:
        return 0
    write(lambda: marks.forget_before(organisation, holdings.VERSION, clock.later(before, days=-1)))
    return outbox.clear_away(organisation, floor, holdings.entries_still_needed(organisation))


JOBS = (
    Job("attempts", lambda _: rate_limit.forget_old(), whole=True),
    Job("uploads", expire_uploads),
    Job("entries", clear_feed),
    Job("forms", once.forget_old),
)
