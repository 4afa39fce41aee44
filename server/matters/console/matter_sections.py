"""Matters on other pages: the visit's, the customer's, the intake and the settings."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import select

from server.console.layout import t
from server.customers.models import Customer, merged_with
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.roles import DECIDING
from server.matters.console.matter_list import rows_of
from server.matters.console.matter_words import limit_rows
from server.matters.matter_log import clocks_of, whole
from server.matters.matter_models import Matter
from server.visits.console.story_days import narrator_for
from server.visits.console.view import VisitView, view_context
from server.visits.models import Visit

MOST = 20


def visit_section(view: VisitView) -> dict[str, Any] | None:
    """The matter that a visit belongs to, with how its limits stand."""
    visit = view.line.visit
    row = db.session.get(Matter, (visit.organisation_id, visit.matter_id)) if visit.matter_id else None
    if row is None:
        return None
    reader = view_context(current())
    limits = limit_rows(
        clocks_of(whole(row, reader.now), reader.now), reader, narrator_for(row.organisation_id, reader)
    )
    return {"matter": rows_of([row], reader)[0], "limits": limits}


def customer_section(customer: Customer) -> dict[str, Any] | None:
    """The customer's latest matters."""
    rows = _of_customer(customer.organisation_id, merged_with(customer.organisation_id, customer.id))
    may = current().person.has_role(*DECIDING)
    if not rows and not may:
        return None
    take = url_for("console.take_matter", customer=customer.id) if may else ""
    return {"rows": rows_of(rows, view_context(current())), "take": take}


def caller_section(view: Any) -> dict[str, Any] | None:
    """What the caller has asked for and is not closed: whoever calls a second time for the same thing is told so (HV-6, X2)."""
    customer = view.customer
    if customer is None:
        return None
    rows = _of_customer(customer.organisation_id, merged_with(customer.organisation_id, customer.id), open_only=True)
    if not rows:
        return None
    found = rows_of(rows, view_context(current()))
    goes_on = _matter_of(customer.organisation_id, view.follows)
    for row, shown in zip(rows, found, strict=True):
        shown["goes_on"] = row.id == goes_on  # nobody calls again: we order what is owed
        shown["again"] = row.kind == view.work and not shown["goes_on"]  # the same: the second call is one too many
    return {"rows": found}


def _matter_of(organisation: str, visit: str) -> str | None:
    row = db.session.get(Visit, (organisation, visit)) if visit else None
    return row.matter_id if row else None


def settings_section(_organisation: Any) -> dict[str, Any]:
    """Where administrators set what matters are measured by."""
    pages = (("console.limits", "limits.title"), ("console.wording_list", "wording.title"))
    return {"links": [{"url": url_for(page), "label": t(title)} for page, title in pages]}


def _of_customer(organisation: str, customers: Any, *, open_only: bool = False) -> list[Matter]:
    wanted = select(Matter).where(Matter.organisation_id == organisation, Matter.customer_id.in_(customers))
    wanted = wanted.where(Matter.is_open()) if open_only else wanted
    return list(db.session.scalars(wanted.order_by(Matter.accepted_at.desc(), Matter.id.desc()).limit(MOST)))
