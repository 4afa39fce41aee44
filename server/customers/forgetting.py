"""What is kept of a customer goes: name, numbers, places, and what they were before somebody corrected them. Ids stay, so that counts hold."""

from __future__ import annotations

from sqlalchemy import delete, select

from server.customers.models import Customer, CustomerChange, HouseholdContact, Meter, Premises
from server.kernel.db import db
from server.kernel.wiring import Forgetting

NOBODY = "—"  # where a name was; no language says it otherwise
PLACE = (
    "district",
    "estate",
    "building",
    "unit",
    "room",
    "rural",
    "gate_note",
    "door_note",
    "last_time",
    "datum",
    "lat",
    "lon",
)


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: contact details of these customers; visits follow by `customer_changed`, which comes after."""
    if "contact" not in asked.what:
        return {}
    organisation = asked.organisation
    ours = (Customer.organisation_id == organisation, Customer.id.in_(asked.customers))
    for customer in db.session.scalars(select(Customer).where(*ours)):
        customer.name, customer.salutation, customer.phone, customer.account_number = NOBODY, "none", None, None
        customer.hard_of_hearing = False
    theirs = (Premises.organisation_id == organisation, Premises.customer_id.in_(asked.customers))
    for place in db.session.scalars(select(Premises).where(*theirs)):
        for name in PLACE:
            setattr(place, name, None)
    places = select(Premises.id).where(*theirs)
    for gone in (
        select(Meter).where(Meter.organisation_id == organisation, Meter.premises_id.in_(places)),
        select(HouseholdContact).where(
            HouseholdContact.organisation_id == organisation, HouseholdContact.customer_id.in_(asked.customers)
        ),
    ):
        for row in db.session.scalars(gone):
            db.session.delete(row)  # one by one, because what is searched follows each row
    db.session.execute(
        delete(CustomerChange).where(
            CustomerChange.organisation_id == organisation, CustomerChange.customer_id.in_(asked.customers)
        )
    )
    return {"customers": len(asked.customers)}
