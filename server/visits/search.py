"""Visits found by what is typed: their number, who goes, and whatever finds the customer or the place. See `kernel.search`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select, union_all

from server.accounts.search import STAFF
from server.customers.rules import number_words, search_tokens
from server.customers.search import PERSON, PLACE, has_person, has_place, people_found, places_found
from server.kernel.search import follow, has, is_common, matches
from server.visits.models import Assignment, Visit

NUMBER = "visit"
follow(Visit, NUMBER, ("number",), lambda row: number_words(row.number))


def search(organisation: str, text: str) -> list[ColumnElement[bool]]:
    """Conditions on `Visit` that must all hold, one for each word; [] where nothing was typed. They go with any filter, order and limit.

    A customer who was corrected is found by the new name, also where a visit was finished under the old one.
    """
    return [_finds(organisation, token) for token in search_tokens(text)]


def _finds(organisation: str, token: str) -> ColumnElement[bool]:
    """As one list of ids, because of a choice of conditions no database makes one look-up; a common token is asked of each row instead."""
    if is_common(organisation, (NUMBER, PERSON, PLACE), token):
        goes = select(Assignment.visit_id).where(
            Assignment.organisation_id == organisation,
            Assignment.visit_id == Visit.id,
            has(organisation, STAFF, token, Assignment.person_id),
        )
        return or_(
            has(organisation, NUMBER, token, Visit.id),
            has_person(organisation, token, Visit.customer_id),
            has_place(organisation, token, Visit.premises_id),
            goes.exists(),
        )
    ours = select(Visit.id).where(Visit.organisation_id == organisation)
    gone_by = select(Assignment.visit_id).where(
        Assignment.organisation_id == organisation, Assignment.person_id.in_(matches(organisation, STAFF, token))
    )
    return Visit.id.in_(
        union_all(
            matches(organisation, NUMBER, token),
            *(ours.where(Visit.customer_id.in_(people)) for people in people_found(organisation, token)),
            *(ours.where(Visit.premises_id.in_(places)) for places in places_found(organisation, token)),
            gone_by,
        )
    )
