"""Complaints found by what is typed: their number, that of the visit, whom they are about, and whatever finds the customer or the place."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from server.accounts.search import STAFF
from server.complaints.models import Complaint, ComplaintParty
from server.customers.search import rows_found
from server.kernel.search import follow, matches
from server.kernel.text.spelling import number_words, search_tokens
from server.visits.search import NUMBER as VISIT

COMPLAINT = "case"
follow(Complaint, COMPLAINT, ("number",), lambda row: number_words(row.number))


def search(organisation: str, person: str, text: str) -> list[ColumnElement[bool]]:
    """Conditions on `Complaint` that must all hold, one for each word; [] where nothing was typed.

    One that is about who asks is found by its number alone, because every other find would say who complained (ruling 12).
    """
    own = select(ComplaintParty.complaint_id).where(
        ComplaintParty.organisation_id == organisation, ComplaintParty.party_id == person
    )
    return [
        or_(
            Complaint.id.in_(matches(organisation, COMPLAINT, token)),
            and_(Complaint.id.not_in(own), _finds(organisation, token)),
        )
        for token in search_tokens(text)
    ]


def _finds(organisation: str, token: str) -> ColumnElement[bool]:
    about = select(ComplaintParty.complaint_id).where(
        ComplaintParty.organisation_id == organisation, ComplaintParty.party_id.in_(matches(organisation, STAFF, token))
    )
    of_visits = select(Complaint.id).where(
        Complaint.organisation_id == organisation, Complaint.visit_id.in_(matches(organisation, VISIT, token))
    )
    return rows_found(Complaint, COMPLAINT, organisation, token, about, of_visits)
