"""Customers, places and meters as lists for a file, in the columns in which they can be imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from server.customers.models import Customer, Meter, Premises
from server.customers.reading import HOUSE
from server.i18n.messages import translate
from server.kernel import clock
from server.kernel.db import db
from server.kernel.tables import Asker, ExportList
from server.kernel.text.positions import write_position

PLACE = ("district", "estate", *HOUSE, "rural", "gate_note", "door_note")
WHO = ("account", "name", "phone")


def customers(asker: Asker) -> Iterator[Sequence[str | int | None]]:
    """One line a customer, those who turned out to be somebody else left out."""
    rows = select(Customer).where(Customer.organisation_id == asker.organisation, Customer.merged_into.is_(None))
    for each in db.session.scalars(rows.order_by(Customer.id).execution_options(yield_per=500)):
        spoken = translate(f"console.intake.{each.salutation}", asker.language) if each.salutation != "none" else ""
        yield (
            *_who(each),
            spoken,
            each.language,
            translate("console.table.yes", asker.language) if each.hard_of_hearing else "",
            clock.day_of(each.created_at, asker.zone),
        )


def places(asker: Asker) -> Iterator[Sequence[str | int | None]]:
    """One line a place, with whose it is."""
    rows = (
        select(Premises, Customer)
        .join(Customer, (Customer.organisation_id == Premises.organisation_id) & (Customer.id == Premises.customer_id))
        .where(Premises.organisation_id == asker.organisation)
    )
    for place, customer in db.session.execute(rows.order_by(Premises.id).execution_options(yield_per=500)):
        on_map = write_position(place.lat, place.lon, place.datum)
        yield (*_who(customer), *(getattr(place, name) for name in PLACE), on_map)


def meters(asker: Asker) -> Iterator[Sequence[str | int | None]]:
    """One line a meter, with place and customer; those that were taken out, too."""
    rows = (
        select(Meter, Premises, Customer)
        .join(Premises, (Premises.organisation_id == Meter.organisation_id) & (Premises.id == Meter.premises_id))
        .join(Customer, (Customer.organisation_id == Premises.organisation_id) & (Customer.id == Premises.customer_id))
        .where(Meter.organisation_id == asker.organisation)
    )
    for meter, place, customer in db.session.execute(rows.order_by(Meter.id).execution_options(yield_per=500)):
        measures = translate(f"console.customers.measured.{meter.measures}", asker.language)
        removed = clock.day_of(meter.removed_at, asker.zone) if meter.removed_at else ""
        where = (getattr(place, name) for name in PLACE[:-2])
        yield (meter.number, measures, meter.hangs, removed, *_who(customer), *where)


def _who(customer: Customer) -> tuple[Any, ...]:
    return customer.account_number, customer.name, customer.phone


EXPORTS = (
    ExportList("customers", ("dispatcher",), (*WHO, "salutation", "speaks", "deaf", "since"), customers),
    ExportList("places", ("dispatcher",), (*WHO, *PLACE, "position"), places),
    ExportList("meters", ("dispatcher",), ("meter_number", "measures", "hangs", "removed", *WHO, *PLACE[:-2]), meters),
)
