"""Which days a phone holds, when an order counts as late notice, and what time a fact really happened. Pure; moments are text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from server.kernel import clock

DAYS_BACK, DAYS_AHEAD = 7, 14
CONTACT_HOURS = 24
VISIT_HOURS = 1
LARGEST_SKEW = 5 * 60_000
MEASURING_ERROR = 2_000
EARLIEST = "1970-01-01T00:00:00.000Z"
LONGEST_OFFLINE = 400 * 86_400_000  # ms; what claims to be older was reported by a clock that is wrong


@dataclass(frozen=True, slots=True)
class Clocked:
    """When a fact happened as far as can be known; an uncertain time never supports a deduction."""

    at: str
    uncertain: bool


def is_held(day: str, today: str) -> bool:
    """Whether a phone holds a visit of this day: 7 days back, 14 ahead; a visit without a day is not yet one's own."""
    return bool(day) and shifted(today, -DAYS_BACK) <= day <= shifted(today, DAYS_AHEAD)


def has_contact(day: str, today: str, next_day: str, *, finished: bool) -> bool:
    """Whether address and phone number come along: today, up to the next working day, and what is left open from before."""
    return bool(day) and day <= next_day and (day >= today or not finished)


def contact_ends(last_fact_at: str | None, now: str) -> bool:
    """Whether 24 hours have passed since the last of a finished visit came home."""
    return last_fact_at is not None and clock.milliseconds_between(last_fact_at, now) >= CONTACT_HOURS * 3_600_000


def shifted(day: str, days: int) -> str:
    """A calendar day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def span_of(
    agreed_at: str | None,
    window_from: str | None,
    window_to: str | None,
    scheduled_at: str | None = None,
    minutes: int | None = None,
) -> tuple[str, str]:
    """The time that a visit takes of somebody's day: from its planned or agreed time for its minutes, an hour where nobody knows; else its window."""
    if begins := scheduled_at or agreed_at:
        return begins, clock.later(begins, minutes=minutes or VISIT_HOURS * 60)
    return (window_from, window_to) if window_from and window_to else ("", "")


def due(agreed_at: str | None, window_to: str | None) -> str:
    """What can be missed (HV-8a): the agreed time, else the window's end; '' without either."""
    return agreed_at or window_to or ""


def corrected(
    at: str, offset: int, received_at: str, before: str | None, skew: int | None = None, granted_at: str = EARLIEST
) -> Clocked:
    """The phone's time moved by its measured offset (ms), not after receipt, not before the fact before it in one unbroken clock run.

    Uncertain: what had to be clamped by more than the measuring error, a clock more than 5 minutes or an age of more than 400 days
    off, a clock whose `skew` as seen on arrival (ms) disagrees with the offset by as much, or a moment before the grant under which it was done.
    """
    moment = clock.later(at, milliseconds=offset) if offset else at
    uncertain = abs(offset) > LARGEST_SKEW or (skew is not None and abs(skew - offset) > LARGEST_SKEW)
    for edge, wrong in ((received_at, moment > received_at), (before, before is not None and moment < before)):
        if wrong and edge is not None:
            uncertain = uncertain or abs(clock.milliseconds_between(edge, moment)) > MEASURING_ERROR
            moment = edge
    uncertain = uncertain or clock.milliseconds_between(moment, received_at) > LONGEST_OFFLINE
    uncertain = uncertain or clock.milliseconds_between(moment, granted_at) > MEASURING_ERROR
    return Clocked(max(EARLIEST, min(moment, received_at)), uncertain)
