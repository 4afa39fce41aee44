"""What the office does about a commitment: speak with the customer, keep, move, waive. Each act is a signed fact in the log of its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from server.customers.models import Customer
from server.evidence.models import Receipt
from server.kernel import clock
from server.kernel.db import db
from server.kernel.deadlines import Due, recalculated
from server.kernel.problem import Problem
from server.kernel.wiring import Leaving
from server.matters.models import Commitment
from server.matters.projection import fits, followers_of, project, recomputed, time_of
from server.matters.rules import ANEW, OPEN, RETURN, may_close_by, result_of
from server.visits.limit_results import late_notice
from server.visits.log.log import Log, write_logs
from server.visits.models import Fact, Visit
from server.visits.office.append import act, locked, report
from server.visits.rules import CHANNELS, RESULTS

FARTHEST = 90  # days ahead from which on a new time is asked about once more
REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Spoke:
    """A contact as somebody tells it: how, with which result, and what was said."""

    channel: str = "phone"
    result: str = REACHED
    summary: str = ""
    direction: str = "out"


@act
def speak(organisation: str, by: str, commitment: str, spoke: Spoke) -> str:
    """Store a contact that closes nothing by itself; only a return that waits for its new time to be told is moved by it. Returns the result."""
    row, log = _open(organisation, commitment)
    now = clock.now()
    contact, result = _contact(row, log, by, spoke, now)
    if result == REACHED and row.untold_visit:
        _tell_new_time(row, log, by, contact, now)
    return _write(log, now, result)


@act
def keep(organisation: str, by: str, commitment: str, spoke: Spoke) -> str:
    """What was promised is done and the customer knows: kept if somebody was reached, else only the contact is stored. Returns the result."""
    row, log = _open(organisation, commitment)
    now = clock.now()
    contact, result = _contact(row, log, by, spoke, now)
    if result == REACHED and row.untold_visit:
        _tell_new_time(row, log, by, contact, now)
    elif result == REACHED:
        report(log, "promise_kept", {"commitment": row.id, "contact": contact}, by, now)
    return _write(log, now, result)


@act
def move(
    organisation: str, by: str, commitment: str, spoke: Spoke, *, to: str, asked_by: str, sure: bool = False
) -> str:
    """Another time, which the customer must have heard: `time_has_passed`, `very_far_ahead` (asks once). Returns the result of the contact."""
    row, log = _open(organisation, commitment)
    now = clock.now()
    if to <= now:
        raise Problem("time_has_passed", {"to": ["console.commitment.mistake.passed"]})
    if to > clock.later(now, days=FARTHEST) and not sure:
        raise Problem("very_far_ahead", {"to": ["console.commitment.mistake.far"]})
    contact, result = _contact(row, log, by, spoke, now)
    if result == REACHED:
        late = asked_by == "us" and late_notice(log.visit, now, row.due_at)
        body = {"commitment": row.id, "to": to, "by": asked_by, "contact": contact} | (
            {"late_notice": True} if late else {}
        )
        report(log, "promise_moved", body, by, now)
    return _write(log, now, result)


@act
def waive(
    organisation: str, by: str, commitment: str, spoke: Spoke | None, *, reason: str = "", may_decide: bool = False
) -> str:
    """No longer owed: by the customer's own word, which is a contact, or by a supervisor with a reason (`needs_supervisor`)."""
    row, log = _open(organisation, commitment)
    now = clock.now()
    if spoke is not None:
        contact, result = _contact(row, log, by, spoke, now)
        if result == REACHED:
            report(
                log,
                "promise_waived",
                {"commitment": row.id, "by": "customer", "contact": contact} | _if("reason", reason),
                by,
                now,
            )
        return _write(log, now, result)
    if not may_decide:
        raise Problem("needs_supervisor")
    if not reason:
        raise Problem("bad_input", {"reason": ["reason"]})
    report(log, "promise_waived", {"commitment": row.id, "by": "us", "reason": reason}, by, now)
    return _write(log, now, REACHED)


def must_find(organisation: str, commitment: str) -> Commitment:
    """One commitment of the organisation; `not_found` for anything else."""
    row = db.session.get(Commitment, (organisation, commitment))
    if row is None or row.source_type != "visit":
        raise Problem("not_found")
    return row


def keep_by_visit(organisation: str, visit_id: str, kinds: frozenset[str]) -> None:
    """Inside `write`: a visit was ordered, or moved, that goes on with another: it keeps what was promised there for its time (decision 0081)."""
    if kinds & {"ordered", "rescheduled"}:
        visit = db.session.get(Visit, (organisation, visit_id))
        if visit is not None and visit.follows_id:
            _keep_by(visit, visit.follows_id)


def recalculate(organisation: str, by: str) -> None:
    """Inside `write`: a year was imported, so open moments that had rested on it are computed once more, by a fact with the old and the new one (K7).

    None comes earlier than it was, and one that the customer reads on the receipt stays.
    """
    db.session.flush()
    provisional = select(Commitment).where(
        Commitment.organisation_id == organisation,
        Commitment.source_type == "visit",
        Commitment.state == OPEN,
        Commitment.provisional,
    )
    of_visit: dict[str, list[Commitment]] = {}
    for row in db.session.scalars(provisional.order_by(Commitment.source_id, Commitment.id)):
        of_visit.setdefault(row.source_id, []).append(row)
    for visit, rows in of_visit.items():
        log, now, fresh = locked(organisation, visit), clock.now(), recomputed(organisation, visit)
        told = db.session.get(Receipt, (organisation, visit)) is not None
        for row in rows:
            new = fresh.get(row.id)
            if new is None or new.provisional:
                continue
            due = (
                Due(row.due_at)
                if told and row.owed_to == "customer"
                else recalculated(Due(row.due_at, True), new, against_person=True)
            )
            report(log, "deadline_recalculated", {"commitment": row.id, "from": row.due_at, "to": due.at}, by, now)
        write_logs([log], now)


def hand_over(leaving: Leaving) -> None:
    """Inside `write`: what somebody who leaves has promised goes to whoever takes it, else to the team."""
    wanted = select(Commitment).where(
        Commitment.organisation_id == leaving.organisation,
        Commitment.owner_id == leaving.person,
        Commitment.state == OPEN,
    )
    for row in db.session.scalars(wanted):
        row.owner_id = leaving.to.get(row.source_id, leaving.to.get("")) or None


def _keep_by(visit: Visit, source: str) -> None:
    log, now = locked(visit.organisation_id, source), clock.now()
    by = _who_ordered(visit)
    for row in _commitments(visit.organisation_id, source):
        if row.kind == ANEW or (row.kind == RETURN and fits(visit, row.due_at)):
            report(log, "promise_kept", {"commitment": row.id, "visit": visit.id}, by, now)
    write_logs([log], now)
    project(
        visit.organisation_id, [source]
    )  # also where nothing was kept, because a return may wait for its new time to be told


def _tell_new_time(row: Commitment, log: Log, by: str, contact: str, now: str) -> None:
    """The customer has heard for which time the return was ordered: only now it is moved (ruling 13)."""
    visit = next(
        (each for each in followers_of(row.organisation_id, row.source_id) if each.id == row.untold_visit), None
    )
    if visit is None or (to := time_of(visit)) is None:
        return
    late = late_notice(log.visit, now, row.due_at)
    body = {"commitment": row.id, "to": to, "by": "us", "contact": contact, "visit": visit.id}
    report(log, "promise_moved", body | ({"late_notice": True} if late else {}), by, now)


def _open(organisation: str, commitment: str) -> tuple[Commitment, Log]:
    """The commitment under the lock of its source; `promise_closed` where somebody was quicker."""
    row = must_find(organisation, commitment)
    log = locked(organisation, row.source_id)
    db.session.refresh(row)
    if row.state != OPEN:
        raise Problem("promise_closed")
    return row, log


def _contact(row: Commitment, log: Log, by: str, spoke: Spoke, now: str) -> tuple[str, str]:
    if spoke.channel not in CHANNELS or spoke.result not in RESULTS:
        raise Problem("bad_input", {"result": ["console.commitment.mistake.result"]})
    result = result_of(spoke.channel, spoke.result)
    customer = db.session.get(Customer, (row.organisation_id, row.customer_id)) if row.customer_id else None
    if result == REACHED and customer is not None and not may_close_by(spoke.channel, customer.phone):
        raise Problem("no_telephone", {"channel": ["console.commitment.mistake.no_telephone"]})
    body: dict[str, Any] = {
        "commitment": row.id,
        "direction": spoke.direction,
        "channel": spoke.channel,
        "result": result,
    }
    return report(log, "contacted", body | _if("summary", spoke.summary[:1000]), by, now), result


def _write(log: Log, now: str, result: str) -> str:
    write_logs([log], now)  # which also brings the rows up to date, by what the capability has registered
    return result


def _commitments(organisation: str, source: str) -> list[Commitment]:
    wanted = select(Commitment).where(
        Commitment.organisation_id == organisation, Commitment.source_id == source, Commitment.state == OPEN
    )
    return list(db.session.scalars(wanted.order_by(Commitment.due_at, Commitment.id)))


def _who_ordered(visit: Visit) -> str:
    """Who wrote the visit's last order or time."""
    wanted = select(Fact.person_id).where(
        Fact.organisation_id == visit.organisation_id,
        Fact.subject_id == visit.id,
        Fact.kind.in_(("ordered", "rescheduled")),
    )
    return db.session.scalars(wanted.order_by(Fact.position.desc()).limit(1)).one()


def _if(name: str, value: str) -> dict[str, str]:
    return {name: value} if value else {}
