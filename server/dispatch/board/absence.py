"""Who is away on a day, as the board draws it, and which visits of theirs fall into that time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from server.accounts.absences import away
from server.console.layout import t
from server.dispatch.board.blocks import room_for
from server.dispatch.board.moving import position_of
from server.i18n import dates
from server.kernel import clock
from server.visits.console.visit_row import VisitViewContext


def mark_away(
    organisation: str, reader: VisitViewContext, day: str, lanes: Sequence[dict[str, Any]], drawn_from: int
) -> None:
    """Give each row `away` [{from, to, words, at, level}] in minutes of the day; an open visit of that time is watched as `away`."""
    after = (date.fromisoformat(day) + timedelta(1)).isoformat()
    first, last = (clock.moment_at(each, "00:00", reader.zone) for each in (day, after))
    gone = away(organisation, first, last)
    for lane in lanes:
        lane["away"] = [_span(span, day, reader) for span in gone.get(lane["id"], ())]
        for span in lane["away"]:
            span["level"], span["at"] = room_for(
                span["words"], max(span["from"], drawn_from), span["to"], lane["blocks"]
            )
            lane["levels"] = max(lane["levels"], span["level"] + 1)
        for each in lane["blocks"]:
            if not each["over"] and any(one["from"] < each["to"] and each["from"] < one["to"] for one in lane["away"]):
                each["watch"].append("away")
        lane["wrong"] = sum(bool(each["watch"]) for each in (*lane["blocks"], *lane["timeless"]))


def _span(span: tuple[str, str], day: str, reader: VisitViewContext) -> dict[str, Any]:
    start, end = (position_of(each, day, reader.zone) for each in span)
    whole = start <= 0 and end >= 1440
    hours = "–".join(dates.clock_time(each, reader.zone) for each in span)
    return {"from": start, "to": end, "words": t("board.away_all_day") if whole else t("board.away", hours=hours)}
