"""What customers answered: above everything else on the dispatcher's list, and on the visit's page."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import func, select

from server.accounts.models import Person
from server.console.form import back_to
from server.console.layout import name_of, t
from server.console.page import form
from server.customers.models import Customer, Premises
from server.customers.rules import addressed_as, headline
from server.feedback import answers
from server.feedback.models import CustomerAnswer
from server.i18n import dates
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.visits.console.view import ListView, VisitView, view_context
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Visit

MOST = 50


def waiting(who: Caller) -> int:
    """How many answers nobody has seen to."""
    open_ = (CustomerAnswer.organisation_id == who.organisation.id, CustomerAnswer.handled_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(CustomerAnswer).where(*open_)) or 0


def top_section(view: ListView) -> dict[str, Any] | None:
    """The open answers, the oldest first; None where there are none, or the list looks for something else."""
    filters = view.filters
    if filters.q or filters.state or filters.work or request.args.get("delivery"):
        return None
    organisation = view.who.organisation.id
    wanted = (
        select(CustomerAnswer, Visit)
        .join(Visit, (Visit.organisation_id == CustomerAnswer.organisation_id) & (Visit.id == CustomerAnswer.visit_id))
        .where(CustomerAnswer.organisation_id == organisation, CustomerAnswer.handled_at.is_(None))
    )
    rows = db.session.execute(wanted.order_by(CustomerAnswer.at, CustomerAnswer.id).limit(MOST)).all()
    return {"rows": [_row(answer, visit, view.reader) for answer, visit in rows]} if rows else None


def visit_section(view: VisitView) -> dict[str, Any] | None:
    """Everything that this visit's customer answered, the newest first."""
    visit, reader = view.line.visit, view_context(current())
    wanted = select(CustomerAnswer).where(
        CustomerAnswer.organisation_id == visit.organisation_id, CustomerAnswer.visit_id == visit.id
    )
    rows = db.session.scalars(wanted.order_by(CustomerAnswer.at.desc()).limit(MOST)).all()
    return {"rows": [_row(row, visit, reader) for row in rows]} if rows else None


@form("/answers/<answer_id>/handled", "dispatcher", at=lambda answer_id: url_for("console.visits"))
def handle_answer(answer_id: str) -> str:
    """Somebody has seen to it."""
    who = current()
    answers.handle(who.organisation.id, who.person.id, answer_id)
    return back_to(url_for("console.visits"), done="answer_handled")


def _row(answer: CustomerAnswer, visit: Visit, reader: VisitViewContext) -> dict[str, Any]:
    customer = db.session.get_one(Customer, (visit.organisation_id, visit.customer_id))
    lead = db.session.get(Person, (visit.organisation_id, visit.lead_id)) if visit.lead_id else None
    by = db.session.get(Person, (visit.organisation_id, answer.handled_by)) if answer.handled_by else None
    wished = ""
    if answer.wished_from:
        wished = dates.moment_short(answer.wished_from, reader.today, reader.zone)
        wished += f"–{dates.clock_time(answer.wished_to, reader.zone)}" if answer.wished_to else ""
    may = current().person.has_role("dispatcher") and answer.handled_at is None
    return {
        "at": dates.moment_short(answer.at, reader.today, reader.zone),
        "place": headline(db.session.get_one(Premises, (visit.organisation_id, visit.premises_id))),
        "customer": addressed_as(customer.name, customer.salutation, reader.language),
        "technician": name_of(lead, reader.language) if lead else t("customer_answers.nobody"),
        "what": t(f"customer_answers.what.{answer.what}"),
        "words": answer.words,
        "wished": wished,
        "url": url_for("console.visit", visit_id=visit.id),
        "handle": url_for("console.handle_answer", answer_id=answer.id) if may else "",
        "handled": t(
            "customer_answers.handled_by",
            who=name_of(by, reader.language),
            at=dates.moment_short(answer.handled_at, reader.today, reader.zone),
        )
        if by and answer.handled_at
        else "",
    }
