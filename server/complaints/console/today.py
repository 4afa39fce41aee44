"""What the quality desk has to do today on one page, in the order of harm: promises about to break first, then by the clock (picture quality/14)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request, url_for

from server.complaints.console.complaint_panel import panel_of
from server.complaints.console.late_promises import late_promises
from server.complaints.console.today_rows import rows_until
from server.console.layout import render
from server.console.page import here, page
from server.console.sections import shown
from server.console.view import ViewContext, clock_of, view_of
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.roles import DECIDING

DAYS = 4  # that are looked ahead
# What breaks first comes first; behind it each kind by its own clock.
HARM = (
    "serious",
    "missed",
    "escalated",
    "untaken",
    "again",
    "no_next",
    "arbiter",
    "statement_missed",
    "candidate_missed",
    "soon",
)
GROUPS = ("now", "today", "coming")


@page("/today", *DECIDING)
def today() -> Any:
    """Rows of complaints, statements, candidates, late promises, and those that other desks add; each with its clock, its hand and one way to act.

    `part=panel` gives what lies beside the row that is selected.
    """
    reader = view_of(current())
    until = clock.moment_at(clock.day_of(clock.later(reader.now, days=DAYS), reader.zone), "00:00", reader.zone)
    found = [*rows_until(reader, until), *late_promises()]
    for each in shown("today", "rows", reader):
        found += each["section"]["rows"]
    selected = request.args.get("beside", "")
    beside = next((each for each in found if each["id"] == selected), None)
    panel = _panel(beside) if beside else None
    if request.args.get("part") == "panel":
        return render("complaints/_beside", "today", panel=panel, closes=url_for("console.today"))
    rows = [each | {"group": _group(each, reader), "select": here(beside=each["id"], do=None)} for each in found]
    return render(
        "complaints/today",
        "today",
        groups=[(name, _ordered(each for each in rows if each["group"] == name)) for name in GROUPS],
        day=dates.named_day(reader.today, reader.language, reader.today),
        empty=not rows,
        panel=panel,
        closes=url_for("console.today"),
        selected=selected,
        clock=clock_of(reader),
    )


def _panel(row: dict[str, Any]) -> dict[str, Any] | None:
    """The complaint that a row is about, or the row's own words where it is about none."""
    if complaint := row.get("complaint"):
        return panel_of(complaint, row["id"])
    return {name: row[name] for name in ("subject", "words", "url", "act")} | {"shows": row["id"]}


def _group(each: dict[str, Any], reader: ViewContext) -> str:
    if each["kind"] in HARM:
        return "now"
    return "today" if not each["at"] or clock.day_of(each["at"], reader.zone) <= reader.today else "coming"


def _ordered(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """By harm where there is any, then by the clock; what has no clock comes last."""
    return sorted(rows, key=lambda each: (_harm(each["kind"]), each["at"] or "9", each["id"]))


def _harm(kind: str) -> int:
    return HARM.index(kind) if kind in HARM else len(HARM)
