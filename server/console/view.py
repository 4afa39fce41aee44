"""Who reads a page of the console: language, time zone, this moment and its day in the organisation's zone."""

from __future__ import annotations

from dataclasses import dataclass

from server.console.layout import now
from server.kernel import clock
from server.kernel.authorise import Caller


@dataclass(frozen=True, slots=True)
class ViewContext:
    """What wording needs besides the thing itself. `now` is a moment, `today` a day of the organisation's zone."""

    language: str
    zone: str
    now: str
    today: str


def clock_of(reader: ViewContext) -> str:
    """14:06:12: when this page was read."""
    return clock.local(reader.now, reader.zone).strftime("%H:%M:%S")


def view_of(who: Caller) -> ViewContext:
    """The reader of this request."""
    moment, zone = now(), who.organisation.time_zone
    return ViewContext(who.person.language, zone, moment, clock.day_of(moment, zone))
