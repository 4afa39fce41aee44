"""What nobody has touched goes to somebody by name: a complaint that nobody took to the supervisors, a candidate to the complaint manager (4.2).

Both are deadlines of the organisation's working hours (K3), stored when they begin, because no setting changes a running one (K7).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import and_, exists, select

from server.accounts.calendar import calendar_of
from server.accounts.models import Person
from server.accounts.responsibility import responsible
from server.complaints.models import Complaint, ComplaintCandidate, ComplaintEscalation, ComplaintParty
from server.kernel import clock
from server.kernel.db import db
from server.kernel.deadlines import due, is_overdue
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.visits.models import Assignment, Visit

UNASSIGNED_WORKING_HOURS = 2
SUPERVISOR = "supervisor"
UNASSIGNED, UNTOUCHED = "unassigned", "untouched"
MOST = 200  # of each kind in one run


def take_due(organisation: str, received_at: str) -> str:
    """Until when somebody has to take a complaint in hand: two working hours after it came."""
    return due(received_at, UNASSIGNED_WORKING_HOURS, "wh", calendar_of(organisation)).at


def escalate(organisation: str) -> int:
    """Name what nobody touched in time to who has to see to it; returns to how many people. Safe to run twice, and late."""
    return write(lambda: _untaken(organisation) + _untouched(organisation))


def escalated_to(organisation: str, person: str) -> tuple[list[Complaint], list[ComplaintCandidate]]:
    """What still waits for this person: complaints that nobody took, and candidates that nobody decided; never one about them."""
    about_them = exists().where(
        ComplaintParty.organisation_id == organisation,
        ComplaintParty.complaint_id == Complaint.id,
        ComplaintParty.party_id == person,
    )
    complaints = select(Complaint).where(_waits(organisation), _told(organisation, person, Complaint.id), ~about_them)
    candidates = select(ComplaintCandidate).where(
        ComplaintCandidate.organisation_id == organisation,
        ComplaintCandidate.state == "open",
        _told(organisation, person, ComplaintCandidate.id),
    )
    return (
        list(db.session.scalars(complaints.order_by(Complaint.received_at, Complaint.id).limit(MOST))),
        list(db.session.scalars(candidates.order_by(ComplaintCandidate.due_at, ComplaintCandidate.id).limit(MOST))),
    )


def escalations_of(organisation: str, complaint: str) -> list[ComplaintEscalation]:
    """Who was told that nobody had taken a complaint, in order."""
    wanted = select(ComplaintEscalation).where(
        ComplaintEscalation.organisation_id == organisation, ComplaintEscalation.about_id == complaint
    )
    return list(db.session.scalars(wanted.order_by(ComplaintEscalation.at, ComplaintEscalation.person_id)))


def _untaken(organisation: str) -> int:
    """Complaints past their hour go to every supervisor who is not concerned; where there is none, to the complaint manager."""
    now, found = clock.now(), 0
    late = select(Complaint).where(_waits(organisation), ~_known(organisation, Complaint.id))
    for row in db.session.scalars(late.order_by(Complaint.received_at, Complaint.id).limit(MOST)):
        row.take_due_at = row.take_due_at or take_due(organisation, row.received_at)
        if not is_overdue(row.take_due_at, now):
            continue
        concerned = _concerned(organisation, row.id)
        people = [each for each in _supervisors(organisation) if each not in concerned]
        found += _tell(organisation, row.id, people or _manager(organisation, row.team_id, concerned), UNASSIGNED, now)
    return found


def _untouched(organisation: str) -> int:
    """Candidates past theirs go to the complaint manager, never to somebody who was on that visit."""
    now, found = clock.now(), 0
    late = select(ComplaintCandidate).where(
        ComplaintCandidate.organisation_id == organisation,
        ComplaintCandidate.state == "open",
        ComplaintCandidate.due_at < now,
        ~_known(organisation, ComplaintCandidate.id),
    )
    for row in db.session.scalars(late.order_by(ComplaintCandidate.due_at, ComplaintCandidate.id).limit(MOST)):
        visit = db.session.get(Visit, (organisation, row.visit_id)) if row.visit_id else None
        people = _manager(organisation, visit.team_id if visit else None, on_visit(organisation, row.visit_id))
        found += _tell(organisation, row.id, people, UNTOUCHED, now)
    return found


def on_visit(organisation: str, visit: str) -> frozenset[str]:
    """Who was on a visit: what its customer says may be about them."""
    wanted = select(Assignment.person_id).where(
        Assignment.organisation_id == organisation, Assignment.visit_id == visit
    )
    return frozenset(db.session.scalars(wanted)) if visit else frozenset()


def _tell(organisation: str, about: str, people: Iterable[str], why: str, now: str) -> int:
    rows = [
        ComplaintEscalation(organisation_id=organisation, about_id=about, person_id=each, why=why, at=now)
        for each in people
    ]
    db.session.add_all(rows)
    return len(rows)


def _waits(organisation: str) -> Any:
    return and_(
        Complaint.organisation_id == organisation, Complaint.closed_at.is_(None), Complaint.handler_id.is_(None)
    )


def _known(organisation: str, about: Any) -> Any:
    return exists().where(ComplaintEscalation.organisation_id == organisation, ComplaintEscalation.about_id == about)


def _told(organisation: str, person: str, about: Any) -> Any:
    return exists().where(
        ComplaintEscalation.organisation_id == organisation,
        ComplaintEscalation.about_id == about,
        ComplaintEscalation.person_id == person,
    )


def _concerned(organisation: str, complaint: str) -> frozenset[str]:
    wanted = select(ComplaintParty.party_id).where(
        ComplaintParty.organisation_id == organisation, ComplaintParty.complaint_id == complaint
    )
    return frozenset(db.session.scalars(wanted))


def _supervisors(organisation: str) -> list[str]:
    people = db.session.scalars(
        select(Person).where(Person.organisation_id == organisation, Person.left_at.is_(None)).order_by(Person.id)
    )
    return [each.id for each in people if each.has_role(SUPERVISOR)]


def _manager(organisation: str, team: str | None, concerned: Collection[str]) -> list[str]:
    """[the complaint manager], the deputy or the arbiter; [] where nobody was named: the settings say so."""
    try:
        return [responsible(organisation, "complaint_manager", team, not_these=frozenset(concerned))]
    except Problem:
        return []
