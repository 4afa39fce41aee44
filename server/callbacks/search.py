"""Call-backs found by what is typed: by whatever finds the customer, or the visit that they are about. See `kernel.search`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from server.callbacks.models import CallBack
from server.customers import search as customers
from server.customers.models import Customer
from server.visits import search as visits
from server.visits.models import Visit


def search(organisation: str, text: str) -> list[ColumnElement[bool]]:
    """Conditions on `CallBack`; [] where nothing was typed. All words have to find the customer, or all of them the visit."""
    people, done = customers.search(organisation, text), visits.search(organisation, text)
    if not people:
        return []
    theirs = select(Customer.id).where(Customer.organisation_id == organisation, *people)
    about = select(Visit.id).where(Visit.organisation_id == organisation, *done)
    return [or_(CallBack.customer_id.in_(theirs), CallBack.visit_id.in_(about))]
