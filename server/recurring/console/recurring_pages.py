"""Recurring visits on the customer's page: what comes again, what was ordered for it, and a form for one more."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts.models import Team
from server.console.form import back_to
from server.console.layout import name_of, t
from server.console.page import form
from server.console.view import view_of
from server.customers.models import Customer, premises_of
from server.customers.rules import headline
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.recurring import ordering
from server.recurring.models import RecurringOrder, RecurringVisit
from server.recurring.rules import FREQUENCIES
from server.standards.published import kinds_in_force


def customer_section(customer: Customer) -> dict[str, Any]:
    """What comes again, and, for dispatchers, what the form offers."""
    who, reader = current(), view_of(current())
    organisation, language = customer.organisation_id, reader.language
    works = kinds_in_force(organisation, reader.today)
    places = premises_of(organisation, customer.id)
    teams = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name)).all()
    may = who.person.has_role("dispatcher") and bool(places)
    return {
        "rows": [_row(each, works, reader) for each in ordering.of_customer(organisation, customer.id)],
        "action": url_for("console.set_up_recurring", customer_id=customer.id) if may else "",
        "works": [{"value": each.id, "label": each.title(language)} for each in works.values()],
        "places": [{"value": each.id, "label": headline(each)} for each in places],
        "teams": [{"value": each.id, "label": name_of(each, language)} for each in teams],
        "frequencies": [{"value": each, "label": t(f"recurring.{each}")} for each in FREQUENCIES],
        "ahead": [{"value": str(each), "label": t("recurring.days", count=each)} for each in ordering.AHEAD],
    }


@form(
    "/customers/<customer_id>/recurring",
    "dispatcher",
    at=lambda customer_id: url_for("console.customer", customer_id=customer_id),
)
def set_up_recurring(customer_id: str) -> str:
    """One more kind of work that comes again; the job orders ahead."""
    organisation = current().organisation.id
    customer = db.session.get(Customer, (organisation, customer_id)) if is_id(customer_id) else None
    if customer is None:
        raise Problem("not_found")
    ordering.set_up(organisation, current().person.id, customer, request.form)
    return back_to(url_for("console.customer", customer_id=customer_id), done="recurring")


@form("/recurring/<recurring_id>/end", "dispatcher", at=lambda recurring_id: url_for("console.customers"))
def end_recurring(recurring_id: str) -> str:
    """Nothing more is ordered; what is ordered stays."""
    row = ordering.end_it(current().organisation.id, recurring_id)
    return back_to(url_for("console.customer", customer_id=row.customer_id), done="recurring_ended")


def _row(row: RecurringVisit, works: Any, reader: Any) -> dict[str, Any]:
    orders = select(RecurringOrder).where(
        RecurringOrder.organisation_id == row.organisation_id, RecurringOrder.recurring_id == row.id
    )
    last = db.session.scalars(orders.order_by(RecurringOrder.on_day.desc()).limit(3)).all()
    rule = dict(part.split("=") for part in row.rule.split(";"))
    kind = works.get(row.kind_of_work)
    return {
        "id": row.id,
        "work": kind.title(reader.language) if kind else row.kind_of_work,
        "rule": t(f"recurring.every_{rule['FREQ'].lower()}", count=rule["INTERVAL"]),
        "time": f"{row.start}–{row.end}",
        "next": dates.named_day(row.next_on, reader.language, reader.today) if row.next_on else "",
        "trouble": t(f"mistake.{row.trouble}") if row.trouble else "",
        "orders": [
            {"url": url_for("console.visit", visit_id=each.visit_id), "day": each.on_day, "found": each.found}
            for each in last
        ],
    }
