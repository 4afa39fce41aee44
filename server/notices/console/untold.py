"""Customers whom no notice reached and to whom nobody has spoken since: at the head of today's list, because they wait for something untrue."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from server.console.layout import t
from server.customers.models import Customer
from server.customers.rules import addressed_as
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.matters.actions import REACHED
from server.matters.models import Contact
from server.notices.console.visit_notices import reason_in_words
from server.notices.models import Notice
from server.notices.rules import OUT, REFUSED, WAITING
from server.visits.console.view import ListView
from server.visits.models import Visit

MATTER = ("changed", "cancelled", "late", "nobody_home")  # what a customer waits in vain without
DAYS, MOST = 2, 20


def untold_section(view: ListView) -> dict[str, Any] | None:
    """{lines}: whom nobody has told what, and why; None where everybody was told."""
    reader = view.reader
    rows = db.session.execute(
        select(Notice, Customer)
        .join(Customer, and_(Customer.organisation_id == Notice.organisation_id, Customer.id == Notice.customer_id))
        .where(*_untold(view.who))
        .order_by(Notice.created_at)
        .limit(MOST)
    ).all()
    lines = [
        {
            "icon": "call",
            "title": t("list.waits.untold", who=addressed_as(each.name, each.salutation, reader.language)),
            "words": t(
                "list.waits.untold_words",
                what=t(f"notices.kind.{notice.kind}"),
                at=dates.moment_short(notice.created_at, reader.today, reader.zone),
                why=reason_in_words(notice.reason),
            ),
            "url": url_for("console.visit", visit_id=notice.subject_id),
        }
        for notice, each in rows
    ]
    return {"lines": lines} if lines else None


def untold(who: Caller) -> int:
    """How many, for the rail."""
    found = select(Notice.id).where(*_untold(who)).limit(MOST)
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _untold(who: Caller) -> tuple[ColumnElement[bool], ...]:
    later, ours = aliased(Notice), Notice.organisation_id == who.organisation.id
    told = exists().where(
        later.organisation_id == Notice.organisation_id,
        later.subject_id == Notice.subject_id,
        later.created_at >= Notice.created_at,
        later.state.in_((*OUT, WAITING)),
    )
    spoken = exists().where(
        Contact.organisation_id == Notice.organisation_id,
        Contact.customer_id == Notice.customer_id,
        Contact.at > Notice.created_at,
        Contact.result == REACHED,
    )
    over = exists().where(
        Visit.organisation_id == Notice.organisation_id, Visit.id == Notice.subject_id, Visit.state == "done"
    )
    since = clock.later(clock.now(), days=-DAYS)
    lately = (Notice.state == REFUSED, Notice.kind.in_(MATTER), Notice.created_at >= since)
    return (ours, *lately, Notice.subject_type == "visit", ~told, ~spoken, ~over)
