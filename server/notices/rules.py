"""Kinds of notices, their states, waiting times between attempts, and how a text is filled. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

WAITING, SENDING, SENT, DELIVERED = "waiting", "sending", "sent", "delivered"
REFUSED, UNKNOWN, DROPPED = "refused", "unknown", "dropped"
OUT = (SENT, DELIVERED, UNKNOWN)  # it left, or may have left
AGAIN = (REFUSED, UNKNOWN, DROPPED)  # a person may send it again
CUSTOMER, STAFF = "customer", "staff"
FIRST_WAIT, LONGEST_WAIT = 10, 3600  # seconds between attempts
JITTER = 0.2
SETTLE_MINUTES = 2  # a time that is changed again meanwhile is told once
COMMON = ("organisation", "hotline", "number", "work")
OF_OUTAGE = (*COMMON, "customer", "day", "time", "medium", "place", "link")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: for whom, its placeholders, how many hours it means something, and whether it waits for changes to settle."""

    audience: str
    blanks: tuple[str, ...]
    hours: int
    settles: bool = False


KINDS: dict[str, Kind] = {
    "confirmed": Kind(CUSTOMER, (*COMMON, "customer", "day", "time", "link"), 72, True),
    "changed": Kind(CUSTOMER, (*COMMON, "customer", "day", "time", "link"), 72, True),
    "cancelled": Kind(CUSTOMER, (*COMMON, "customer"), 24, True),
    "on_the_way": Kind(CUSTOMER, (*COMMON, "customer", "technician", "badge", "link"), 2),
    "late": Kind(CUSTOMER, (*COMMON, "customer", "technician", "minutes", "expected", "link"), 2),
    "nobody_home": Kind(CUSTOMER, (*COMMON, "customer", "link"), 24),
    "done": Kind(CUSTOMER, (*COMMON, "customer", "receipt"), 48),
    "promise_kept": Kind(CUSTOMER, (*COMMON, "customer"), 48),
    "interruption": Kind(CUSTOMER, OF_OUTAGE, 24),
    "outage_longer": Kind(CUSTOMER, (*OF_OUTAGE, "until"), 24),
    "outage_cancelled": Kind(CUSTOMER, OF_OUTAGE, 24),
    "staff_late": Kind(STAFF, (*COMMON, "technician", "minutes", "place"), 2),
    "staff_nobody_home": Kind(STAFF, (*COMMON, "technician", "place"), 12),
    "staff_answer": Kind(STAFF, (*COMMON, "place"), 12),
}
TEST = "test"  # what an administrator sends to see whether it arrives
TIMES = ("confirmed", "changed", "cancelled")  # of which only the last one is true
BEFORE = ("confirmed", "changed", "on_the_way", "late", "staff_late")  # mean nothing once the visit has begun
BLANK = re.compile(r"\{([^{}]*)\}")


class Unfilled(Exception):
    """A placeholder that has no value; its name is the message."""


def blanks_in(text: str) -> list[str]:
    """The placeholders of a text in their order, each once."""
    return list(dict.fromkeys(BLANK.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled, each on one line; `Unfilled` for the first without a value."""

    def value(found: re.Match[str]) -> str:
        filled = " ".join(str(values.get(found[1]) or "").split())
        if not filled:
            raise Unfilled(found[1])
        return filled

    return BLANK.sub(value, text).strip()


def wait_after(attempts: int, chance: float, asked: int | None = None) -> int:
    """Seconds until the next attempt: doubled each time, ± 20 % by `chance` (0 … 1), never less than the service asked for."""
    usual: int = min(LONGEST_WAIT, FIRST_WAIT << min(max(0, attempts - 1), 12))
    return max(round(usual * (1 + JITTER * (2 * chance - 1))), asked or 0)
