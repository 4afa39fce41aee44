"""When something comes again: an RRULE (RFC 5545) by python-dateutil, bounded, and moved to a working day. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from dateutil.rrule import MONTHLY, WEEKLY, YEARLY, rrulestr

FREQUENCIES = {"weekly": WEEKLY, "monthly": MONTHLY, "yearly": YEARLY}
MOST_EVERY = {"weekly": 52, "monthly": 60, "yearly": 20}
SHIFTED = 15  # days that a turn is moved on at most to find a working day


def rule_of(frequency: str, every: int, begins: date, count: int = 0) -> str:
    """The RRULE; from the 29th on also months that have no such day get their last one. ValueError for what cannot be."""
    if frequency not in FREQUENCIES or not 1 <= every <= MOST_EVERY[frequency] or not 0 <= count <= 200:
        raise ValueError("no such rule")
    parts = [f"FREQ={frequency.upper()}", f"INTERVAL={every}"]
    if frequency == "yearly" and (begins.month, begins.day) == (2, 29):
        parts.append("BYMONTH=2")
    if frequency != "weekly" and begins.day > 28:
        parts += [f"BYMONTHDAY={','.join(str(day) for day in range(28, begins.day + 1))}", "BYSETPOS=-1"]
        if frequency == "yearly" and "BYMONTH=2" not in parts:
            parts.append(f"BYMONTH={begins.month}")
    return ";".join([*parts, f"COUNT={count}"] if count else parts)


def next_after(rule: str, begins: date, after: date | None) -> date | None:
    """The first day of the rule after this one, or its very first; None at its end."""
    found = rrulestr(rule, dtstart=datetime(begins.year, begins.month, begins.day))
    since = datetime(after.year, after.month, after.day) if after else datetime(begins.year, begins.month, begins.day)
    turn = found.after(since, inc=after is None)
    return turn.date() if turn else None


def on_a_working_day(day: date, works: Callable[[date], bool]) -> date:
    """This day, or the next on which people work; itself where none is near."""
    return next((later for ahead in range(SHIFTED) if works(later := day + timedelta(ahead))), day)
