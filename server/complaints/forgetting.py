"""What a complaint says, to whom it was put and why a candidate was set aside goes with the bodies; states, moments and results stay."""

from __future__ import annotations

from sqlalchemy import or_, select, update

from server.complaints import on_phones
from server.complaints.models import Complaint, ComplaintCandidate, ComplaintParty
from server.kernel.db import db
from server.kernel.wiring import Forgetting


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: the typed words of complaints of these customers and subjects."""
    if "bodies" not in asked.what:
        return {}
    organisation, subjects = asked.organisation, asked.subjects
    theirs = or_(
        Complaint.customer_id.in_(asked.customers), Complaint.visit_id.in_(subjects), Complaint.id.in_(subjects)
    )
    found = list(db.session.scalars(select(Complaint.id).where(Complaint.organisation_id == organisation, theirs)))
    for table, which, values in (
        (Complaint, Complaint.id.in_(found), {"gist": ""}),
        (ComplaintParty, ComplaintParty.complaint_id.in_(found), {"gist": ""}),
        (
            ComplaintCandidate,
            or_(ComplaintCandidate.visit_id.in_(subjects), ComplaintCandidate.customer_id.in_(asked.customers)),
            {"reason": "", "text": ""},
        ),
    ):
        db.session.execute(update(table).where(table.organisation_id == organisation, which).values(**values))
    for complaint in found:
        on_phones.tell(organisation, complaint)
    return {"complaints": len(found)}
