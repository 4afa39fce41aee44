"""A customer's visits, newest first, on the customer's page."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.customers.models import Customer, merged_with
from server.kernel.authorise import current
from server.kernel.db import db
from server.visits.console.view import view_context
from server.visits.console.visit_query import lines_of
from server.visits.console.visit_row import row
from server.visits.models import Visit

MOST = 50


def visits_section(customer: Customer) -> dict[str, Any]:
    """{rows}: the customer's latest visits as the list shows them."""
    reader = view_context(current())
    same = merged_with(customer.organisation_id, customer.id)
    wanted = select(Visit.id).where(Visit.organisation_id == customer.organisation_id, Visit.customer_id.in_(same))
    lines = lines_of(customer.organisation_id, list(db.session.scalars(wanted.order_by(Visit.day.desc()).limit(MOST))))
    return {
        "rows": sorted((row(line, reader) for line in lines), key=lambda each: (each["day"], each["due"]), reverse=True)
    }
