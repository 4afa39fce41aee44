"""Records of phones that were held back and that nobody has looked at yet: their number, for the rail and the head of today's list."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import func, select

from server.console.layout import t
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.kernel.outcomes import REFUSED
from server.kernel.roles import LEADING
from server.quarantine.models import HeldBackAct
from server.sync.models import Received
from server.visits.console.view import ListView

MOST = 200
DONE_WITH = ("set_aside", "attached")


def waiting(organisation: str) -> int:
    """How many wait; at most 200 are counted."""
    last = (
        select(HeldBackAct.what)
        .where(
            HeldBackAct.organisation_id == organisation,
            HeldBackAct.device_id == Received.device_id,
            HeldBackAct.seq == Received.seq,
        )
        .order_by(HeldBackAct.id.desc())
        .limit(1)
        .correlate(Received)
        .scalar_subquery()
    )
    open_ones = select(Received.seq).where(
        Received.organisation_id == organisation,
        Received.outcome.in_(REFUSED),
        Received.released_at.is_(None),
        func.coalesce(last, "").not_in(DONE_WITH),
    )
    return db.session.scalar(select(func.count()).select_from(open_ones.limit(MOST).subquery())) or 0


def count(who: Caller) -> int:
    """The number in the rail."""
    return waiting(who.organisation.id)


def waiting_section(view: ListView) -> dict[str, Any] | None:
    """{lines}: that records wait, for the head of the list; those who may look at them are led there."""
    found = waiting(view.who.organisation.id)
    if not found:
        return None
    may = view.who.person.has_role(*LEADING)
    words = t("list.waits.held_yours" if may else "list.waits.held_theirs")
    url = url_for("console.quarantine") if may else ""
    return {"lines": [{"icon": "tray", "title": t("list.waits.held", count=found), "words": words, "url": url}]}
