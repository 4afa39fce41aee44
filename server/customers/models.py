"""Customers as they really are, and the premises that are visited."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ForeignKeyConstraint, Index, String, Text, event, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.clock import later, now
from server.kernel.db import Id, Model, Moment, OfOrganisation, db
from server.kernel.ids import new_id
from server.kernel.text.pinyin import looked_up_as

MERGED = "merged_into IS NOT NULL"


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
    sorted_as: Mapped[str] = mapped_column(Text().with_variant(Text(collation="C"), "postgresql"), default="")
    __table_args__ = (
        Index(None, "organisation_id", "phone"),
        Index(None, "organisation_id", "name"),
        Index(None, "organisation_id", "account_number"),
        Index(None, "organisation_id", "sorted_as", "id"),
        Index(None, "organisation_id", "merged_into", sqlite_where=text(MERGED), postgresql_where=text(MERGED)),
    )


@event.listens_for(Customer, "before_insert")
@event.listens_for(Customer, "before_update")
def _sort(_mapper: object, _connection: object, customer: Customer) -> None:
    """Whoever writes a name need not think of its place in the list."""
    customer.sorted_as = looked_up_as(customer.name)


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


class HouseholdContact(OfOrganisation, Model):
    """Another number of a customer, or somebody else of the household: what they are to the customer, and where they are reached."""

    __tablename__ = "household_contact"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[str] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(80), default="")
    relation: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "customer_id"],
            ["customer.organisation_id", "customer.id"],
            name="fk_household_contact_customer",
        ),
        Index(None, "organisation_id", "customer_id"),
        Index(None, "organisation_id", "phone"),
    )


class Meter(OfOrganisation, Model):
    """A meter at a place: what it measures, its number, where it hangs. One that was taken out stays, because old readings name it."""

    __tablename__ = "meter"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    premises_id: Mapped[str] = mapped_column(Id)
    measures: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(40))
    hangs: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[str] = mapped_column(Moment)
    removed_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "premises_id"], ["premises.organisation_id", "premises.id"], name="fk_meter_premises"
        ),
        Index(None, "organisation_id", "premises_id"),
        Index(None, "organisation_id", "number"),
    )


class AccessRecord(OfOrganisation, Model):
    """Somebody of the staff looked at what is a customer's (DA-3): who, whose, what, when, from which visit; of a list how many it showed."""

    __tablename__ = "access_record"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[str] = mapped_column(Moment)
    person_id: Mapped[str] = mapped_column(Id)
    customer_id: Mapped[str | None] = mapped_column(Id)  # nobody's of a list
    visit_id: Mapped[str | None] = mapped_column(Id)
    what: Mapped[str] = mapped_column(String(20))
    count: Mapped[int | None]
    __table_args__ = (Index(None, "organisation_id", "customer_id", "at"), Index(None, "organisation_id", "at"))


class CustomerChange(OfOrganisation, Model):
    """What somebody of the office changed of a customer (`household.py` and `changing.py` say what there is); `said` names before and after."""

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


def same_person(organisation: str, customer: str | None) -> list[str]:
    """Ids of everybody who turned out to be the same person as this customer, whichever of them it is; [] for nobody."""
    row = db.session.get(Customer, (organisation, customer)) if customer else None
    return merged_with(organisation, current_customer(row).id) if row else []


def customers_with_phone(organisation: str, digits: str) -> list[Customer]:
    """Customers whose number this is, their own or one of their household's, the oldest first; at most ten.

    Who turned out to be somebody else is that one, so that a call from either number finds them.
    """
    if not digits:
        return []
    of_household = select(HouseholdContact.customer_id).where(
        HouseholdContact.organisation_id == organisation, HouseholdContact.phone == digits
    )
    same = select(Customer).where(
        Customer.organisation_id == organisation,
        or_(Customer.phone == digits, Customer.id.in_(of_household)),
    )
    found = [current_customer(each) for each in db.session.scalars(same.order_by(Customer.created_at).limit(10))]
    return list({each.id: each for each in found}.values())


def premises_of(organisation: str, customer: str) -> list[Premises]:
    """Where this customer is visited; at most twenty places."""
    places = select(Premises).where(Premises.organisation_id == organisation, Premises.customer_id == customer)
    return list(db.session.scalars(places.order_by(Premises.id.desc()).limit(20)))


def household_of(organisation: str, customer: str) -> list[HouseholdContact]:
    """Further numbers and people of a customer, as they were noted; at most twenty."""
    same = merged_with(organisation, customer)
    theirs = (HouseholdContact.organisation_id == organisation, HouseholdContact.customer_id.in_(same))
    return list(db.session.scalars(select(HouseholdContact).where(*theirs).order_by(HouseholdContact.id).limit(20)))


def numbers_of(customer: Customer) -> set[str]:
    """Every number by which this customer is found: their own, those of the same person under other names, and their household's."""
    same = merged_with(customer.organisation_id, customer.id)
    own = select(Customer.phone).where(Customer.organisation_id == customer.organisation_id, Customer.id.in_(same))
    household = [each.phone for each in household_of(customer.organisation_id, customer.id)]
    return {number for number in (*db.session.scalars(own), *household) if number}


def meters_at(organisation: str, premises: Sequence[str]) -> list[Meter]:
    """The meters of these places, those in use first."""
    there = (Meter.organisation_id == organisation, Meter.premises_id.in_(premises))
    return list(db.session.scalars(select(Meter).where(*there).order_by(Meter.removed_at.is_not(None), Meter.id)))


def changes_of(organisation: str, customers: Sequence[str]) -> list[CustomerChange]:
    """What was changed of these customers, the latest first; at most fifty."""
    theirs = (CustomerChange.organisation_id == organisation, CustomerChange.customer_id.in_(customers))
    return list(db.session.scalars(select(CustomerChange).where(*theirs).order_by(CustomerChange.at.desc()).limit(50)))


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
