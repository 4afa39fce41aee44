"""What another system or a mail server may deliver twice becomes one complaint: each delivery leaves a mark (CP-6)."""

from __future__ import annotations

import hashlib

from server.complaints.models import Complaint, ComplaintSource
from server.complaints.opening import Said, open_complaint
from server.complaints.story import facts_in
from server.kernel import clock
from server.kernel.alone import alone_in_this_write
from server.kernel.db import db
from server.kernel.problem import Problem
from server.visits.office.append import act


@act
def open_once(organisation: str, by: str, said: Said, *reference: str) -> tuple[Complaint, bool]:
    """Record a complaint under another system's `reference`; (complaint, whether it is new). `complaint_reported_otherwise` for other words under the same."""
    alone_in_this_write(f"complaint {organisation} {mark_of(*reference)}")
    known = known_as(organisation, *reference)
    if known is not None:
        first = facts_in(organisation, known.id)[0].body
        if first["text"] != said.text:
            raise Problem("complaint_reported_otherwise")
        return known, False
    complaint = open_complaint(organisation, by, said)
    remember(organisation, complaint, *reference)
    return db.session.get_one(Complaint, (organisation, complaint)), True


def known_as(organisation: str, *reference: str) -> Complaint | None:
    """The complaint that came by this reference; None for a new one."""
    row = db.session.get(ComplaintSource, (organisation, mark_of(*reference)))
    return db.session.get(Complaint, (organisation, row.complaint_id)) if row else None


def remember(organisation: str, complaint: str, *reference: str) -> None:
    """Inside `write`: this reference has become part of this complaint."""
    row = ComplaintSource(
        organisation_id=organisation, mark=mark_of(*reference), complaint_id=complaint, at=clock.now()
    )
    db.session.add(row)
    db.session.flush()


def mark_of(*reference: str) -> str:
    """A hash, because a reference may hold anything, and an address in a mail's id is nobody's business."""
    return hashlib.sha256("\n".join(reference).encode("utf-8", "replace")).hexdigest()
