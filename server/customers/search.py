"""Customers found by what is typed: name, initials, telephone, account, household, place, meter. See `kernel.search`."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, Select, or_, select, union_all
from sqlalchemy.orm import aliased

from server.customers.models import Customer, HouseholdContact, Meter, Premises
from server.customers.rules import customer_words, place_words
from server.kernel.search import follow, has, is_common, matches
from server.kernel.text.spelling import number_words, search_tokens

PERSON, PLACE, CONTACT, METER = "customer", "premises", "contact", "meter"
follow(
    Customer,
    PERSON,
    ("name", "salutation", "phone", "account_number"),
    lambda row: customer_words(row.name, row.salutation, row.phone, row.account_number),
)
follow(HouseholdContact, CONTACT, ("name", "phone"), lambda row: customer_words(row.name, "none", row.phone, None))
follow(Meter, METER, ("number",), lambda row: number_words(row.number))
follow(Premises, PLACE, ("district", "estate", "building", "unit", "room", "rural"), place_words)


def search(organisation: str, text: str) -> list[ColumnElement[bool]]:
    """Conditions on `Customer` that must all hold, one for each word; [] where nothing was typed."""
    return [_finds(organisation, token) for token in search_tokens(text)]


def people_found(organisation: str, token: str) -> list[Select[Any]]:
    """Lists of ids of customers whom a word finds: by themselves, and by their household."""
    household = select(HouseholdContact.customer_id).where(
        HouseholdContact.organisation_id == organisation,
        HouseholdContact.id.in_(matches(organisation, CONTACT, token)),
    )
    return [matches(organisation, PERSON, token), household]


def places_found(organisation: str, token: str) -> list[Select[Any]]:
    """Lists of ids of places that a word finds: by their address, and by their meters."""
    metered = select(Meter.premises_id).where(
        Meter.organisation_id == organisation, Meter.id.in_(matches(organisation, METER, token))
    )
    return [matches(organisation, PLACE, token), metered]


def rows_found(model: Any, kind: str, organisation: str, token: str, *also: Select[Any]) -> ColumnElement[bool]:
    """The condition that a word finds a row which names a customer and a place: by itself, by either, or by being in one of the lists of `also`.

    As one list of ids, because of a choice of conditions no database makes one look-up; a common token is asked of each row instead.
    """
    if is_common(organisation, (kind, PERSON, PLACE), token):
        return or_(
            has(organisation, kind, token, model.id),
            has_person(organisation, token, model.customer_id),
            has_place(organisation, token, model.premises_id),
            *(each.where(each.selected_columns[0] == model.id).exists() for each in also),
        )
    ours = select(model.id).where(model.organisation_id == organisation)
    return cast(
        "ColumnElement[bool]",
        model.id.in_(
            union_all(
                matches(organisation, kind, token),
                *(ours.where(model.customer_id.in_(people)) for people in people_found(organisation, token)),
                *(ours.where(model.premises_id.in_(places)) for places in places_found(organisation, token)),
                *also,
            )
        ),
    )


def has_person(organisation: str, token: str, customer: Any) -> ColumnElement[bool]:
    """The same as `customer IN people_found`, looked up for each row by itself."""
    household = select(HouseholdContact.id).where(
        HouseholdContact.organisation_id == organisation,
        HouseholdContact.customer_id == customer,
        has(organisation, CONTACT, token, HouseholdContact.id),
    )
    return or_(has(organisation, PERSON, token, customer), household.exists())


def has_place(organisation: str, token: str, premises: Any) -> ColumnElement[bool]:
    """The same as `premises IN places_found`, looked up for each row by itself."""
    metered = select(Meter.id).where(
        Meter.organisation_id == organisation,
        Meter.premises_id == premises,
        has(organisation, METER, token, Meter.id),
    )
    return or_(has(organisation, PLACE, token, premises), metered.exists())


def _finds(organisation: str, token: str) -> ColumnElement[bool]:
    """By themselves, their household and places, and by whoever turned out to be the same person."""
    same = aliased(Customer)
    if is_common(organisation, (PERSON, PLACE), token):
        theirs = select(Premises.id).where(
            Premises.organisation_id == organisation,
            Premises.customer_id == Customer.id,
            has_place(organisation, token, Premises.id),
        )
        merged = select(same.id).where(
            same.organisation_id == organisation,
            same.merged_into == Customer.id,
            has(organisation, PERSON, token, same.id),
        )
        return or_(has_person(organisation, token, Customer.id), theirs.exists(), merged.exists())
    there = [
        select(Premises.customer_id).where(Premises.organisation_id == organisation, Premises.id.in_(places))
        for places in places_found(organisation, token)
    ]
    people = people_found(organisation, token)
    joined = select(same.merged_into).where(
        same.organisation_id == organisation, same.id.in_(people[0]), same.merged_into.is_not(None)
    )
    return Customer.id.in_(union_all(*people, *there, joined))
