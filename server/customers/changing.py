"""Changing what is known of a customer: corrected, two of them made one, one split in two. Each change is recorded, and no fact is touched."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select, update

from server.customers.models import Customer, CustomerChange, Premises, current_customer
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.kernel.registry import installed


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
