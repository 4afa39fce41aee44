"""Taking a complaint down on one page by keyboard alone (picture quality/03), and where complaints stand on other people's pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from server.accounts.models import Person, Team
from server.accounts.offered import too_many_for_one_page
from server.complaints.console.set_aside import of_customer, of_visit, set_aside
from server.complaints.console.taken_side import asked_at_once, people_on, side_of, visit_rows
from server.complaints.console.taking import (
    DANGERS,
    PARTS,
    RELATIONS,
    TOPICS,
    missing_in,
    read_back,
    taken_of,
    tick_boxes,
)
from server.complaints.console.words import gist_of, own_among, state_of
from server.complaints.facts import LONGEST
from server.complaints.models import Complaint
from server.complaints.rules import VIA, WANTS
from server.console.form import typed_again
from server.console.layout import name_of, render, t
from server.console.page import page
from server.console.view import view_of
from server.customers.models import Customer, same_person
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.roles import DECIDING
from server.visits.console.view import VisitView, view_context
from server.visits.models import Visit

BY_HAND = tuple(each for each in VIA if each not in ("link", "slip", "visit_comment"))
MOST, MOST_VISITS = 5, 5


@page("/complaints/new", *DECIDING)
def take_complaint() -> Any:
    """The form; a visit, a customer or a number in the address is whom it is about. What was typed survives a refusal."""
    typed = typed_again()
    other = typed.pop("other", "")
    if other:  # without a script: another with this number, or none of them
        rejected = typed.get("customer", "")
        row = db.session.get(Customer, (current().organisation.id, rejected)) if is_id(rejected) else None
        typed["customer"], typed["given"] = other, ""
        if row is not None and typed.get("caller") == row.name:
            typed["caller"] = ""
    given = typed if typed else request.args
    if not typed and (visit := given.get("visit", "")):
        must_find(Visit, current().organisation.id, visit)
    if not typed and (customer := given.get("customer", "")):
        must_find(Customer, current().organisation.id, customer)
    return render("complaints/take", "complaints", **_context(MultiDict(given), began=not typed or bool(other)))


@page("/complaints/new/draft", *DECIDING, methods=("POST",))
def complaint_draft() -> Any:
    """The parts of the page that follow the typing. Nothing is stored."""
    context = _context(request.form)
    parts = {
        name: render_template(f"complaints/_take_{name}.html", t=t, errors={}, **context)
        for name in ("found", "visits", "count", "slots", "read", "side")
    }
    taken = context["taken"]
    filled = taken.lookup.filled if taken.customer else {}
    return parts | {"filled": {"customer": filled["customer"], "caller": filled["name"]} if filled else {}}


def _context(typed: MultiDict[str, str], *, began: bool = False) -> dict[str, Any]:
    who, reader = current(), view_context(current())
    organisation = who.organisation.id
    taken = taken_of(organisation, typed, reader)
    if began and taken.customer is not None and not typed.get("caller"):
        typed["caller"] = taken.customer.name
    sentence, missing = read_back(taken, organisation, reader), missing_in(taken)
    filled = {"customer": taken.customer.id, "caller": taken.customer.name} if taken.customer else {}
    return {
        "typed": typed,
        "taken": taken,
        "given": json.dumps(filled, ensure_ascii=False),
        "visits": visit_rows(taken, MOST_VISITS, reader),
        "whom": people_on(taken, organisation, reader),
        "topics": tick_boxes(TOPICS, "topic", taken.topics),
        "dangers": tick_boxes(DANGERS, "danger", taken.dangers),
        "written": {"count": len(taken.text), "most": LONGEST},
        "sentence": sentence,
        "tongue": taken.customer.language if taken.customer else reader.language,
        "ticked": [name for name in PARTS if typed.get(f"read_{name}") == sentence[name]],
        "missing": [t(f"taking.missing.{each}") for each in missing],
        "ready": not missing,
        "asks": t("complaint.comma").join(
            each["label"] for each in people_on(taken, organisation, reader) if each["value"] in asked_at_once(taken)
        ),
        "side": side_of(taken, organisation, reader),
        "language": reader.language,
        "relations": [{"value": each, "label": t(f"taking.relation.{each}")} for each in RELATIONS],
        "vias": [{"value": each, "label": t(f"complaint.via.{each}")} for each in BY_HAND],
        "wants": [{"value": each, "label": t(f"complaint.wants.{each}")} for each in WANTS],
        "people": _everybody(organisation, reader.language),
        "teams": _teams(organisation, reader.language),
        "clock": reader.now,
    }


def _everybody(organisation: str, tongue: str) -> list[dict[str, str]]:
    """Whom else it may be about; where these are more than a page draws, a team is named."""
    if too_many_for_one_page(organisation):
        return []
    people = db.session.scalars(
        select(Person).where(Person.organisation_id == organisation, Person.left_at.is_(None)).order_by(Person.name)
    )
    return [{"value": each.id, "label": name_of(each, tongue)} for each in people]


def _teams(organisation: str, tongue: str) -> list[dict[str, str]]:
    teams = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name))
    return [{"value": "", "label": ""}, *({"value": each.id, "label": name_of(each, tongue)} for each in teams)]


def visit_section(view: VisitView) -> dict[str, Any] | None:
    """On a visit's page, for those who handle complaints."""
    visit = view.line.visit
    return _section(
        Complaint.visit_id == visit.id, url_for("console.take_complaint", visit=visit.id), lambda: of_visit(visit.id)
    )


def customer_section(customer: Customer) -> dict[str, Any] | None:
    """On a customer's page, for those who handle complaints."""
    record = url_for("console.take_complaint", customer=customer.id)
    return _section(_theirs(customer), record, lambda: of_customer(customer.id))


def caller_section(view: Any) -> dict[str, Any] | None:
    """Beside the telephone: what the caller has complained of, for those who handle complaints."""
    if view.customer is None:
        return None
    found = _section(_theirs(view.customer), "")
    return found if found and found["rows"] else None


def _theirs(customer: Customer) -> Any:
    return Complaint.customer_id.in_(same_person(customer.organisation_id, customer.id))


def _section(about: Any, record: str, aside: Callable[[], Any] | None = None) -> dict[str, Any] | None:
    who, reader = current(), view_of(current())
    if not who.person.has_role(*DECIDING):
        return None
    wanted = select(Complaint).where(Complaint.organisation_id == who.organisation.id, about)
    rows = db.session.scalars(wanted.order_by(Complaint.received_at.desc()).limit(MOST)).all()
    own = own_among(who.organisation.id, who.person.id, [each.id for each in rows])
    return {
        "record": record,
        "aside": set_aside(reader, aside(), most=MOST) if aside else [],
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
