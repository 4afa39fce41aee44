"""Where a visit stands on the board, and what moving it would change of what the customer was told. Pure; moments are text.

A position is in minutes since midnight of the board's day, by the clock that the organisation's people read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from server.kernel import clock
from server.visits.availability import WINDOWS

DAY = 1440  # minutes
UNKNOWN = 60  # minutes in which a visit is drawn of which nobody knows how long it takes
SNAP = 5  # minutes to which a hand is held


@dataclass(frozen=True, slots=True)
class Promise:
    """What the customer was told: an agreed time, a window, both or nothing."""

    agreed_at: str | None = None
    window: tuple[str, str] | None = None


def position_of(moment: str, day: str, zone: str) -> int:
    """Minutes since midnight of the day; beyond it for what lies on another day."""
    there = clock.local(moment, zone)
    return (there.date() - date.fromisoformat(day)).days * DAY + there.hour * 60 + there.minute


def moment_of(position: int, day: str, zone: str) -> str:
    """The moment at a position; ValueError where the zone's clock jumps over it."""
    days, minute = divmod(position, DAY)
    on = (date.fromisoformat(day) + timedelta(days)).isoformat()
    hour_minute = f"{minute // 60:02d}:{minute % 60:02d}"
    if not clock.is_shown(on, hour_minute, zone):
        raise ValueError(f"{on} has no {hour_minute} in {zone}")
    return clock.moment_at(on, hour_minute, zone)


def keeps(promise: Promise, start: str) -> bool:
    """Whether somebody who begins then does what the customer was told: to the minute of an agreed time, or within the window."""
    if promise.agreed_at:
        return start[:16] == promise.agreed_at[:16]
    return promise.window is None or promise.window[0] <= start < promise.window[1]


def instead(promise: Promise, start: str, day: str, zone: str) -> Promise:
    """What has to be promised for this beginning: another agreed time, or the window of the day in which it lies, else one of the same length."""
    if promise.agreed_at:
        inside = promise.window is not None and promise.window[0] <= start < promise.window[1]
        return Promise(start, promise.window if inside else None)
    if promise.window is None or keeps(promise, start):
        return promise
    for begins, ends in WINDOWS:
        window = clock.moment_at(day, begins, zone), clock.moment_at(day, ends, zone)
        if window[0] <= start < window[1]:
            return Promise(window=window)
    length = clock.milliseconds_between(*promise.window)
    return Promise(window=(start, clock.later(start, milliseconds=length)))
