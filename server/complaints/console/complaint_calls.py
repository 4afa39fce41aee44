"""Whom a complaint's page offers to telephone: the customer, whose whole number is shown when it is asked for, and whoever is to answer."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from server.accounts.models import Person
from server.complaints.models import Complaint
from server.complaints.rules import CLOSED
from server.console.layout import name_of, t
from server.console.view import ViewContext
from server.customers.access import saw
from server.customers.models import Customer
from server.customers.rules import addressed_as
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.text.phones import masked_phone


def customer_call(row: Complaint, reader: ViewContext, *, own: bool) -> dict[str, Any] | None:
    """{url, label, shown}: asks for the number, which is on record (DA-3), then dials it. None for whom it is about, and where no number is known."""
    customer = db.session.get(Customer, (row.organisation_id, row.customer_id)) if row.customer_id else None
    if own or customer is None or not customer.phone:
        return None
    shown = request.args.get("number") == "1"
    if shown:
        saw(current(), "phone", customer.id, row.visit_id)
        return {"url": f"tel:{customer.phone}", "label": customer.phone, "shown": True}
    name = addressed_as(customer.name, customer.salutation, reader.language)
    label = t("complaint.call", name=name, phone=masked_phone(customer.phone))
    return {"url": url_for("console.complaint", complaint_id=row.id, number="1"), "label": label, "shown": False}


def colleague_call(row: Complaint, reader: ViewContext) -> dict[str, str] | None:
    """{name, phone} of whoever is to answer, for somebody else of the office while the complaint is open."""
    handler = db.session.get(Person, (row.organisation_id, row.handler_id)) if row.handler_id else None
    if handler is None or not handler.phone or handler.id == current().person.id or row.state == CLOSED:
        return None
    return {"name": name_of(handler, reader.language), "phone": handler.phone}
