"""What the forms of the panel start with: assign, change the time, cancel, instruct."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from sqlalchemy import select

from server.console.layout import t
from server.i18n import dates
from server.kernel import clock
from server.kernel.chain import sha256
from server.kernel.db import db
from server.kernel.text.times import read_time
from server.visits.console.rules import FINISHED
from server.visits.console.visit_query import Line
from server.visits.console.visit_row import VisitViewContext
from server.visits.console.who_could import who_could
from server.visits.limit_results import late_notice
from server.visits.models import Assignment, Visit


def forms_of(line: Line, reader: VisitViewContext, doing: str) -> dict[str, Any]:
    """The values with which a form begins."""
    makers: dict[str, Callable[[Line, VisitViewContext], dict[str, Any]]] = {
        "assign": _assigning,
        "retime": _retiming,
        "cancel": lambda *_: {},
        "instruct": lambda each, _: {"instructions": each.visit.instructions or ""},
    }
    return makers[doing](line, reader)


def _assigning(line: Line, reader: VisitViewContext) -> dict[str, Any]:
    visit = line.visit
    options = [
        {"value": each["id"], "label": f"{each['name']} · {each['words']}", "known": each["known"]}
        for each in who_could(visit, reader)
    ]
    return {
        "people": options,
        "leads": [{"value": "", "label": t("assign.nobody")}, *options],
        "lead": visit.lead_id or "",
        "helpers": set(helpers_of(visit)),
    }


def _retiming(line: Line, reader: VisitViewContext) -> dict[str, Any]:
    visit, zone = line.visit, reader.zone
    day = visit.day or reader.today
    start, end, agreed = (
        clock.local(each, zone).strftime("%H:%M") if each else ""
        for each in (visit.window_from, visit.window_to, visit.agreed_at)
    )
    proposed, hour = request.args.get("day", ""), read_time(request.args.get("agreed"))[0]
    if dates.is_day(proposed) and hour:  # a page that proposes a time leads here
        day, start, end, agreed = proposed, "", "", hour
    return {
        "day": day,
        "from": start,
        "to": end,
        "agreed": agreed,
        "late": late_notice(visit, reader.now),
        "was": dates.when(visit.agreed_at, visit.window_from, visit.window_to, zone, reader.language),
    }


def helpers_of(visit: Visit) -> list[str]:
    """Who helps the lead: ids, in their own order."""
    rows = select(Assignment.person_id).where(
        Assignment.organisation_id == visit.organisation_id,
        Assignment.visit_id == visit.id,
        Assignment.role == "helper",
    )
    return sorted(db.session.scalars(rows))


def token_of(visit: Visit, helpers: list[str] | None = None) -> str:
    """Stands for the order as a form showed it: another dispatcher's change makes another token, a phone's progress does not.

    `helpers` are ids in their order where the caller has read them, because a board has two hundred visits.
    """
    times_ = (visit.window_from, visit.window_to, visit.agreed_at, visit.scheduled_at, visit.scheduled_minutes)
    helping = helpers_of(visit) if helpers is None else helpers
    parts = (visit.lead_id, *helping, *times_, visit.instructions, visit.priority, visit.state in FINISHED)
    return sha256("\n".join(str(part) for part in parts).encode())[:16]
