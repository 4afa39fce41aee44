"""Visits found by what is typed: their number, and whatever finds the customer or the place. See `kernel.search`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select, union_all

from server.customers.rules import plain_spelling, search_tokens
from server.customers.search import PERSON, PLACE
from server.kernel.search import follow, has, is_common, matches
from server.visits.models import Visit

NUMBER = "visit"
follow(Visit, NUMBER, ("number",), lambda row: (plain_spelling(row.number),))


def search(organisation: str, text: str) -> list[ColumnElement[bool]]:
    """Conditions on `Visit` that must all hold, one for each word; [] where nothing was typed. They go with any filter, order and limit.

    A customer who was corrected is found by the new name, also where a visit was finished under the old one.
    """
    return [_finds(organisation, token) for token in search_tokens(text)]


def _finds(organisation: str, token: str) -> ColumnElement[bool]:
    """As one list of ids, because of a choice of three conditions no database makes one look-up; a common token is asked of each row instead."""
    if is_common(organisation, (NUMBER, PERSON, PLACE), token):
        return or_(
            has(organisation, NUMBER, token, Visit.id),
            has(organisation, PERSON, token, Visit.customer_id),
            has(organisation, PLACE, token, Visit.premises_id),
        )
    ours = select(Visit.id).where(Visit.organisation_id == organisation)
    return Visit.id.in_(
        union_all(
            matches(organisation, NUMBER, token),
            ours.where(Visit.customer_id.in_(matches(organisation, PERSON, token))),
            ours.where(Visit.premises_id.in_(matches(organisation, PLACE, token))),
        )
    )
