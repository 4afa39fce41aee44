"""Whether a notice still says what is true, judged when it is about to go out."""

from __future__ import annotations

from sqlalchemy import select

from server.evidence.models import Receipt
from server.kernel.db import db
from server.notices.models import Notice, NoticeContact
from server.notices.rules import BEFORE, CUSTOMER, KINDS, TIMES
from server.outages.models import Outage
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact, Visit
from server.visits.rules import BEFORE_ARRIVAL

NOT_YET = "receipt_not_ready"  # it waits for something that is on its way
HERE = ("arrived", "knocked", "entered", "ended")


def no_longer_true(notice: Notice, now: str) -> str:
    """A code that says why this is not sent; '' while it is true."""
    if notice.subject_type == "outage":
        return _of_outage(notice, now)
    visit = db.session.get(Visit, (notice.organisation_id, notice.subject_id))
    if visit is None:
        return "erased"
    if notice.expires_at <= now:
        return "expired"
    if not _stands(notice):
        return "withdrawn"
    if notice.kind in BEFORE and visit.state == "cancelled":
        return "cancelled"
    if notice.kind == "cancelled" and visit.state != "cancelled":
        return "withdrawn"
    if notice.kind in BEFORE and (visit.state not in BEFORE_ARRIVAL or _is_here(visit)):
        return "has_begun"
    if notice.kind in TIMES and visit.due and visit.due <= now and notice.kind != "cancelled":
        return "has_passed"
    return _not_wanted(notice)


def _of_outage(notice: Notice, now: str) -> str:
    outage = db.session.get(Outage, (notice.organisation_id, notice.subject_id))
    if outage is None:
        return "erased"
    if notice.expires_at <= now:
        return "expired"
    return _not_wanted(notice)


def _not_wanted(notice: Notice) -> str:
    contact = db.session.get(NoticeContact, (notice.organisation_id, notice.customer_id or ""))
    unwanted = KINDS[notice.kind].audience == CUSTOMER and contact is not None and not contact.wanted
    return "not_wanted" if unwanted else ""


def waits_for(notice: Notice) -> str:
    """A code of what must come first; '' where it may go."""
    if notice.kind == "done" and db.session.get(Receipt, (notice.organisation_id, notice.subject_id)) is None:
        return NOT_YET
    return ""


def _stands(notice: Notice) -> bool:
    """Whether the fact that it tells still shows."""
    wanted = select(Fact).where(Fact.organisation_id == notice.organisation_id, Fact.subject_id == notice.subject_id)
    fact = select(Fact.kind).where(Fact.organisation_id == notice.organisation_id, Fact.id == notice.event)
    kind = db.session.scalar(fact)
    if kind is None:
        return False
    rows = db.session.scalars(wanted.where(Fact.kind.in_((kind, "withdrawn"))).order_by(Fact.position)).all()
    return any(row.id == notice.event for row in shown_facts(rows)) or kind == "withdrawn"


def _is_here(visit: Visit) -> bool:
    """Whether the technician has reached the door, whichever words the standard has for it."""
    here = select(Fact.id).where(
        Fact.organisation_id == visit.organisation_id, Fact.subject_id == visit.id, Fact.kind.in_(HERE)
    )
    return db.session.scalar(here.limit(1)) is not None
