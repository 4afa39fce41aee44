"""Moments as text: UTC, milliseconds, `YYYY-MM-DDTHH:MM:SS.mmmZ`; sorts as it reads, the same on every database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# From 1970, because a phone whose battery was empty begins there, and what is reported then is no less true.
MOMENT = re.compile(
    r"(?:19[7-9]\d|2[01]\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z", re.ASCII
)


_told: ContextVar[str | None] = ContextVar("told", default=None)


def now() -> str:
    """This moment."""
    return _told.get() or text_of(datetime.now(UTC))


@contextmanager
def telling(moment: str) -> Iterator[None]:
    """Within, this moment is now: for the demonstration's history, which is made of true facts."""
    before = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(before)


def text_of(instant: datetime) -> str:
    """A moment from an aware datetime, cut to milliseconds."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"


def instant(moment: str) -> datetime:
    """The aware datetime of a moment; ValueError where it is none."""
    if not MOMENT.fullmatch(moment):
        raise ValueError(f"not a moment: {moment!r}")
    return datetime.fromisoformat(moment)


def later(moment: str, **span: float) -> str:
    """A moment shifted by timedelta's words: `later(m, minutes=10)`."""
    return text_of(instant(moment) + timedelta(**span))


def milliseconds_between(earlier: str, later_: str) -> int:
    """Signed milliseconds from one moment to another."""
    return round((instant(later_) - instant(earlier)).total_seconds() * 1000)


def is_day(text: str) -> bool:
    """Whether this is a calendar day `YYYY-MM-DD` that exists."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_zone(name: str) -> bool:
    """Whether this names a time zone, as `Asia/Shanghai` does."""
    try:
        return bool(name) and bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def local(moment: str, zone: str) -> datetime:
    """A moment as the wall clock of a zone shows it."""
    return instant(moment).astimezone(ZoneInfo(zone))


def hour_and_minute(moment: str, zone: str) -> str:
    """8:53 by the clock of the zone, as a sentence has it."""
    there = local(moment, zone)
    return f"{there.hour}:{there.minute:02d}"


def day_of(moment: str, zone: str) -> str:
    """The calendar day `YYYY-MM-DD` of a moment in a zone."""
    return local(moment, zone).date().isoformat()


def is_shown(day: str, hour_minute: str, zone: str) -> bool:
    """Whether the clocks of a zone show this time on a day at all: in spring they jump over an hour."""
    return local(moment_at(day, hour_minute, zone), zone).strftime("%H:%M") == hour_minute


def trouble_at(day: str, hour_minute: str, zone: str) -> str:
    """Why a time of day is no moment in a zone: '' | `no_such_time` (clocks jump over it) | `time_twice` (clocks go back and show it twice)."""
    if not is_shown(day, hour_minute, zone):
        return "no_such_time"
    there = datetime.fromisoformat(f"{day}T{hour_minute}").replace(tzinfo=ZoneInfo(zone))
    return "time_twice" if there.utcoffset() != there.replace(fold=1).utcoffset() else ""


def moment_at(day: str, hour_minute: str, zone: str) -> str:
    """The moment at which the clock of a zone shows `HH:MM` on a day."""
    hour, minute = map(int, hour_minute.split(":"))
    on = date.fromisoformat(day)
    return text_of(datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZoneInfo(zone)))
