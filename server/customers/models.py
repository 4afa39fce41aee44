"""Customers as they really are, and the premises that are visited."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.clock import later, now
from server.kernel.db import Id, Model, Moment, OfOrganisation, db
from server.kernel.ids import new_id


class Customer(OfOrganisation, Model):
    """One name field (with ·, rare characters), a chosen salutation (ms | mr | none); `phone` is empty for somebody without one."""

    __tablename__ = "customer"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    salutation: Mapped[str] = mapped_column(String(8), default="none")
    language: Mapped[str] = mapped_column(String(8), default="zh-CN")
    phone: Mapped[str | None] = mapped_column(String(32))
    hard_of_hearing: Mapped[bool] = mapped_column(default=False)
    account_number: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[str] = mapped_column(Moment)
    merged_into: Mapped[str | None] = mapped_column(Id)  # the customer who this one turned out to be
    __table_args__ = (Index(None, "organisation_id", "phone"), Index(None, "organisation_id", "name"))


class Premises(OfOrganisation, Model):
    """Where the work is: estate, building, unit, room, or a rural line; position in microdegrees with its datum."""

    __tablename__ = "premises"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[str] = mapped_column(Id)
    district: Mapped[str | None] = mapped_column(String(80))
    estate: Mapped[str | None] = mapped_column(String(80))
    building: Mapped[str | None] = mapped_column(String(20))
    unit: Mapped[str | None] = mapped_column(String(20))
    room: Mapped[str | None] = mapped_column(String(20))
    rural: Mapped[str | None] = mapped_column(String(160))
    gate_note: Mapped[str | None] = mapped_column(String(200))
    door_note: Mapped[str | None] = mapped_column(String(200))
    last_time: Mapped[str | None] = mapped_column(String(400))
    datum: Mapped[str | None] = mapped_column(String(8))
    lat: Mapped[int | None]
    lon: Mapped[int | None]
    last_reading_kind: Mapped[str | None] = mapped_column(String(12))
    estimates_in_row: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "customer_id"], ["customer.organisation_id", "customer.id"], name="fk_premises_customer"
        ),
        Index(None, "organisation_id", "customer_id"),
    )


class AccessRecord(OfOrganisation, Model):
    """Somebody of the staff looked at what is otherwise masked (DA-3): who, whose, what, when, from which visit."""

    __tablename__ = "access_record"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[str] = mapped_column(Moment)
    person_id: Mapped[str] = mapped_column(Id)
    customer_id: Mapped[str] = mapped_column(Id)
    visit_id: Mapped[str | None] = mapped_column(Id)
    what: Mapped[str] = mapped_column(String(20))
    __table_args__ = (Index(None, "organisation_id", "customer_id", "at"), Index(None, "organisation_id", "at"))


class CustomerChange(OfOrganisation, Model):
    """What somebody of the office changed of a customer: corrected, merged, split, separated; `said` names before and after."""

    __tablename__ = "customer_change"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[str] = mapped_column(Id)
    person_id: Mapped[str] = mapped_column(Id)
    at: Mapped[str] = mapped_column(Moment)
    what: Mapped[str] = mapped_column(String(12))
    said: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index(None, "organisation_id", "customer_id", "at"),)


def current_customer(customer: Customer) -> Customer:
    """Who this customer is now, after others turned out to be the same person."""
    for _ in range(10):
        into = (
            db.session.get(Customer, (customer.organisation_id, customer.merged_into)) if customer.merged_into else None
        )
        if into is None:
            return customer
        customer = into
    return customer


def merged_with(organisation: str, customer: str) -> list[str]:
    """Ids of this customer and of all who turned out to be the same person, so that a history is whole."""
    found, fresh = [customer], [customer]
    while fresh and len(found) < 100:
        same = select(Customer.id).where(Customer.organisation_id == organisation, Customer.merged_into.in_(fresh))
        fresh = [each for each in db.session.scalars(same) if each not in found]
        found += fresh
    return found


def customers_with_phone(organisation: str, digits: str) -> list[Customer]:
    """Customers whose number this is, the oldest first; at most ten."""
    if not digits:
        return []
    same = select(Customer).where(
        Customer.organisation_id == organisation, Customer.phone == digits, Customer.merged_into.is_(None)
    )
    return list(db.session.scalars(same.order_by(Customer.created_at).limit(10)))


def premises_of(organisation: str, customer: str) -> list[Premises]:
    """Where this customer is visited; at most twenty places."""
    places = select(Premises).where(Premises.organisation_id == organisation, Premises.customer_id == customer)
    return list(db.session.scalars(places.order_by(Premises.id.desc()).limit(20)))


def record_access(organisation: str, person: str, customer: str, what: str, visit: str | None = None) -> str:
    """Inside `write`: note that a person looked at something masked (DA-3); returns the record's id."""
    row = AccessRecord(
        organisation_id=organisation,
        id=new_id(),
        at=now(),
        person_id=person,
        customer_id=customer,
        visit_id=visit,
        what=what,
    )
    db.session.add(row)
    return row.id


def may_see_unmasked(organisation: str, person: str, visit: str, record: str) -> bool:
    """Whether this record says that the person asked to see this visit's number within the last two minutes."""
    row = db.session.get(AccessRecord, (organisation, record))
    return row is not None and (row.person_id, row.visit_id) == (person, visit) and row.at >= later(now(), minutes=-2)
