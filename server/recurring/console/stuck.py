"""Recurring visits that could not be ordered: at the head of today's list, because nobody opens the customer's page to find out."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, and_, func, select

from server.console.layout import t
from server.customers.models import Customer, Premises
from server.customers.rules import addressed_as
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.recurring.models import RecurringVisit
from server.visits.console.view import ListView

MOST = 20


def stuck_section(view: ListView) -> dict[str, Any] | None:
    """{lines}: whose visit was not ordered, and why."""
    same_place = and_(
        Premises.organisation_id == RecurringVisit.organisation_id, Premises.id == RecurringVisit.premises_id
    )
    whose = and_(Customer.organisation_id == Premises.organisation_id, Customer.id == Premises.customer_id)
    wanted = select(RecurringVisit, Customer).join(Premises, same_place).join(Customer, whose)
    rows = db.session.execute(wanted.where(*_stuck(view.who)).order_by(RecurringVisit.next_on).limit(MOST)).all()
    lines = [
        {
            "icon": "again",
            "title": t("recurring.stuck", who=addressed_as(each.name, each.salutation, view.reader.language)),
            "words": t(f"mistake.{row.trouble}"),
            "url": url_for("console.customer", customer_id=each.id),
        }
        for row, each in rows
    ]
    return {"lines": lines} if lines else None


def stuck(who: Caller) -> int:
    """How many, for the rail."""
    found = select(RecurringVisit.id).where(*_stuck(who)).limit(MOST)
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _stuck(who: Caller) -> tuple[ColumnElement[bool], ...]:
    ours = RecurringVisit.organisation_id == who.organisation.id
    return ours, RecurringVisit.trouble != "", RecurringVisit.ended_at.is_(None)
