"""Customers: found by name, number or address; one customer's page with places and visits."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import and_, or_, select

from server.console.layout import render, t
from server.console.page import here, page, query_typed
from server.console.sections import shown
from server.console.view import ViewContext, view_of
from server.customers.access import saw, searched
from server.customers.console.changes import changes_section
from server.customers.console.edit import offered_again, theirs
from server.customers.models import Customer, Premises, current_customer, household_of, meters_at, premises_of
from server.customers.reading import MEASURES
from server.customers.rules import addressed_as, full_address, headline
from server.customers.search import search
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.roles import DECIDING
from server.kernel.text.phones import masked_phone, phone_digits
from server.kernel.text.positions import write_position

PAGE = 100
OFFERED = 8  # customers that a search offers while it is typed
EDITING = ("edit", "household", "place")
CHOSEN_FOR = {"order": ("console.intake", ("dispatcher",)), "complaint": ("console.take_complaint", DECIDING)}
PARTS = ("district", "estate", "building", "unit", "room", "rural", "gate_note", "door_note")


@page("/customers")
def customers() -> Any:
    """The list by name; a search looks through names, numbers and places. `part=offers` are the first few, for the intake page."""
    who, reader = current(), view_of(current())
    query = query_typed()
    found = _found(who.organisation.id, query, request.args.get("after", ""))
    rows = [_row(customer, place, reader) for customer, place in found[:PAGE]]
    searched(who, query, [each["id"] for each in rows])
    more = here(after=f"{found[PAGE - 1][0].sorted_as}~{rows[-1]['id']}") if len(found) > PAGE else None
    next_page, roles = CHOSEN_FOR.get(wanted := request.args.get("for", ""), ("", ()))
    chosen_for = wanted if next_page and who.person.has_role(*roles) else ""
    if chosen_for and request.args.get("part") == "offers":
        return render("customers/_offers", "customers", rows=rows[:OFFERED] if query else [], next_page=next_page)
    context: dict[str, Any] = {
        "rows": rows,
        "query": query,
        "more": more,
        "chosen_for": chosen_for,
        "next_page": next_page,
    }
    return render("customers/customers", "customers", **context)


@page("/customers/<customer_id>")
def customer(customer_id: str) -> Any:
    """One customer: masked number, places, visits."""
    who, reader, person = current(), view_of(current()), theirs(customer_id)
    places = [
        {
            "line": headline(each),
            "full": full_address(each, reader.language),
            "place": each,
            "meters": meters_at(who.organisation.id, [each.id]),
        }
        for each in premises_of(who.organisation.id, person.id)
    ]
    now = current_customer(person)
    saw(who, "address", person.id)
    may = who.person.has_role("dispatcher")
    return render(
        "customers/customer",
        "customers",
        one=_person(person, reader),
        places=places,
        household=[
            {"id": each.id, "name": each.name, "relation": each.relation, "phone": masked_phone(each.phone)}
            for each in household_of(who.organisation.id, person.id)
        ],
        editing=doing if may and (doing := request.args.get("do", "")) in EDITING else "",
        editing_place=_place(places, request.args.get("place", "")),
        measures=[{"value": each, "label": t(f"customers.measured.{each}")} for each in MEASURES],
        changes=changes_section(person, reader),
        below=shown("customer", "below", person),
        person=person,
        now=_person(now, reader) if now.id != person.id else None,
        offered=[_row(each, None, reader) for each in offered_again(person)],
    )


def _place(places: list[dict[str, Any]], wanted: str) -> dict[str, Any] | None:
    """The place that the address names, with its parts and meters, if it is one of these."""
    chosen = next((each for each in places if each["place"].id == wanted), None)
    if chosen is None:
        return None
    place = chosen["place"]
    position = write_position(place.lat, place.lon, place.datum)
    return {name: getattr(place, name) for name in ("id", *PARTS)} | {"meters": chosen["meters"], "position": position}


def _found(organisation: str, query: str, after: str) -> list[tuple[Customer, Premises | None]]:
    wanted = select(Customer, Premises).outerjoin(
        Premises, and_(Premises.organisation_id == Customer.organisation_id, Premises.customer_id == Customer.id)
    )
    wanted = wanted.where(Customer.organisation_id == organisation, Customer.merged_into.is_(None))
    wanted = wanted.where(*search(organisation, query))
    sorted_as, _, id_ = after.rpartition("~")
    if is_id(id_):
        wanted = wanted.where(
            or_(Customer.sorted_as > sorted_as, and_(Customer.sorted_as == sorted_as, Customer.id > id_))
        )
    rows = db.session.execute(wanted.order_by(Customer.sorted_as, Customer.id, Premises.id).limit(PAGE * 2))
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
