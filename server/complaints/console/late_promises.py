"""Promises that nobody kept for four working hours, on the page that supervisors open first: there they hear of them (4.1, FT-17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select

from server.accounts.calendar import calendar_of
from server.complaints.console.today_rows import row_of
from server.console.layout import t
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.db import db
from server.matters.console.owed_rows import rows_of
from server.matters.console.promise_row import promise_lines
from server.matters.console.promise_row import row_of as promise_of
from server.matters.loop import FEED_BACK, OTHER
from server.matters.models import Commitment
from server.matters.reminders import AFTER_WORKING_HOURS, SUPERVISOR, stage_of
from server.matters.rules import ANEW, ANSWER, CLEAR, OPEN, RETURN
from server.visits.console.view import view_context

KINDS = (ANSWER, RETURN, ANEW, CLEAR, OTHER)
MOST = 60  # of a kind
Json = dict[str, Any]


def late_promises() -> list[Json]:
    """Rows of what is with the supervisor by now; results that nobody fed back are one, because they would hide the others."""
    organisation, reader = current().organisation.id, view_context(current())
    promised = [row for kind in KINDS for row in _late(organisation, kind, reader.now)]
    visits = promise_lines(organisation, [row for row in promised if row.source_type == "visit"])
    said = [promise_of(each, reader) | {"url": url_for("console.visits", visit=each.row.id)} for each in visits]
    due = {each.row.id: each.row.due_at for each in visits}
    others = rows_of(organisation, [row for row in promised if row.source_type != "visit"], reader)
    found = [
        _row(each["id"], due[each["id"]], each, " ".join([each["headline"], each["customer"]]), reader) for each in said
    ]
    found += [_row(each["url"], each["due"], each, each["place"], reader) for each in others]
    results = _late(organisation, FEED_BACK, reader.now)
    return found + ([_results(results, reader)] if results else [])


def _late(organisation: str, kind: str, now: str) -> list[Commitment]:
    """The open ones of a kind that four working hours have passed since they were due, the oldest first."""
    wanted = select(Commitment).where(
        Commitment.organisation_id == organisation,
        Commitment.state == OPEN,
        Commitment.kind == kind,
        Commitment.due_at < clock.later(now, hours=-AFTER_WORKING_HOURS),
    )
    calendar = calendar_of(organisation)
    rows = db.session.scalars(wanted.order_by(Commitment.due_at, Commitment.id).limit(MOST))
    return [row for row in rows if stage_of(row.due_at, now, calendar) == SUPERVISOR]


def _row(id_: str, due_at: str, each: Json, subject: str, reader: Any) -> Json:
    at = dates.moment_short(due_at, reader.today, reader.zone)
    return row_of(
        "escalated",
        id_,
        due_at,
        reader,
        icon="late",
        subject=subject,
        words=t("today.escalated", kind=each["kind"], at=at),
        hand=each["owner"],
        url=each["url"],
        act=t("today.act.look"),
    )


def _results(rows: Sequence[Commitment], reader: Any) -> Json:
    return row_of(
        "escalated",
        "results",
        rows[0].due_at,
        reader,
        icon="late",
        subject=t("commitment.results", count=len(rows)),
        words=t("today.results"),
        hand="",
        url=url_for("console.matters", show="loops"),
        act=t("today.act.look"),
    )
