"""The page on which somebody of the office takes a complaint down, and where complaints stand on other people's pages."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts.models import Person, Team
from server.complaints.console.words import gist_of, own_among, state_of
from server.complaints.models import Complaint
from server.complaints.rules import VIA, WANTS
from server.console.layout import name_of, render, t
from server.console.page import page
from server.console.view import view_of
from server.customers.models import Customer
from server.customers.rules import addressed_as
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.roles import DECIDING
from server.visits.console.view import VisitView
from server.visits.models import Visit

BY_HAND = tuple(each for each in VIA if each not in ("link", "slip", "visit_comment"))
MOST = 5


@page("/complaints/new", *DECIDING)
def take_complaint() -> Any:
    """The form; a visit or a customer in the address is whom it is about."""
    who, reader = current(), view_of(current())
    organisation = who.organisation.id
    visit = _row(Visit, organisation, request.args.get("visit", ""))
    customer = _row(Customer, organisation, visit.customer_id if visit else request.args.get("customer", ""))
    people = db.session.scalars(
        select(Person).where(Person.organisation_id == organisation, Person.left_at.is_(None)).order_by(Person.name)
    )
    teams = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name))
    return render(
        "complaints/take",
        "complaints",
        visit=visit.id if visit else None,
        customer=customer.id if customer else None,
        premises=visit.premises_id if visit else None,
        whom=addressed_as(customer.name, customer.salutation, reader.language) if customer else "",
        people=[{"value": each.id, "label": name_of(each, reader.language)} for each in people],
        chosen=[visit.lead_id] if visit and visit.lead_id else [],
        teams=[{"value": "", "label": ""}]
        + [{"value": each.id, "label": name_of(each, reader.language)} for each in teams],
        vias=[{"value": each, "label": t(f"complaint.via.{each}")} for each in BY_HAND],
        wants=[{"value": each, "label": t(f"complaint.wants.{each}")} for each in WANTS],
    )


def visit_section(view: VisitView) -> dict[str, Any] | None:
    """On a visit's page, for those who handle complaints."""
    visit = view.line.visit
    return _section(Complaint.visit_id == visit.id, url_for("console.take_complaint", visit=visit.id))


def customer_section(customer: Customer) -> dict[str, Any] | None:
    """On a customer's page, for those who handle complaints."""
    return _section(Complaint.customer_id == customer.id, url_for("console.take_complaint", customer=customer.id))


def caller_section(view: Any) -> dict[str, Any] | None:
    """Beside the telephone: what the caller has complained of, for those who handle complaints."""
    if view.customer is None:
        return None
    found = _section(Complaint.customer_id == view.customer.id, "")
    return found if found and found["rows"] else None


def _section(about: Any, record: str) -> dict[str, Any] | None:
    who, reader = current(), view_of(current())
    if not who.person.has_role(*DECIDING):
        return None
    wanted = select(Complaint).where(Complaint.organisation_id == who.organisation.id, about)
    rows = db.session.scalars(wanted.order_by(Complaint.received_at.desc()).limit(MOST)).all()
    own = own_among(who.organisation.id, who.person.id, [each.id for each in rows])
    return {
        "record": record,
        "rows": [
            {
                "url": url_for("console.complaint", complaint_id=each.id),
                "number": each.number,
                "came": dates.moment_short(each.received_at, reader.today, reader.zone),
                "gist": gist_of(each, own),
                "state": state_of(each),
            }
            for each in rows
        ],
    }


def _row(model: Any, organisation: str, id_: str) -> Any:
    if not id_:
        return None
    found = must_find(model, organisation, id_)
    return found
