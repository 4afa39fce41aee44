"""Who is told that something promised comes due: the owner before, the dispatchers at its time, the supervisors after (K8).

What is due is read from the rows, by whoever looks; a reminder only says that somebody was told. Nothing depends on this job having run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import String, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.calendar import calendar_of
from server.accounts.models import Person
from server.kernel import clock
from server.kernel.db import Id, Model, Moment, OfOrganisation, db
from server.kernel.deadlines import Calendar, due
from server.kernel.feed import announce
from server.kernel.transaction import write
from server.matters.models import Commitment
from server.matters.rules import OPEN
from server.visits.models import Holding

OWNER, DISPATCHER, SUPERVISOR = "owner", "dispatcher", "supervisor"
BEFORE_HOURS, AFTER_WORKING_HOURS = 2, 4
MOST = 500


class Reminder(OfOrganisation, Model):
    """Somebody was told of a commitment; once a stage and person."""

    __tablename__ = "reminder"
    commitment_id: Mapped[str] = mapped_column(Id, primary_key=True)
    stage: Mapped[str] = mapped_column(String(12), primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[str] = mapped_column(Moment)


def moments_of(due_at: str, calendar: Calendar) -> dict[str, str]:
    """Stage → the moment from which it holds."""
    return {
        OWNER: clock.later(due_at, hours=-BEFORE_HOURS),
        DISPATCHER: due_at,
        SUPERVISOR: due(due_at, AFTER_WORKING_HOURS, "wh", calendar).at,
    }


def stage_of(due_at: str, now: str, calendar: Calendar) -> str:
    """How far an open commitment has come: '' while nobody needs to be told."""
    return next((stage for stage, moment in reversed(moments_of(due_at, calendar).items()) if now >= moment), "")


def remind(organisation: str) -> int:
    """Tell everybody who is to be told by now and was not; returns how many were. Safe to run twice."""
    return write(lambda: _remind(organisation, clock.now()))


def _remind(organisation: str, now: str) -> int:
    calendar, people = calendar_of(organisation), _people(organisation)
    soon = select(Commitment).where(
        Commitment.organisation_id == organisation,
        Commitment.state == OPEN,
        Commitment.due_at <= clock.later(now, hours=BEFORE_HOURS),
    )
    rows = db.session.scalars(soon.order_by(Commitment.due_at, Commitment.id).limit(MOST)).all()
    known = select(Reminder.commitment_id, Reminder.stage, Reminder.person_id).where(
        Reminder.organisation_id == organisation, Reminder.commitment_id.in_([row.id for row in rows])
    )
    told = {tuple(each) for each in db.session.execute(known)} if rows else set()
    due_now = {
        (row.id, stage, person)
        for row in rows
        for stage, moment in moments_of(row.due_at, calendar).items()
        if now >= moment
        for person in _told(row, stage, people)
    }
    new = sorted(due_now - told)
    if new:
        db.session.execute(
            insert(Reminder),
            [
                {
                    "organisation_id": organisation,
                    "commitment_id": commitment,
                    "stage": stage,
                    "person_id": person,
                    "at": now,
                }
                for commitment, stage, person in new
            ],
        )
        _tell_phones(organisation, rows, new)
    return len(new)


def _tell_phones(organisation: str, rows: Sequence[Commitment], new: Sequence[tuple[str, str, str]]) -> None:
    """The phones of owners who hold the visit hear of it, so that one that takes hints gives one; what they fetch is as it was."""
    visits = {row.id: row.source_id for row in rows if row.source_type == "visit"}
    owners = {
        (person, visits[commitment]) for commitment, stage, person in new if stage == OWNER and commitment in visits
    }
    held = select(Holding.person_id, Holding.visit_id).where(
        Holding.organisation_id == organisation,
        Holding.visit_id.in_({visit for _, visit in owners}),
        Holding.revoked_version.is_(None),
    )
    for person, visit in sorted(db.session.execute(held)) if owners else ():
        if (person, visit) in owners:
            announce(organisation, person, "visit", visit=visit, detail="matter")


def _people(organisation: str) -> list[Person]:
    return list(
        db.session.scalars(
            select(Person).where(Person.organisation_id == organisation, Person.left_at.is_(None)).order_by(Person.id)
        )
    )


def _told(row: Commitment, stage: str, people: list[Person]) -> Iterator[str]:
    """Whom a stage concerns: the owner, or the team's dispatchers where the owner has left; everybody of the role where the team has none."""
    if stage == OWNER and any(each.id == row.owner_id for each in people):
        yield str(row.owner_id)
        return
    role = SUPERVISOR if stage == SUPERVISOR else DISPATCHER
    able = [each for each in people if each.has_role(role)]
    yield from (each.id for each in [one for one in able if one.team_id == row.owner_team] or able)
