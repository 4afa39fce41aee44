"""Who had better not go to a customer: whoever the customer's open complaint is about (4.2). A dispatcher may send them all the same.

It follows customers who turned out to be one: a complaint is theirs whichever of them it was noted for.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.complaints.models import Complaint, ComplaintParty
from server.customers.models import same_person
from server.kernel.authorise import current
from server.kernel.db import db


def section(customer: str) -> dict[str, Any]:
    """{people}: ids, for the forms in which somebody is chosen for this customer's visit."""
    wanted = (
        select(ComplaintParty.party_id)
        .join(
            Complaint,
            (Complaint.organisation_id == ComplaintParty.organisation_id)
            & (Complaint.id == ComplaintParty.complaint_id),
        )
        .where(
            Complaint.organisation_id == current().organisation.id,
            Complaint.customer_id.in_(same_person(current().organisation.id, customer)),
            Complaint.closed_at.is_(None),
        )
    )
    return {"people": frozenset(db.session.scalars(wanted))}
