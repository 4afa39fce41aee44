"""Changing what is known of a customer: corrected, joined, split; household, places, meters. Each change is recorded, and no fact is touched."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select, update

from server.customers.models import (
    Customer,
    CustomerChange,
    HouseholdContact,
    Meter,
    Premises,
    current_customer,
    numbers_of,
)
from server.customers.reading import POSITION
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.kernel.registry import installed
from server.kernel.text.positions import write_position

MOST_CONTACTS = 12  # numbers of one household
NOTES = {"gate_note", "door_note"}  # parts of a place that say how to get in, not where it is


def change_customer(organisation: str, by: str, customer: Customer, changes: dict[str, Any]) -> None:
    """Inside `write`: set these fields, and record those that were otherwise."""
    said = {
        name: {"from": getattr(customer, name), "to": value}
        for name, value in changes.items()
        if getattr(customer, name) != value
    }
    for name, value in changes.items():
        setattr(customer, name, value)
    if said:
        record(organisation, by, customer.id, "corrected", said)
        db.session.flush()
        installed().customer_changed(organisation, customer.id, customer.id, [])


def merge(organisation: str, by: str, one: Customer, into: Customer) -> None:
    """Inside `write`: from now on both are `into`. Visits keep the customer for whom they were ordered, so nothing that was true is lost."""
    into = current_customer(into)
    if one.id == into.id or one.merged_into:
        raise Problem("bad_input", {"into": ["same_customer"]})
    mine = (Premises.organisation_id == organisation, Premises.customer_id == one.id)
    moved = list(db.session.scalars(select(Premises.id).where(*mine)))
    db.session.execute(update(Premises).where(*mine).values(customer_id=into.id))
    one.merged_into = into.id
    into.phone = into.phone or one.phone
    into.account_number = into.account_number or one.account_number
    record(organisation, by, one.id, "merged", {"into": into.id, "premises": moved})


def split(organisation: str, by: str, customer: Customer, name: str, phone: str | None, premises: list[str]) -> str:
    """Inside `write`: a new customer of this name and number takes over these places; returns the new one's id.

    Visits that were ordered for those places by the old one are the new one's: see `customer_changed` of the registry.
    """
    new = Customer(
        organisation_id=organisation,
        id=new_id(),
        created_at=clock.now(),
        name=name,
        phone=phone,
        salutation=customer.salutation,
        language=customer.language,
    )
    db.session.add(new)
    db.session.flush()
    mine = (Premises.organisation_id == organisation, Premises.customer_id == customer.id, Premises.id.in_(premises))
    db.session.execute(update(Premises).where(*mine).values(customer_id=new.id))
    record(organisation, by, customer.id, "split", {"new": new.id, "premises": premises})
    installed().customer_changed(organisation, customer.id, new.id, premises)
    return new.id


def note_household(organisation: str, by: str, customer: Customer, name: str, relation: str, phone: str) -> str:
    """Inside `write`: another number of this customer, or somebody else of the household; returns its id."""
    known = numbers_of(customer)
    if phone in known:
        raise Problem("bad_input", {"contact_phone": ["known_number"]})
    if len(known) > MOST_CONTACTS:
        raise Problem("bad_input", {"contact_phone": ["many_numbers"]})
    row = HouseholdContact(
        organisation_id=organisation,
        id=new_id(),
        customer_id=customer.id,
        name=name,
        relation=relation,
        phone=phone,
        created_at=clock.now(),
    )
    db.session.add(row)
    record(organisation, by, customer.id, "household", {"added": {"name": name, "relation": relation, "phone": phone}})
    return row.id


def forget_household(organisation: str, by: str, contact: HouseholdContact) -> None:
    """Inside `write`: a number that reaches nobody of this household any more."""
    said = {"name": contact.name, "relation": contact.relation, "phone": contact.phone}
    record(organisation, by, contact.customer_id, "household", {"removed": said})
    db.session.delete(contact)


def place_at(organisation: str, by: str, customer: Customer, place: Premises | None, parts: dict[str, Any]) -> str:
    """Inside `write`: put a place of this customer right, or add one (`place` None); returns its id. Visits there are told to the phones."""
    if place is None:
        place = Premises(organisation_id=organisation, id=new_id(), customer_id=customer.id, **parts)
        db.session.add(place)
        record(organisation, by, customer.id, "place", {"premises": place.id, "added": _as_said(parts)})
        db.session.flush()
        return place.id
    said = {
        name: {"from": getattr(place, name), "to": value}
        for name, value in parts.items()
        if (getattr(place, name) or None) != value
    }
    before, moved = _on_map(place), bool(said.keys() & {*POSITION})
    for name, value in parts.items():
        setattr(place, name, value)
    if said:
        if said.keys() - NOTES and not moved:  # because a pin that was set for another door leads to a wrong one
            place.datum = place.lat = place.lon = None
        told = {name: each for name, each in said.items() if name not in POSITION}
        told |= {"position": {"from": before, "to": _on_map(place)}} if before != _on_map(place) else {}
        record(organisation, by, customer.id, "place", {"premises": place.id, **told})
        db.session.flush()
        installed().customer_changed(organisation, customer.id, customer.id, [])
    return place.id


def _on_map(place: Premises) -> str:
    return write_position(place.lat, place.lon, place.datum)


def _as_said(parts: dict[str, Any]) -> dict[str, Any]:
    """The parts of a place with its position as one, because nobody reads three numbers."""
    kept = {name: value for name, value in parts.items() if name not in POSITION}
    position = write_position(*(parts.get(name) for name in POSITION))
    return kept | ({"position": position} if position else {})


def hang_meter(organisation: str, by: str, place: Premises, measures: str, number: str, hangs: str) -> str:
    """Inside `write`: a meter at this place; returns its id. A number that hangs at another place of the organisation is refused."""
    same = (Meter.organisation_id == organisation, Meter.measures == measures, Meter.number == number)
    if db.session.scalars(select(Meter.id).where(*same, Meter.removed_at.is_(None))).first():
        raise Problem("bad_input", {"meter_number": ["meter_taken"]})
    row = Meter(
        organisation_id=organisation,
        id=new_id(),
        premises_id=place.id,
        measures=measures,
        number=number,
        hangs=hangs,
        created_at=clock.now(),
    )
    db.session.add(row)
    said = {"premises": place.id, "hung": {"measures": measures, "number": number, "hangs": hangs}}
    record(organisation, by, place.customer_id, "meter", said)
    return row.id


def take_meter_out(organisation: str, by: str, place: Premises, meter: Meter) -> None:
    """Inside `write`: the meter hangs here no longer; its number stays known."""
    meter.removed_at = meter.removed_at or clock.now()
    said = {"premises": place.id, "taken_out": {"measures": meter.measures, "number": meter.number}}
    record(organisation, by, place.customer_id, "meter", said)


def separate(organisation: str, by: str, customer: Customer) -> None:
    """Inside `write`: take a merging back."""
    last = db.session.scalars(
        select(CustomerChange)
        .where(
            CustomerChange.organisation_id == organisation,
            CustomerChange.customer_id == customer.id,
            CustomerChange.what == "merged",
        )
        .order_by(CustomerChange.at.desc())
        .limit(1)
    ).first()
    if customer.merged_into is None or last is None:
        raise Problem("bad_input", {"into": ["same_customer"]})
    said = json.loads(last.said)
    theirs = (
        Premises.organisation_id == organisation,
        Premises.customer_id == customer.merged_into,
        Premises.id.in_(said["premises"]),
    )
    db.session.execute(update(Premises).where(*theirs).values(customer_id=customer.id))
    record(organisation, by, customer.id, "separated", {"from": customer.merged_into})
    customer.merged_into = None


def record(organisation: str, by: str, customer: str, what: str, said: dict[str, Any]) -> None:
    """Inside `write`: who changed what of whom, with what it was before."""
    db.session.add(
        CustomerChange(
            organisation_id=organisation,
            id=new_id(),
            customer_id=customer,
            person_id=by,
            at=clock.now(),
            what=what,
            said=json.dumps(said, ensure_ascii=False),
        )
    )
