"""What the office does to a visit: order, assign, reschedule, instruct, cancel. Each act is a fact in the visit's log."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.models import Organisation, Person, Team
from server.customers.models import Customer, Premises
from server.kernel import clock
from server.kernel.codes import drawn
from server.kernel.db import db
from server.kernel.feed import announce
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.visits import days, standard
from server.visits.conflicts.detect import open_conflicts
from server.visits.feed.grants import evict, grant
from server.visits.feed.holdings import today_of
from server.visits.limit_results import late_notice
from server.visits.log.log import Log, holders_of, write_logs
from server.visits.models import Assignment, Visit
from server.visits.office.append import act, locked, report
from server.visits.order_inputs import carried_inputs, declared_for, read_inputs
from server.visits.rules import FINISHED, Cross, signature_of

Window = tuple[str, str]
NUMBER_LETTERS = 4  # of a visit's number: 810,000 for each day of the calendar
TRIES_A_LENGTH = 8  # beyond them most of a length are taken
CALL_HOURS = 24  # how long before it is saved a call may have been


@act
def order_visit(
    organisation: str,
    by: str,
    *,
    customer: str,
    premises: str,
    team: str,
    kind_of_work: str,
    window: Window | None = None,
    agreed_at: str | None = None,
    priority: str = "normal",
    instructions: str | None = None,
    bring: Sequence[dict[str, Any]] = (),
    follows: str | None = None,
    matter: str | None = None,
    call_at: str | None = None,
    inputs: Mapping[str, str] | None = None,
) -> str:
    """Take an order; returns the visit's id. Moments are UTC text; `no_standard` for work that no standard covers, `not_found` for strangers'.

    `follows` is an earlier visit that this one goes on with: what was promised there and this order keeps is kept with it.
    `inputs` is what the order says for the inputs that its standard declares (`order_inputs.read_inputs`); what it leaves out comes from earlier visits.
    `matter` is what it belongs to, else a matter of its own is opened; `call_at` is when the customer called, at most a day before (`call_at`).
    """
    now = clock.now()
    today = today_of(organisation, now)
    pinned = standard.in_force(organisation, kind_of_work, today)
    who, where = _theirs(organisation, customer, premises, team)
    if call_at and not clock.later(now, hours=-CALL_HOURS) <= call_at <= now:
        raise Problem("bad_input", {"call_at": ["call_at"]})
    if follows and db.session.get(Visit, (organisation, follows)) is None:
        raise Problem("not_found")
    document = standard.document_of(organisation, pinned.id, pinned.version)
    carried = carried_inputs(organisation, declared_for(document, kind_of_work), follows, matter)
    said = read_inputs(document, kind_of_work, carried | dict(inputs or {}))
    visit = Visit(
        organisation_id=organisation,
        id=new_id(),
        number=new_number(organisation, today),
        team_id=team,
        customer_id=who.id,
        premises_id=where.id,
        follows_id=follows,
        matter_id=matter,
        kind_of_work=kind_of_work,
        standard_id=pinned.id,
        standard_version=pinned.version,
        priority=priority,
        instructions=instructions or None,
        order_inputs=json.dumps(said, ensure_ascii=False) if said else None,
        bring=json.dumps(list(bring), ensure_ascii=False),
        received_at=now,
        state="planned",
        needs_review=False,
        open_conflicts=0,
        awaited=0,
        version=0,
    )
    plan(visit, window, agreed_at)
    db.session.add(visit)
    db.session.flush()
    log = Log(visit)
    named = {"follows": follows, "matter": matter, "call_at": call_at, "inputs": said}
    ordered = {"kind_of_work": kind_of_work} | times(visit) | {name: given for name, given in named.items() if given}
    report(log, "ordered", ordered, by, now)
    extra = ({"instructions": instructions} if instructions else {}) | (
        {"priority": priority} if priority != "normal" else {}
    )
    if extra or bring:
        report(log, "instructed", extra | ({"bring": list(bring)} if bring else {}), by, now)
    write_logs([log], now)
    return visit.id


@act
def assign(organisation: str, by: str, visit_id: str, lead: str | None, helpers: Sequence[str] = ()) -> None:
    """Give the visit to a lead and helpers, take it from everybody else. `not_a_technician`, `visit_is_over`, `not_found`."""
    log, now = _open(organisation, visit_id), clock.now()
    wanted = dict.fromkeys(helpers, "helper") | ({lead: "lead"} if lead else {})
    if lead in helpers or not _technicians(organisation, list(wanted)):
        raise Problem("not_a_technician")
    present = {
        row.person_id: row
        for row in db.session.scalars(
            select(Assignment).where(Assignment.organisation_id == organisation, Assignment.visit_id == visit_id)
        )
    }
    if {person: row.role for person, row in present.items()} == wanted:
        return
    log.visit.lead_id = lead
    ordered = sorted(person for person, role in wanted.items() if role == "helper")
    report(log, "assigned", ({"lead": lead} if lead else {}) | {"helpers": ordered}, by, now)
    for person in present.keys() - wanted.keys():
        db.session.delete(present[person])
        evict(log.visit, person, "reassigned", now, given_to=lead)
    write_logs([log], now)
    _tell(log, "lead helpers")
    for person, role in sorted(wanted.items()):
        _give(log.visit, present.get(person), person, role, now)


@act
def reschedule(
    organisation: str,
    by: str,
    visit_id: str,
    *,
    asked_by: str,
    window: Window | None = None,
    agreed_at: str | None = None,
    reason: str | None = None,
    apology: bool = False,
) -> None:
    """Move the visit. HV-8c: our own change at less than two hours' notice needs reason and apology, and is marked as late notice."""
    log, now = _open(organisation, visit_id), clock.now()
    visit = log.visit
    late = asked_by == "us" and late_notice(visit, now)
    if late and not (reason and apology):
        raise Problem("late_notice_needs_reason")
    before = times(visit)
    plan(visit, window, agreed_at)
    body: dict[str, Any] = {"by": asked_by} | times(visit) | {"from": before} | ({"reason": reason} if reason else {})
    body |= ({"apology": True} if apology else {}) | ({"late_notice": True} if late else {})
    report(log, "rescheduled", body, by, now)
    write_logs([log], now)
    renew(visit, now)


@act
def instruct(
    organisation: str,
    by: str,
    visit_id: str,
    *,
    instructions: str | None = None,
    priority: str | None = None,
    bring: Sequence[dict[str, Any]] | None = None,
) -> None:
    """Change what the technician should know: None leaves a field as it is, an empty text takes the instructions away."""
    log, now = _open(organisation, visit_id), clock.now()
    visit = log.visit
    body: dict[str, Any] = {}
    if instructions is not None and instructions != (visit.instructions or ""):
        visit.instructions = instructions or None
        body["instructions"] = instructions
    if priority is not None and priority != visit.priority:
        visit.priority = body["priority"] = priority
    if bring is not None and list(bring) != json.loads(visit.bring):
        visit.bring, body["bring"] = json.dumps(list(bring), ensure_ascii=False), list(bring)
    if not body:
        return
    report(log, "instructed", body, by, now)
    write_logs([log], now)
    _tell(log, " ".join(body))


@act
def cancel(organisation: str, by: str, visit_id: str, *, reason: str, asked_by: str) -> None:
    """Cancel with a reason (`asked_by`: us or customer). Work that is under way at the door still comes home, for somebody to settle."""
    log, now = _open(organisation, visit_id), clock.now()
    report(log, "cancelled", {"reason": reason, "by": asked_by}, by, now)
    write_logs([log], now)
    for person in holders_of(organisation, [visit_id]).get(visit_id, []):
        evict(log.visit, person, "cancelled", now)


@act
def look_over(organisation: str, by: str, visit_id: str) -> None:
    """Somebody has looked at a visit that came back from a phone after a restore; `still_to_decide` while two sides of it are at cross purposes."""
    log, now = locked(organisation, visit_id), clock.now()
    if log.visit.open_conflicts:
        raise Problem("still_to_decide")
    if not log.visit.needs_review:
        return  # because a second tap, or a colleague's, changes nothing
    report(log, "looked_over", {}, by, now)
    write_logs([log], now)
    log.visit.needs_review = False
    _tell(log, "needs_review")


@act
def object_to_signature(organisation: str, visit_id: str) -> bool:
    """The customer says on the receipt page that the signature is not theirs: a fact that opens a review, never a deletion. Once is enough.

    False where no signature counts any more.
    """
    log, now = locked(organisation, visit_id), clock.now()
    signature, objected = signature_of(log.entries)
    if signature is None or objected:
        return objected
    customer = log.visit.customer_id
    report(log, "objected", {"what": "not_me"}, customer, now)
    objection = log.entries[-1]
    write_logs([log], now)
    open_conflicts([(log, Cross("signature", signature, objection, hard=True))], now)
    return True


def _open(organisation: str, visit_id: str) -> Log:
    log = locked(organisation, visit_id)
    if log.visit.state in FINISHED:
        raise Problem("visit_is_over")
    return log


def plan(visit: Visit, window: Window | None, agreed_at: str | None) -> None:
    """Set the times and what follows from them: the day in the organisation's zone, and what sorts it."""
    visit.window_from, visit.window_to = window or (None, None)
    visit.agreed_at, visit.scheduled_at = agreed_at, None  # because it was planned within what was promised before
    visit.due = days.due(agreed_at, visit.window_to)
    zone = db.session.get_one(Organisation, visit.organisation_id).time_zone
    moment = agreed_at or visit.window_from
    visit.day = clock.day_of(moment, zone) if moment else ""


def times(visit: Visit) -> dict[str, Any]:
    window = {"window": {"from": visit.window_from, "to": visit.window_to}} if visit.window_from else {}
    return window | ({"agreed_at": visit.agreed_at} if visit.agreed_at else {})


def _give(visit: Visit, assignment: Assignment | None, person: str, role: str, now: str) -> None:
    if assignment is None:
        db.session.add(
            Assignment(organisation_id=visit.organisation_id, visit_id=visit.id, person_id=person, role=role, since=now)
        )
    elif assignment.role == role:
        return
    else:
        assignment.role, assignment.since = role, now
    today = today_of(visit.organisation_id, now)
    if days.is_held(visit.day, today):
        grant(visit, person, role, today, now)


def renew(visit: Visit, now: str) -> None:
    """A new time changes what the grants say, and on which phones the visit belongs."""
    today = today_of(visit.organisation_id, now)
    assigned = db.session.scalars(
        select(Assignment)
        .where(Assignment.organisation_id == visit.organisation_id, Assignment.visit_id == visit.id)
        .order_by(Assignment.person_id)
    ).all()
    for row in assigned:
        if days.is_held(visit.day, today):
            grant(visit, row.person_id, row.role, today, now)
        else:
            evict(visit, row.person_id, "out_of_days", now)


def _tell(log: Log, fields: str) -> None:
    visit = log.visit
    for person in holders_of(visit.organisation_id, [visit.id]).get(visit.id, []):
        announce(visit.organisation_id, person, "visit", visit=visit.id, detail=fields)


def _technicians(organisation: str, people: list[str]) -> bool:
    found = db.session.scalars(
        select(Person).where(Person.organisation_id == organisation, Person.id.in_(people))
    ).all()
    return len(found) == len(people) and all(person.has_role("technician") for person in found)


def _theirs(organisation: str, customer: str, premises: str, team: str) -> tuple[Customer, Premises]:
    who, where = db.session.get(Customer, (organisation, customer)), db.session.get(Premises, (organisation, premises))
    if (
        who is None
        or where is None
        or where.customer_id != who.id
        or db.session.get(Team, (organisation, team)) is None
    ):
        raise Problem("not_found")
    return who, where


def new_number(organisation: str, today: str) -> str:
    """Short enough to read aloud: month and day, then four letters that nobody mistakes; more where years have used up the short ones."""
    for length in range(NUMBER_LETTERS, NUMBER_LETTERS + 6):
        for _ in range(TRIES_A_LENGTH):
            number = f"{today[5:7]}{today[8:]}-{drawn(length)}"
            taken = select(Visit.id).where(Visit.organisation_id == organisation, Visit.number == number)
            if db.session.scalar(taken) is None:
                return number
    raise AssertionError("ten letters are never used up")
