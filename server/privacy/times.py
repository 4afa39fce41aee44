"""How long what is kept, and from when on it may be proposed to go. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from server.kernel.clock import day_of, later, moment_at

# Kind → months; of the sources only *stated time* is known, so the figures are ours and each organisation may change them.
DEFAULTS = {"photographs": 6, "contact": 12, "bodies": 36, "access": 36, "sign_ins": 6}
LEAST = {
    "photographs": 1,
    "contact": 6,
    "bodies": 12,
    "access": 6,
    "sign_ins": 1,
}  # below it nobody could answer a question about it
MOST = 120
WHY = ("complaint", "appeal", "dispute", "court")
NOTICE_DAYS = 7  # that a batch stands on the page before it may be approved
REOPENING_DAYS = 30  # that a closed complaint may be opened again
FOREIGN_A_DAY = 30  # customers outside of one's own team that one person may look at before somebody is told


def kept_until(moment: str, months: int, zone: str) -> str:
    """The last calendar day, in the organisation's zone, on which it is kept: the same day some months later, or that month's last."""
    there = date.fromisoformat(day_of(moment, zone))
    month = there.month - 1 + months
    year, month = there.year + month // 12, month % 12 + 1
    return date(year, month, min(there.day, monthrange(year, month)[1])).isoformat()


def proposable_from(moment: str, months: int, zone: str) -> str:
    """The moment from which it may be proposed: the midnight after the last day."""
    following = date.fromisoformat(kept_until(moment, months, zone)) + timedelta(days=1)
    return moment_at(following.isoformat(), "00:00", zone)


def ended_before(now: str, months: int, zone: str) -> str:
    """What ended before this moment may be proposed now: the first day whose time is not over."""
    today = date.fromisoformat(day_of(now, zone))
    day = today - timedelta(days=months * 31 + 3)
    while proposable_from(moment_at(day.isoformat(), "12:00", zone), months, zone) <= now:
        day += timedelta(days=1)
    return moment_at(day.isoformat(), "00:00", zone)


def held_after_closing(closed_at: str) -> str:
    """Until when a closed complaint still holds what belongs to it."""
    return later(closed_at, days=REOPENING_DAYS)
