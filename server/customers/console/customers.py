"""Customers: found by name, number or address; one customer's page with places and visits."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import and_, or_, select

from server.console.layout import render, t
from server.console.page import here, page
from server.console.sections import shown
from server.console.view import ViewContext, view_of
from server.customers.console.edit import offered_again, theirs
from server.customers.models import Customer, Premises, current_customer, premises_of
from server.customers.rules import addressed_as, full_address, headline
from server.customers.search import search
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.text.phones import masked_phone, phone_digits

PAGE = 100


@page("/customers")
def customers() -> Any:
    """The list by name; a search looks through names, numbers and places."""
    who, reader = current(), view_of(current())
    query = request.args.get("q", "").strip()[:80]
    found = _found(who.organisation.id, query, request.args.get("after", ""))
    rows = [_row(customer, place, reader) for customer, place in found[:PAGE]]
    more = here(after=f"{rows[-1]['name']}~{rows[-1]['id']}") if len(found) > PAGE else None
    return render("customers/customers", "customers", rows=rows, query=query, more=more)


@page("/customers/<customer_id>")
def customer(customer_id: str) -> Any:
    """One customer: masked number, places, visits."""
    who, reader, person = current(), view_of(current()), theirs(customer_id)
    places = [
        {"line": headline(each), "full": full_address(each, reader.language), "place": each}
        for each in premises_of(who.organisation.id, person.id)
    ]
    now = current_customer(person)
    return render(
        "customers/customer",
        "customers",
        one=_person(person, reader),
        places=places,
        below=shown("customer", "below", person),
        person=person,
        now=_person(now, reader) if now.id != person.id else None,
        offered=[_row(each, None, reader) for each in offered_again(person)],
    )


def _found(organisation: str, query: str, after: str) -> list[tuple[Customer, Premises | None]]:
    wanted = select(Customer, Premises).outerjoin(
        Premises, and_(Premises.organisation_id == Customer.organisation_id, Premises.customer_id == Customer.id)
    )
    wanted = wanted.where(Customer.organisation_id == organisation, Customer.merged_into.is_(None))
    wanted = wanted.where(*search(organisation, query))
    name, _, id_ = after.rpartition("~")
    if is_id(id_):
        wanted = wanted.where(or_(Customer.name > name, and_(Customer.name == name, Customer.id > id_)))
    rows = db.session.execute(wanted.order_by(Customer.name, Customer.id, Premises.id).limit(PAGE * 2))
    first: dict[str, tuple[Customer, Premises | None]] = {}
    for customer_, place in rows:
        first.setdefault(customer_.id, (customer_, place))
    return list(first.values())[: PAGE + 1]


def _person(person: Customer, reader: ViewContext) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "spoken": addressed_as(person.name, person.salutation, reader.language),
        "phone": masked_phone(person.phone),
        "deaf": person.hard_of_hearing,
        "english": person.language == "en",
        "account": person.account_number or "",
        "since": dates.short_day(person.created_at[:10]),
        "has_phone": bool(phone_digits(person.phone)),
    }


def _row(person: Customer, place: Premises | None, reader: ViewContext) -> dict[str, Any]:
    minds = [t("customers.deaf")] if person.hard_of_hearing else []
    minds += [t("customers.english")] if person.language == "en" else []
    minds += [] if person.phone else [t("customers.no_phone")]
    return _person(person, reader) | {
        "place": headline(place) if place else "",
        "district": (place.district or "") if place else "",
        "minds": minds,
    }
