"""Visits found by what is typed: their number, who goes, and whatever finds the customer or the place. See `kernel.search`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from server.accounts.search import STAFF
from server.customers.search import rows_found
from server.kernel.search import follow, matches
from server.kernel.text.spelling import number_words, search_tokens
from server.visits.models import Assignment, Visit

NUMBER = "visit"
follow(Visit, NUMBER, ("number",), lambda row: number_words(row.number))


def search(organisation: str, text: str) -> list[ColumnElement[bool]]:
    """Conditions on `Visit` that must all hold, one for each word; [] where nothing was typed. They go with any filter, order and limit.

    A customer who was corrected is found by the new name, also where a visit was finished under the old one.
    """
    return [_finds(organisation, token) for token in search_tokens(text)]


def _finds(organisation: str, token: str) -> ColumnElement[bool]:
    gone_by = select(Assignment.visit_id).where(
        Assignment.organisation_id == organisation, Assignment.person_id.in_(matches(organisation, STAFF, token))
    )
    return rows_found(Visit, NUMBER, organisation, token, gone_by)
