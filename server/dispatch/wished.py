"""Times that customers wish on their pages: kept for them for a while, and shown wherever the office gives times away."""

from __future__ import annotations

from typing import Any

from flask import url_for

from server.console.layout import t
from server.i18n import dates
from server.kernel.registry import installed
from server.kernel.wishes import WishedTime
from server.visits.availability import Plan
from server.visits.console.visit_query import lines_of
from server.visits.console.visit_row import VisitViewContext, row


def wished_in(organisation: str, team: str = "", but: str = "") -> list[WishedTime]:
    """The wishes of a team's customers, '' for all teams; `but` leaves one visit out, because its own wish stands in nobody's way."""
    return [each for each in installed().wished(organisation) if team in ("", each.team) and each.visit != but]


def kept(wishes: list[WishedTime], now: str) -> list[Plan]:
    """What is kept for customers just now, as plans that nobody has been given yet."""
    return [Plan("", each.start, each.end) for each in wishes if each.until > now]


def worded(organisation: str, wishes: list[WishedTime], reader: VisitViewContext) -> list[dict[str, Any]]:
    """Each wish as the office reads it: who, which time, until when it is kept; those whose time is over are left out."""
    ahead = [each for each in wishes if each.end > reader.now]
    lines = {line.visit.id: line for line in lines_of(organisation, [each.visit for each in ahead])}
    found = []
    for each in ahead:
        if each.visit not in lines:
            continue
        shown = row(lines[each.visit], reader)
        start, until = (
            dates.moment_short(each.start, reader.today, reader.zone),
            dates.clock_time(each.until, reader.zone),
        )
        state = "kept" if each.until > reader.now else "waits"
        found.append(
            {
                "start": each.start,
                "end": each.end,
                "who": shown["customer"],
                "when": f"{start}–{dates.clock_time(each.end, reader.zone)}",
                "state": t(f"wished.{state}", until=until),
                "url": url_for("console.visit", visit_id=each.visit),
            }
        )
    return found
