"""What the quality desk has to do today on one page, in the order of harm: promises about to break first, then by the clock (picture quality/14)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from server.complaints.console.today_rows import rows_until
from server.console.layout import render
from server.console.page import page
from server.console.sections import shown
from server.console.view import ViewContext, clock_of, view_of
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.roles import DECIDING

DAYS = 4  # that are looked ahead
# What breaks first comes first; behind it each kind by its own clock.
HARM = ("serious", "missed", "untaken", "again", "no_next", "arbiter", "statement_missed", "candidate_missed", "soon")
GROUPS = ("now", "today", "coming")


@page("/today", *DECIDING)
def today() -> Any:
    """Rows of complaints, statements and candidates, and those that other desks add; each with its clock, its hand and one way to act."""
    reader = view_of(current())
    until = clock.moment_at(clock.day_of(clock.later(reader.now, days=DAYS), reader.zone), "00:00", reader.zone)
    found = rows_until(reader, until)
    for each in shown("today", "rows", reader):
        found += each["section"]["rows"]
    rows = [each | {"group": _group(each, reader)} for each in found]
    return render(
        "complaints/today",
        "today",
        groups=[(name, _ordered(each for each in rows if each["group"] == name)) for name in GROUPS],
        day=dates.named_day(reader.today, reader.language, reader.today),
        empty=not rows,
        clock=clock_of(reader),
    )


def _group(each: dict[str, Any], reader: ViewContext) -> str:
    if each["kind"] in HARM:
        return "now"
    return "today" if not each["at"] or clock.day_of(each["at"], reader.zone) <= reader.today else "coming"


def _ordered(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """By harm where there is any, then by the clock; what has no clock comes last."""
    return sorted(rows, key=lambda each: (_harm(each["kind"]), each["at"] or "9", each["id"]))


def _harm(kind: str) -> int:
    return HARM.index(kind) if kind in HARM else len(HARM)
