"""Which complaints need somebody now, and in which the customer wrote again: one condition for the list, the rail and today's page."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import and_, func, or_, select, tuple_

from server.complaints.console.words import SOON
from server.complaints.models import Complaint
from server.complaints.rules import IN_HAND, RECEIVED
from server.kernel import clock
from server.kernel.db import db

RUNNING = (RECEIVED, IN_HAND)
# Written so that no index is chosen for it: almost every complaint has none, and only few are open.
NOT_AGAIN = func.coalesce(Complaint.unheard_at, "") == ""


def needs_somebody(organisation: str, now: str) -> Any:
    """Serious and the head not told, nobody's, not satisfied without a next answer, the arbiter's, or due within two hours."""
    return and_(
        Complaint.organisation_id == organisation,
        Complaint.closed_at.is_(None),
        Complaint.state.in_(RUNNING),
        NOT_AGAIN,
        or_(
            and_(Complaint.serious, Complaint.head_told.is_(False)),
            Complaint.handler_id.is_(None),
            and_(Complaint.cycle > 1, Complaint.next_answer_at.is_(None)),
            Complaint.arbiter_from < now,
            and_(Complaint.due_at < clock.later(now, minutes=SOON), Complaint.stopped_at.is_(None)),
        ),
    )


def wrote_again(organisation: str) -> Any:
    """The customer wrote, whatever the state, and nobody of the office has acted since."""
    return and_(Complaint.organisation_id == organisation, Complaint.unheard_at.is_not(None))


def neighbours(row: Complaint) -> list[tuple[str, str]]:
    """[(previous, address), (next, address)] in the order in which open complaints are due; '' where there is none."""
    if row.closed_at is not None:
        return []
    still = select(Complaint.id).where(Complaint.organisation_id == row.organisation_id, Complaint.closed_at.is_(None))
    place = tuple_(Complaint.due_at, Complaint.id)
    before = still.where(place < (row.due_at, row.id)).order_by(Complaint.due_at.desc(), Complaint.id.desc())
    after = still.where(place > (row.due_at, row.id)).order_by(Complaint.due_at, Complaint.id)
    found = [(name, db.session.scalar(query.limit(1))) for name, query in (("previous", before), ("next", after))]
    return [(name, url_for("console.complaint", complaint_id=id_) if id_ else "") for name, id_ in found]
