"""What the customer's receipt says of what was promised: with its time, and *kept* when it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.models import Organisation
from server.evidence.receipt import Shown
from server.i18n.dates import named_day
from server.i18n.messages import translate
from server.kernel import clock
from server.kernel.db import db
from server.matters.matter_models import Matter
from server.matters.matter_rules import DONE, REFUSED, UNDER_WAY
from server.matters.matter_rules import WITHDRAWN as MATTER_WITHDRAWN
from server.matters.models import Commitment
from server.matters.opening import opened_matters
from server.matters.rules import KEPT, MOVED, OPEN, RETURN, WAIVED, WITHDRAWN
from server.matters.titles import Titles
from server.visits.models import Fact, Visit


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
    dropped = _given_up_by_us(shown.organisation_id, rows)
    zone = db.session.scalar(select(Organisation.time_zone).where(Organisation.id == shown.organisation_id)) or "UTC"
    visit = db.session.get_one(Visit, (shown.organisation_id, shown.visit_id))
    opened = [row for row, _ in opened_matters(visit)] if visit.matter_id else []
    if not rows and not opened:
        return None
    titles = Titles(shown.organisation_id, shown.language)
    return {
        "title": translate("matters.receipt.title", shown.language),
        "rows": [
            *(_row(row, shown, zone, row.id in dropped) for row in rows),
            *(_opened(row, titles, shown, zone) for row in opened),
        ],
        "left": sum(row.state == OPEN for row in rows) + sum(row.state in UNDER_WAY for row in opened),
    }


def _given_up_by_us(organisation: str, rows: Sequence[Commitment]) -> set[str]:
    """What a supervisor waived: the customer said nothing of the kind, and reads nothing of the kind."""
    ends = {row.closed_fact: row.id for row in rows if row.state == WAIVED and row.closed_fact}
    wanted = select(Fact).where(Fact.organisation_id == organisation, Fact.id.in_(ends))
    found = db.session.scalars(wanted) if ends else ()
    return {ends[each.id] for each in found if not each.is_erased and each.body.get("by") == "us"}


def _row(row: Commitment, shown: Shown, zone: str, by_us: bool) -> dict[str, str]:
    language = shown.language
    time = f"{_day(row.due_at, zone, language)} {clock.hour_and_minute(row.due_at, zone)}"
    state = row.state if row.state != OPEN or row.due_at >= clock.now() else "overdue"
    state = "given_up" if by_us else state
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


def _opened(row: Matter, titles: Titles, shown: Shown, zone: str) -> dict[str, str]:
    """What this visit could not do and goes on as a matter of its own: with its number, by which the hotline finds it, until it is over."""
    language, state = shown.language, _stands(row)
    time = _moment(row.result_at, zone, language)
    return {
        "mark": "✓" if state == KEPT else "○",
        "state": state,
        "line": translate("matters.receipt.matter", language, what=titles.of_matter(row)),
        "detail": translate(f"matters.receipt.state.{state}", language, time=time, number=row.number),
    }


def _stands(row: Matter) -> str:
    """How it stands in the words of promises: open until it is done, withdrawn or refused."""
    if row.state in UNDER_WAY:
        return OPEN
    if row.state == DONE or row.result in (DONE, "finished"):
        return KEPT
    return {REFUSED: "refused", MATTER_WITHDRAWN: WAIVED}.get(row.state, "settled")


def _closed(row: Commitment, zone: str, language: str) -> str:
    return _moment(row.closed_at, zone, language)


def _moment(at: str | None, zone: str, language: str) -> str:
    return f"{_day(at, zone, language)} {clock.hour_and_minute(at, zone)}" if at else ""


def _day(moment: str, zone: str, language: str) -> str:
    today = clock.day_of(clock.now(), zone)
    return (
        translate("matters.receipt.today", language)
        if clock.day_of(moment, zone) == today
        else named_day(clock.day_of(moment, zone), language, today)
    )
