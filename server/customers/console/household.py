"""A household as the office knows it: further numbers and people, the places where it is visited, and the meters there."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from server.console.form import back_to
from server.console.page import form
from server.customers import changing
from server.customers.console.edit import theirs
from server.customers.models import HouseholdContact, Meter, Premises, merged_with
from server.customers.reading import MEASURES, METER_NUMBER, meter_number_of, place_of
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.kernel.text.phones import read_phone
from server.kernel.text.typed import length_trouble, name_typed, text_typed


@form("/customers/<customer_id>/household", "dispatcher", at=lambda customer_id: _address(customer_id))
def add_contact(customer_id: str) -> str:
    """Another number of the household, with whose it is."""
    customer, typed, phone = theirs(customer_id), request.form, read_phone(request.form.get("contact_phone"))
    if not phone.kept or phone.trouble:
        raise Problem("bad_input", {"contact_phone": [phone.trouble or "phone"]})
    name, relation = name_typed(typed, "contact_name"), text_typed(typed, "relation", 40)
    changing.note_household(*_us(), customer, name, relation, phone.kept)
    return back_to(_address(customer_id), done="household")


@form(
    "/customers/<customer_id>/household/<contact_id>/gone",
    "dispatcher",
    at=lambda customer_id, contact_id: _address(customer_id),
)
def remove_contact(customer_id: str, contact_id: str) -> str:
    """This number reaches nobody of the household any more."""
    customer = theirs(customer_id)
    contact = db.session.get(HouseholdContact, (customer.organisation_id, contact_id)) if is_id(contact_id) else None
    if contact is None or contact.customer_id not in merged_with(customer.organisation_id, customer.id):
        raise Problem("not_found")
    changing.forget_household(*_us(), contact)
    return back_to(_address(customer_id), done="household")


@form("/customers/<customer_id>/places", "dispatcher", at=lambda customer_id: _address(customer_id, "place"))
def add_place(customer_id: str) -> str:
    """One more place where this customer is visited."""
    changing.place_at(*_us(), theirs(customer_id), None, _parts())
    return back_to(_address(customer_id), done="place")


@form(
    "/customers/<customer_id>/places/<premises_id>",
    "dispatcher",
    at=lambda customer_id, premises_id: _address(customer_id, "place", premises_id),
)
def change_place(customer_id: str, premises_id: str) -> str:
    """The same door, written right; the phones that hold a visit there are told."""
    customer = theirs(customer_id)
    changing.place_at(*_us(), customer, _place(customer_id, premises_id), _parts())
    return back_to(_address(customer_id, "place", premises_id), done="place")


@form(
    "/customers/<customer_id>/places/<premises_id>/meters",
    "dispatcher",
    at=lambda customer_id, premises_id: _address(customer_id, "place", premises_id),
)
def add_meter(customer_id: str, premises_id: str) -> str:
    """A meter that hangs at this place."""
    place, measures = _place(customer_id, premises_id), request.form.get("measures", "")
    number = meter_number_of(request.form.get("meter_number"))
    if measures not in MEASURES or not number:
        raise Problem("bad_input", {"meter_number": ["missing"]})
    if trouble := length_trouble(number, METER_NUMBER):
        raise Problem("bad_input", {"meter_number": [trouble]})
    changing.hang_meter(*_us(), place, measures, number, text_typed(request.form, "hangs", 120))
    return back_to(_address(customer_id, "place", premises_id), done="meter")


@form(
    "/customers/<customer_id>/places/<premises_id>/meters/<meter_id>/gone",
    "dispatcher",
    at=lambda customer_id, premises_id, meter_id: _address(customer_id, "place", premises_id),
)
def remove_meter(customer_id: str, premises_id: str, meter_id: str) -> str:
    """The meter was taken out; its number stays with the old readings."""
    place = _place(customer_id, premises_id)
    meter = db.session.get(Meter, (place.organisation_id, meter_id)) if is_id(meter_id) else None
    if meter is None or meter.premises_id != place.id:
        raise Problem("not_found")
    changing.take_meter_out(*_us(), place, meter)
    return back_to(_address(customer_id, "place", premises_id), done="meter")


def _parts() -> dict[str, Any]:
    """The parts of a place as they were typed."""
    parts, mistakes = place_of(request.form)
    if mistakes:
        raise Problem("bad_input", {name: [code] for name, code in mistakes.items()})
    return parts


def _place(customer_id: str, premises_id: str) -> Premises:
    """One place of one customer of the caller's organisation; `not_found` for anything else."""
    customer = theirs(customer_id)
    place = db.session.get(Premises, (customer.organisation_id, premises_id)) if is_id(premises_id) else None
    if place is None or place.customer_id != customer.id:
        raise Problem("not_found")
    return place


def _us() -> tuple[str, str]:
    return current().organisation.id, current().person.id


def _address(customer_id: str, doing: str = "household", place: str | None = None) -> str:
    return url_for("console.customer", customer_id=customer_id, do=doing, place=place)
