"""A serious complaint is told to the head of department at once; until somebody has reached them, every 15 minutes somebody is reminded (CP-4).

The first reminder is the head's; those that follow are the deputy's, because a head who does not hear the first will not hear the second.
"""

from __future__ import annotations

from sqlalchemy import Select, exists, func, select

from server.accounts.responsibility import responsible
from server.complaints.clocks import HEAD_MINUTES
from server.complaints.models import Complaint, ComplaintReminder
from server.complaints.story import case_in
from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write

MOST = 200  # complaints in one run


def remind(organisation: str) -> int:
    """Remind whoever has to be told by now; returns how many were. Safe to run twice, and late: nobody gets two at once."""
    return write(lambda: _remind(organisation, clock.now()))


def reminders_of(organisation: str, complaint: str) -> list[ComplaintReminder]:
    """Who was reminded of a complaint, in order."""
    wanted = select(ComplaintReminder).where(
        ComplaintReminder.organisation_id == organisation, ComplaintReminder.complaint_id == complaint
    )
    return list(db.session.scalars(wanted.order_by(ComplaintReminder.number)))


def reminded_of(organisation: str, person: str) -> list[Complaint]:
    """Serious complaints whose head has heard nothing yet and of which this person was reminded."""
    told = exists().where(
        ComplaintReminder.organisation_id == organisation,
        ComplaintReminder.complaint_id == Complaint.id,
        ComplaintReminder.person_id == person,
    )
    return list(db.session.scalars(_head_not_told(organisation).where(told)))


def _head_not_told(organisation: str) -> Select[Complaint]:
    serious = select(Complaint).where(
        Complaint.organisation_id == organisation,
        Complaint.closed_at.is_(None),
        Complaint.serious,
        Complaint.head_told.is_(False),
    )
    return serious.order_by(Complaint.due_at, Complaint.id).limit(MOST)


def _remind(organisation: str, now: str) -> int:
    return sum(_one(row, now) for row in db.session.scalars(_head_not_told(organisation)).all())


def _one(row: Complaint, now: str) -> int:
    last = db.session.execute(
        select(func.max(ComplaintReminder.number), func.max(ComplaintReminder.at)).where(
            ComplaintReminder.organisation_id == row.organisation_id, ComplaintReminder.complaint_id == row.id
        )
    ).one()
    if last[1] is not None and now < clock.later(last[1], minutes=HEAD_MINUTES):
        return 0
    number = (last[0] or 0) + 1
    person = _whom(row, number)
    if not person:
        return 0
    db.session.add(
        ComplaintReminder(
            organisation_id=row.organisation_id, complaint_id=row.id, number=number, person_id=person, at=now
        )
    )
    return 1


def _whom(row: Complaint, number: int) -> str:
    """The head first, then who stands in; nobody whom it is about. '' where nobody was named: the page says so."""
    concerned = frozenset(each.person for each in case_in(row.organisation_id, row.id).parties if each.person)
    try:
        head = responsible(row.organisation_id, "department_head", row.team_id, not_these=concerned)
    except Problem:
        return ""
    if number == 1:
        return head
    try:
        return responsible(row.organisation_id, "department_head", row.team_id, not_these=concerned | {head})
    except Problem:
        return head
