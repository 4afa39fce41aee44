"""Customers found by what is typed: name, pinyin initials, telephone, account number, place. See `kernel.search`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from server.customers.models import Customer, Premises
from server.customers.rules import customer_words, place_words, search_tokens
from server.kernel.search import follow, has, is_common, matches

PERSON, PLACE = "customer", "premises"
follow(
    Customer,
    PERSON,
    ("name", "phone", "account_number"),
    lambda row: customer_words(row.name, row.phone, row.account_number),
)
follow(Premises, PLACE, ("district", "estate", "building", "unit", "room", "rural"), place_words)


def search(organisation: str, text: str) -> list[ColumnElement[bool]]:
    """Conditions on `Customer` that must all hold, one for each word; [] where nothing was typed."""
    return [_finds(organisation, token) for token in search_tokens(text)]


def _finds(organisation: str, token: str) -> ColumnElement[bool]:
    if is_common(organisation, (PERSON, PLACE), token):
        theirs = select(Premises.id).where(
            Premises.organisation_id == organisation,
            Premises.customer_id == Customer.id,
            has(organisation, PLACE, token, Premises.id),
        )
        return or_(has(organisation, PERSON, token, Customer.id), theirs.exists())
    there = select(Premises.customer_id).where(
        Premises.organisation_id == organisation, Premises.id.in_(matches(organisation, PLACE, token))
    )
    return or_(Customer.id.in_(matches(organisation, PERSON, token)), Customer.id.in_(there))
