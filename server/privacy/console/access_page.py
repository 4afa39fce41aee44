"""Who looked at whose data, for the data officer; opening it is on record, too."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import select

from server.accounts import audit
from server.accounts.models import Person
from server.console.layout import name_of, render, t
from server.console.page import here, page
from server.console.view import view_of
from server.customers.models import Customer
from server.i18n.dates import moment_short
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.kernel.roles import OFFICE
from server.kernel.transaction import write
from server.privacy import access


@page("/data/access", *OFFICE)
def access_records() -> Any:
    """The newest first; of one customer, of one person, or all. `not_allowed` for everybody but the data officer."""
    who, reader = current(), view_of(current())
    if not access.is_data_officer(who):
        raise Problem("not_allowed")
    organisation = who.organisation.id
    customer, person, before = (
        value if is_id(value := request.args.get(name, "")) else "" for name in ("customer", "person", "before")
    )
    write(lambda: audit.note(organisation, "access_read", customer or person or None))
    found = access.records(organisation, customer=customer, person=person, before=before)
    people = {
        row.id: name_of(row, reader.language)
        for row in db.session.scalars(select(Person).where(Person.organisation_id == organisation))
    }
    ids = {each.customer_id for each in found if each.customer_id}
    named = select(Customer.id, Customer.name).where(Customer.organisation_id == organisation, Customer.id.in_(ids))
    customers = {row.id: row.name for row in db.session.execute(named)}
    rows = [
        {
            "at": moment_short(each.at, reader.today, reader.zone),
            "person": people.get(each.person_id, ""),
            "person_id": each.person_id,
            "customer": customers.get(each.customer_id or "", ""),
            "customer_id": each.customer_id,
            "what": t(f"data.what.{each.what}"),
            "count": each.count,
            "visit_id": each.visit_id,
        }
        for each in found[: access.PAGE]
    ]
    return render(
        "privacy/access",
        "access_records",
        rows=rows,
        unusual=[
            {"id": each, "name": people.get(each, ""), "count": count} for each, count in access.unusual(organisation)
        ],
        of=people.get(person) or customers.get(customer) or "",
        choose=lambda **which: here(**({"customer": None, "person": None, "before": None} | which)),
        more=here(before=found[access.PAGE - 1].id) if len(found) > access.PAGE else None,
    )
