"""What a dispatcher does with an order: assign, change the time, cancel, instruct, show a number. Each form leads back to where it stood."""

from __future__ import annotations

from flask import request, url_for
from sqlalchemy import select

from server.console.form import back_to, with_query
from server.console.page import form
from server.customers.models import record_access
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.kernel.text.typed import text_typed
from server.visits.console.acting import last_acts, page_of, run_act
from server.visits.console.retiming import retime_visit
from server.visits.console.visit_forms import helpers_of
from server.visits.console.visit_panel import visible_line
from server.visits.console.who_could import clashing, sent_again
from server.visits.models import Fact, Visit
from server.visits.office import actions
from server.visits.office.undo import undo

MOST_TICKED = 50


@form("/visits/<visit_id>/assign", "dispatcher", at=lambda visit_id: page_of(visit_id, "assign"))
def assign(visit_id: str) -> str:
    """Give the visit to a lead and helpers, or to nobody."""

    def work(who: Caller, visit: Visit) -> None:
        lead, helpers = request.form.get("lead", ""), [each for each in request.form.getlist("helpers") if is_id(each)]
        if lead and not is_id(lead):
            raise Problem("bad_input", {"lead": ["person"]})
        if helpers and not lead and not request.form.get("keep_helpers"):
            raise Problem("bad_input", {"lead": ["helpers_alone"]})
        if request.form.get("keep_helpers"):
            helpers = helpers_of(visit)
        helpers = sorted({each for each in helpers if each != lead})[:6]
        actions.assign(who.organisation.id, who.person.id, visit.id, lead or None, helpers)

    return run_act(visit_id, lambda: _assigned([visit_id], request.form.get("lead", "")), work)


@form("/visits/<visit_id>/retime", "dispatcher", at=lambda visit_id: page_of(visit_id, "retime"))
def retime(visit_id: str) -> str:
    """Another time. Less than two hours before the old one our own change needs reason and apology (HV-8c), but is not forbidden."""

    def work(who: Caller, visit: Visit) -> None:
        retime_visit(who.organisation.id, who.person.id, who.organisation.time_zone, visit, request.form)

    return run_act(visit_id, "retimed", work)


@form("/visits/<visit_id>/cancel", "dispatcher", at=lambda visit_id: page_of(visit_id, "cancel"))
def cancel(visit_id: str) -> str:
    """Cancel with a reason; nothing is deleted."""

    def work(who: Caller, visit: Visit) -> None:
        reason = text_typed(request.form, "reason", 300)
        if not reason:
            raise Problem("bad_input", {"reason": ["reason"]})
        by = "us" if request.form.get("by") == "us" else "customer"
        actions.cancel(who.organisation.id, who.person.id, visit.id, reason=reason, asked_by=by)

    return run_act(visit_id, "cancelled", work)


@form("/visits/<visit_id>/instruct", "dispatcher", at=lambda visit_id: page_of(visit_id, "instruct"))
def instruct(visit_id: str) -> str:
    """Tell the technician something about this order."""

    def work(who: Caller, visit: Visit) -> None:
        actions.instruct(
            who.organisation.id, who.person.id, visit.id, instructions=text_typed(request.form, "instructions", 1000)
        )

    return run_act(visit_id, "instructed", work)


@form("/visits/assign", "dispatcher", at=lambda: url_for("console.visits"))
def assign_many() -> str:
    """Give all ticked visits to one technician, in one transaction: all or none."""
    who, lead = current(), request.form.get("lead", "")
    ticked = sorted({each for each in request.form.getlist("visit") if is_id(each)})[:MOST_TICKED]
    if not is_id(lead) or not ticked:
        raise Problem("bad_input", {"lead": ["console.mistake.person"]})

    read_at, began = request.form.get("read_at", ""), clock.now()
    for visit in ticked:
        found = must_find(Visit, who.organisation.id, visit, locked=True)
        if clock.MOMENT.fullmatch(read_at) and _given_since(found, read_at):
            raise Problem("changed_meanwhile")
        helpers = [each for each in helpers_of(found) if each != lead]
        actions.assign(who.organisation.id, who.person.id, visit, lead, helpers)
    return back_to(
        url_for("console.visits"), done=_assigned(ticked, lead), undo=last_acts(who.organisation.id, ticked, began)
    )


@form("/visits/undo", "dispatcher", at=lambda: url_for("console.visits"))
def undo_acts() -> str:
    """Take back what was just done, where nobody outside knows of it: all of it or nothing."""
    who, facts = current(), [each for each in request.form.get("facts", "").split(".") if is_id(each)][:MOST_TICKED]
    if not facts:
        raise Problem("bad_input", {"facts": ["choice"]})
    undo(who.organisation.id, who.person.id, facts)
    return with_query(back_to(url_for("console.visits"), done="taken_back"), "undo", "")


@form("/visits/<visit_id>/reveal", *DECIDING, at=lambda visit_id: page_of(visit_id))
def reveal(visit_id: str) -> str:
    """Record that somebody wants to see the customer's whole number, then show it for two minutes (DA-3)."""
    who = current()
    customer = visible_line(who, visit_id).customer.id
    return back_to(
        page_of(visit_id), shown=record_access(who.organisation.id, who.person.id, customer, "phone", visit_id)
    )


def _assigned(visits: list[str], lead: str) -> str:
    """What is said once they are given: what somebody may want to undo comes first."""
    organisation = current().organisation.id
    if sent_again(organisation, visits):
        return "assigned_again"
    return "assigned_clash" if lead and clashing(organisation, visits, lead) else "assigned"


def _given_since(visit: Visit, moment: str) -> bool:
    """Whether somebody has given the visit to anybody since a list was read."""
    given = (
        Fact.organisation_id == visit.organisation_id,
        Fact.subject_id == visit.id,
        Fact.kind == "assigned",
        Fact.received_at > moment,
    )
    return db.session.scalar(select(Fact.id).where(*given).limit(1)) is not None
