"""What a dispatcher does with an order: assign, change the time, cancel, instruct, show a number. Each form leads back to where it stood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.console.page import back_to, page
from server.customers.models import record_access
from server.customers.rules import tidy
from server.dispatch.intake.order_form import clock_text
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.visits.console.rules import late_notice
from server.visits.console.visit_forms import old_time, token_of
from server.visits.console.visit_page import visit_page
from server.visits.console.visit_panel import must_find
from server.visits.models import Assignment, Visit
from server.visits.office import actions

MOST_TICKED = 50
Doing = Callable[[Caller, Visit], None]


@page("/visits/<visit_id>/assign", "dispatcher", methods=("POST",))
def assign(visit_id: str) -> Any:
    """Give the visit to a lead and helpers, or to nobody."""

    def work(who: Caller, visit: Visit) -> None:
        lead, helpers = request.form.get("lead", ""), [each for each in request.form.getlist("helpers") if is_id(each)]
        if lead and not is_id(lead):
            raise Problem("bad_input", {"lead": ["person"]})
        if request.form.get("keep_helpers"):
            helpers = _helpers(visit)
        helpers = sorted({each for each in helpers if each != lead})[:6]
        actions.assign(who.organisation.id, who.person.id, visit.id, lead or None, helpers)

    return _do(visit_id, "assign", "assigned", work)


@page("/visits/<visit_id>/retime", "dispatcher", methods=("POST",))
def retime(visit_id: str) -> Any:
    """Another time. Less than two hours before the old one our own change needs reason and apology (HV-8c), but is not forbidden."""

    def work(who: Caller, visit: Visit) -> None:
        window, agreed = _times(who)
        by = "customer" if request.form.get("by") == "customer" else "us"
        reason, apology = tidy(request.form.get("reason"), 300), request.form.get("apology") == "1"
        if by == "us" and not reason:
            raise Problem("bad_input", {"reason": ["reason"]})
        if by == "us" and not apology and late_notice(old_time(visit), clock.now()):
            raise Problem("bad_input", {"apology": ["apology"]})
        actions.reschedule(
            who.organisation.id, who.person.id, visit.id, asked_by=by, window=window, agreed_at=agreed, reason=reason or None, apology=apology
        )

    return _do(visit_id, "retime", "retimed", work)


@page("/visits/<visit_id>/cancel", "dispatcher", methods=("POST",))
def cancel(visit_id: str) -> Any:
    """Cancel with a reason; nothing is deleted."""

    def work(who: Caller, visit: Visit) -> None:
        reason = tidy(request.form.get("reason"), 300)
        if not reason:
            raise Problem("bad_input", {"reason": ["reason"]})
        by = "us" if request.form.get("by") == "us" else "customer"
        actions.cancel(who.organisation.id, who.person.id, visit.id, reason=reason, asked_by=by)

    return _do(visit_id, "cancel", "cancelled", work)


@page("/visits/<visit_id>/instruct", "dispatcher", methods=("POST",))
def instruct(visit_id: str) -> Any:
    """Tell the technician something about this order."""

    def work(who: Caller, visit: Visit) -> None:
        actions.instruct(who.organisation.id, who.person.id, visit.id, instructions=tidy(request.form.get("instructions"), 1000))

    return _do(visit_id, "instruct", "instructed", work)


@page("/visits/assign", "dispatcher", methods=("POST",))
def assign_many() -> Any:
    """Give all ticked visits to one technician, in one transaction: all or none."""
    who, lead = current(), request.form.get("lead", "")
    ticked = sorted({each for each in request.form.getlist("visit") if is_id(each)})[:MOST_TICKED]
    if not is_id(lead) or not ticked:
        raise Problem("bad_input", {"lead": ["console.mistake.person"]})

    def work() -> None:
        for visit in ticked:
            found = db.session.get(Visit, (who.organisation.id, visit))
            if found is None:
                raise Problem("not_found")
            helpers = [each for each in _helpers(found) if each != lead]
            actions.assign(who.organisation.id, who.person.id, visit, lead, helpers)

    write(work)
    return back_to(url_for("console.visits"), done="assigned")


@page("/visits/<visit_id>/reveal", "dispatcher", "supervisor", methods=("POST",))
def reveal(visit_id: str) -> Any:
    """Record that somebody wants to see the customer's whole number, then show it for two minutes (DA-3)."""
    who = current()
    customer = must_find(who, visit_id).customer.id
    record = write(lambda: record_access(who.organisation.id, who.person.id, customer, "phone", visit_id))
    return back_to(url_for("console.visit", visit_id=visit_id), shown=record)


def _do(visit_id: str, doing: str, done: str, work: Doing) -> Any:
    """Run one act in one transaction, if the order still is as the form showed it; a mistake comes back with what was typed."""
    who = current()

    def guarded() -> None:
        visit = db.session.get(Visit, (who.organisation.id, visit_id), with_for_update=True)
        if visit is None:
            raise Problem("not_found")
        if request.form.get("version", "") != token_of(visit):
            raise Problem("changed_meanwhile")
        work(who, visit)

    must_find(who, visit_id)
    try:
        write(guarded)
    except Problem as problem:
        if problem.code in ("not_found", "not_allowed"):
            raise
        return visit_page(visit_id, doing=doing, problem=problem, typed=request.form.to_dict())
    return back_to(url_for("console.visit", visit_id=visit_id), do="", done=done)


def _helpers(visit: Visit) -> list[str]:
    rows = select(Assignment.person_id).where(
        Assignment.organisation_id == visit.organisation_id, Assignment.visit_id == visit.id, Assignment.role == "helper"
    )
    return sorted(db.session.scalars(rows))


def _times(who: Caller) -> tuple[tuple[str, str] | None, str | None]:
    """(window, agreed time) as typed; `bad_input` with the field that cannot be."""
    typed, zone = request.form, who.organisation.time_zone
    day = typed.get("day", "")
    if not dates.is_day(day):
        raise Problem("bad_input", {"day": ["day"]})
    start, end, agreed = (clock_text(typed.get(name, "")) for name in ("from", "to", "agreed"))
    for name, value in (("from", start), ("to", end), ("agreed", agreed)):
        if typed.get(name, "").strip() and not value:
            raise Problem("bad_input", {name: ["time"]})
    if bool(start) != bool(end) or (start and start >= end):
        raise Problem("bad_input", {"to": ["window"]})
    if not start and not agreed:
        raise Problem("bad_input", {"from": ["no_time"]})
    window = (clock.moment_at(day, start, zone), clock.moment_at(day, end, zone)) if start else None
    return window, clock.moment_at(day, agreed, zone) if agreed else None
