"""What the customer's receipt says of what was promised: with its time, and *kept* when it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.accounts.models import Organisation
from server.evidence.receipt import Shown
from server.i18n.dates import named_day
from server.i18n.messages import translate
from server.kernel import clock
from server.kernel.db import db
from server.matters.models import Commitment
from server.matters.rules import KEPT, MOVED, OPEN, RETURN, WITHDRAWN


def receipt_section(shown: Shown) -> dict[str, Any] | None:
    """{title, rows: [{mark, line, detail}]}; None where nothing was promised, or its record is still on its way."""
    if not shown.home:
        return None
    wanted = select(Commitment).where(
        Commitment.organisation_id == shown.organisation_id,
        Commitment.source_id == shown.visit_id,
        Commitment.state != WITHDRAWN,
        Commitment.owed_to == "customer",
    )
    rows = db.session.scalars(wanted.order_by(Commitment.due_at, Commitment.id)).all()
    zone = db.session.scalar(select(Organisation.time_zone).where(Organisation.id == shown.organisation_id)) or "UTC"
    if not rows:
        return None
    return {
        "title": translate("matters.receipt.title", shown.language),
        "rows": [_row(row, shown, zone) for row in rows],
        "left": sum(row.state == OPEN for row in rows),
    }


def _row(row: Commitment, shown: Shown, zone: str) -> dict[str, str]:
    language = shown.language
    time = f"{_day(row.due_at, zone, language)} {clock.hour_and_minute(row.due_at, zone)}"
    state = row.state if row.state != OPEN or row.due_at >= clock.now() else "overdue"
    # a slip is in the technician's words and stays inside; what the customer heard was the promise itself
    what = row.what if row.kind == RETURN else ""
    details = [
        what,
        ""
        if state == OPEN
        else translate(f"matters.receipt.state.{state}", language, time=_closed(row, zone, language)),
    ]
    return {
        "mark": {KEPT: "✓", MOVED: "→"}.get(row.state, "○"),
        "state": state,
        "line": translate(f"matters.receipt.{row.kind}", language, time=time),
        "detail": " · ".join(each for each in details if each),
    }


def _closed(row: Commitment, zone: str, language: str) -> str:
    return (
        f"{_day(row.closed_at, zone, language)} {clock.hour_and_minute(row.closed_at, zone)}" if row.closed_at else ""
    )


def _day(moment: str, zone: str, language: str) -> str:
    today = clock.day_of(clock.now(), zone)
    return (
        translate("matters.receipt.today", language)
        if clock.day_of(moment, zone) == today
        else named_day(clock.day_of(moment, zone), language, today)
    )
