"""What a dispatcher does with an order: assign, change the time, cancel, instruct, show a number. Each form leads back to where it stood."""

from __future__ import annotations

from flask import request, url_for
from sqlalchemy import select

from server.console.form import back_to, with_query
from server.console.page import form
from server.customers.models import record_access
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.kernel.text.days import day_trouble, read_day
from server.kernel.text.letters import tidy
from server.kernel.text.times import is_over_midnight, read_end, read_time
from server.visits import days
from server.visits.console.acting import last_acts, page_of, run_act
from server.visits.console.visit_forms import helpers_of
from server.visits.console.visit_panel import visible_line
from server.visits.console.who_could import clashing
from server.visits.limit_results import late_notice
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

    clash = bool(request.form.get("lead")) and clashing(current().organisation.id, [visit_id], request.form["lead"])
    return run_act(visit_id, "assigned_clash" if clash else "assigned", work)


@form("/visits/<visit_id>/retime", "dispatcher", at=lambda visit_id: page_of(visit_id, "retime"))
def retime(visit_id: str) -> str:
    """Another time. Less than two hours before the old one our own change needs reason and apology (HV-8c), but is not forbidden."""

    def work(who: Caller, visit: Visit) -> None:
        window, agreed = _times(who)
        by = "customer" if request.form.get("by") == "customer" else "us"
        reason, apology = tidy(request.form.get("reason"), 300), request.form.get("apology") == "1"
        if by == "us" and not reason:
            raise Problem("bad_input", {"reason": ["reason"]})
        if by == "us" and not apology and late_notice(visit, clock.now()):
            raise Problem("bad_input", {"apology": ["apology"]})
        actions.reschedule(
            who.organisation.id,
            who.person.id,
            visit.id,
            asked_by=by,
            window=window,
            agreed_at=agreed,
            reason=reason or None,
            apology=apology,
        )

    return run_act(visit_id, "retimed", work)


@form("/visits/<visit_id>/cancel", "dispatcher", at=lambda visit_id: page_of(visit_id, "cancel"))
def cancel(visit_id: str) -> str:
    """Cancel with a reason; nothing is deleted."""

    def work(who: Caller, visit: Visit) -> None:
        reason = tidy(request.form.get("reason"), 300)
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
            who.organisation.id, who.person.id, visit.id, instructions=tidy(request.form.get("instructions"), 1000)
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
    done = "assigned_clash" if clashing(who.organisation.id, ticked, lead) else "assigned"
    return back_to(url_for("console.visits"), done=done, undo=last_acts(who.organisation.id, ticked, began))


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


def _given_since(visit: Visit, moment: str) -> bool:
    """Whether somebody has given the visit to anybody since a list was read."""
    given = (
        Fact.organisation_id == visit.organisation_id,
        Fact.subject_id == visit.id,
        Fact.kind == "assigned",
        Fact.received_at > moment,
    )
    return db.session.scalar(select(Fact.id).where(*given).limit(1)) is not None


def _times(who: Caller) -> tuple[tuple[str, str] | None, str | None]:
    """(window, agreed time) as typed; `bad_input` with the field that cannot be."""
    typed, zone = request.form, who.organisation.time_zone
    day, _ = read_day(typed.get("day"))
    if not dates.is_day(day):
        raise Problem("bad_input", {"day": ["day"]})
    now = clock.local(clock.now(), zone)
    if trouble := day_trouble(day, now.date().isoformat()):
        raise Problem("bad_input", {"day": [trouble]})
    read = {
        "from": read_time(typed.get("from")),
        "to": read_end(typed.get("to")),
        "agreed": read_time(typed.get("agreed")),
    }
    if troubles := {name: [trouble] for name, (_, trouble) in read.items() if trouble}:
        raise Problem("bad_input", troubles)
    start, end, agreed = (clock_ for clock_, _ in read.values())
    if not start and not end and not agreed:
        raise Problem("bad_input", {"from": ["no_time"]})
    over_midnight = is_over_midnight(start, end)
    if bool(start) != bool(end) or (start and start >= end and not over_midnight):
        raise Problem("bad_input", {"to": ["window"]})
    following = days.shifted(day, 1)
    window = (
        (clock.moment_at(day, start, zone), clock.moment_at(following if over_midnight else day, end, zone))
        if start
        else None
    )
    if missing := [
        name for name, at in (("from", start), ("agreed", agreed)) if at and not clock.is_shown(day, at, zone)
    ]:
        raise Problem("bad_input", {missing[0]: ["no_such_time"]})
    on = following if over_midnight and agreed and agreed < start else day
    agreed_at = clock.moment_at(on, agreed, zone) if agreed else None
    if window and agreed_at and not window[0] <= agreed_at <= window[1]:
        raise Problem("bad_input", {"agreed": ["agreed_outside"]})
    if (agreed_at or (window[1] if window else "")) < clock.now():
        raise Problem("bad_input", {"agreed" if agreed else "to": ["past"]})
    return window, agreed_at
