"""Words that somebody said are no complaint: what was found, who set it aside and why, wherever the candidate stood (4.2)."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import or_, select

from server.accounts.names import PeopleNames
from server.complaints.models import ComplaintCandidate
from server.console.layout import t
from server.console.view import ViewContext
from server.customers.models import same_person
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db
from server.visits.models import Assignment, Visit

MOST = 30


def set_aside(reader: ViewContext, *where: Any, most: int = MOST) -> list[dict[str, str]]:
    """The latest first; none that may be about the reader, because nobody reads what is said of themselves (ruling 12)."""
    organisation, person = current().organisation.id, current().person.id
    about_reader = select(Assignment.visit_id).where(
        Assignment.organisation_id == organisation, Assignment.person_id == person
    )
    wanted = select(ComplaintCandidate).where(
        ComplaintCandidate.organisation_id == organisation,
        ComplaintCandidate.state == "dismissed",
        ComplaintCandidate.visit_id.not_in(about_reader),
        *where,
    )
    names = PeopleNames(organisation, reader.language)
    return [
        {
            "what": t(f"complaint.candidate.{each.why}"),
            "who": names.get(each.decided_by or "", ""),
            "at": dates.moment_short(each.decided_at, reader.today, reader.zone) if each.decided_at else "",
            "why": each.reason,
            "label": t("complaint.open_visit" if each.visit_id else "complaint.open_customer"),
            "url": url_for("console.visit", visit_id=each.visit_id)
            if each.visit_id
            else url_for("console.customer", customer_id=each.customer_id),
        }
        for each in db.session.scalars(
            wanted.order_by(ComplaintCandidate.decided_at.desc(), ComplaintCandidate.id).limit(most)
        )
    ]


def of_visit(visit: str) -> Any:
    """Found in this visit."""
    return ComplaintCandidate.visit_id == visit


def of_customer(customer: str) -> Any:
    """Found in this customer's visits or calls, whichever of those who turned out to be one it was."""
    organisation = current().organisation.id
    same = same_person(organisation, customer)
    visits = select(Visit.id).where(Visit.organisation_id == organisation, Visit.customer_id.in_(same))
    return or_(ComplaintCandidate.customer_id.in_(same), ComplaintCandidate.visit_id.in_(visits))
