"""What phones are meant to hold today: visits enter and leave the days by time alone, and so does the contact part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import Select, bindparam, or_, select, union_all, update

from server.accounts.models import Organisation
from server.kernel import clock, marks
from server.kernel.db import db
from server.kernel.feed import Change, announce, clock_of
from server.kernel.prepared import Prepared
from server.kernel.registry import installed
from server.kernel.transaction import write
from server.visits import days
from server.visits.feed.grants import evict, grant, next_day_of
from server.visits.models import Assignment, Holding, Visit
from server.visits.receive import lock_visits
from server.visits.rules import FINISHED, UNDER_WAY

VISITS_A_WRITE = 200  # visits in one write, because others wait for it
MARK_EVERY = 6 * 60  # minutes
VERSION = "change clock"
EVERY = 60_000  # milliseconds between two looks at the same person's holdings by one process

# Made once, because every sync asks these, and making them took longer than having them answered.
ZONE = select(Organisation.time_zone).where(Organisation.id == bindparam("organisation"))
TO_GRANT = (
    select(Assignment.visit_id, Assignment.person_id, Assignment.role)
    .join(Visit, (Visit.organisation_id == Assignment.organisation_id) & (Visit.id == Assignment.visit_id))
    .outerjoin(
        Holding,
        (Holding.organisation_id == Assignment.organisation_id)
        & (Holding.visit_id == Assignment.visit_id)
        & (Holding.person_id == Assignment.person_id),
    )
    .where(
        Assignment.organisation_id == bindparam("organisation"),
        Visit.state != "cancelled",
        Visit.day >= bindparam("first"),
        Visit.day <= bindparam("last"),
        or_(Holding.visit_id.is_(None), Holding.revoked_version.is_not(None)),
    )
    .order_by(Visit.day, Visit.due, Visit.id)
)
HELD = (
    select(
        Holding.visit_id,
        Holding.person_id,
        Holding.contact_version,
        Visit.day,
        Visit.state,
        Visit.awaited,
        Visit.last_fact_at,
    )
    .join(Visit, (Visit.organisation_id == Holding.organisation_id) & (Visit.id == Holding.visit_id))
    .where(Holding.organisation_id == bindparam("organisation"), Holding.revoked_version.is_(None))
    .order_by(Visit.day, Visit.id)
)
DELIVERED = Prepared(
    update(Holding.__table__).where(
        Holding.organisation_id == bindparam("organisation"),
        Holding.person_id == bindparam("person"),
        Holding.revoked_version.is_(None),
        Holding.delivered_at.is_(None),
        Holding.granted_version <= bindparam("cursor"),
    )
)
TO_GRANT_ONE = TO_GRANT.where(Assignment.person_id == bindparam("person"))
HELD_BY_ONE = HELD.where(Holding.person_id == bindparam("person"))


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do for one person: grant, evict, contact or contact_gone."""

    what: str
    visit: str
    person: str
    role: str = ""


def refresh_holdings(organisation: str, person: str | None = None) -> int:
    """Bring the holdings (of one person, or of all) up to this moment; returns how many things had to change.

    Called lazily by each sync and by the job at the organisation's midnight; both write through the change clock, at most 200 visits in one write.
    """
    now = clock.now()
    today = today_of(organisation, now)
    days_of_contact = (today, next_day_of(organisation, today))

    def work(visits: list[str]) -> int:
        lock_visits(organisation, visits)
        todo = _due(organisation, person, days_of_contact, now, visits)  # again, because somebody may have been quicker
        for due in todo:
            _do(organisation, due, today, now)
        return len(todo)

    visits = sorted({due.visit for due in _due(organisation, person, days_of_contact, now)})
    return sum(
        write(partial(work, visits[first : first + VISITS_A_WRITE])) for first in range(0, len(visits), VISITS_A_WRITE)
    )


def refresh_lazily(organisation: str, person: str) -> None:
    """The same before a pull, at most once a minute for each person."""
    now = clock.now()
    looked: dict[tuple[str, str], str] = current_app.extensions.setdefault("doorstep.looked", {})
    before = looked.get((organisation, person))
    if before is None or abs(clock.milliseconds_between(before, now)) >= EVERY:
        refresh_holdings(organisation, person)
        looked[organisation, person] = now


def note_delivered(organisation: str, person: str, cursor: int, now: str) -> None:
    """Inside `write`: since when the person's phone has each visit; the first time counts, because a clock begins with it (FT-1)."""
    DELIVERED.run({"organisation": organisation, "person": person, "cursor": cursor, "delivered_at": now})


def today_of(organisation: str, now: str) -> str:
    """The organisation's calendar day."""
    zone = db.session.execute(ZONE, {"organisation": organisation}).scalar_one()
    return clock.day_of(now, zone)


def entries_still_needed(organisation: str) -> Select[Any]:
    """The entries of the feed that a phone starting anew needs, as a query: grants in force, the standards, and what others call lasting."""
    held = select(Holding.granted_version).where(
        Holding.organisation_id == organisation, Holding.revoked_version.is_(None)
    )
    lasting = select(Change.version).where(
        Change.organisation_id == organisation, Change.kind.in_(["standard", *installed().lasting()])
    )
    return select(union_all(held, lasting).subquery())


def remember_version(organisation: str) -> None:
    """Leave a mark of what the change clock stands at, at most every six hours. What it stood at long ago is told by these marks."""
    value = str(
        clock_of(organisation).value
    )  # before the moment, because what the mark counts must be older than the mark
    now = clock.now()
    last = marks.at(organisation, VERSION, now)
    if last is None or last.at <= clock.later(now, minutes=-MARK_EVERY):
        write(lambda: marks.leave(organisation, VERSION, now, value))


def version_before(organisation: str, moment: str) -> int:
    """The change clock's value at a moment, as far as marks tell; 0 when none is that old."""
    mark = marks.at(organisation, VERSION, moment)
    return int(mark.value) if mark else 0


def _due(
    organisation: str, person: str | None, days_of_contact: tuple[str, str], now: str, visits: list[str] | None = None
) -> list[Due]:
    """What is due for one person or for all; of these visits only, where they are named. The days are today and the next working day."""
    granted = _to_grant(organisation, person, days_of_contact[0], visits)
    return granted + _to_change(organisation, person, days_of_contact, now, visits)


def _to_grant(organisation: str, person: str | None, today: str, visits: list[str] | None) -> list[Due]:
    """Assigned, within the days, not cancelled, and not held."""
    asked = {
        "organisation": organisation,
        "person": person,
        "first": days.shifted(today, -days.DAYS_BACK),
        "last": days.shifted(today, days.DAYS_AHEAD),
    }
    rows = db.session.execute(_narrowed(TO_GRANT_ONE if person else TO_GRANT, visits), asked)
    return [Due("grant", visit, who, role) for visit, who, role in rows]


def _to_change(
    organisation: str, person: str | None, days_of_contact: tuple[str, str], now: str, visits: list[str] | None
) -> list[Due]:
    rows = db.session.execute(
        _narrowed(HELD_BY_ONE if person else HELD, visits), {"organisation": organisation, "person": person}
    )
    found = []
    for visit, who, contact, day, state, awaited, last in rows:
        what = _change(contact is not None, day, state, awaited, last, days_of_contact, now)
        if what:
            found.append(Due(what, visit, who))
    return found


def _narrowed(asked: Any, visits: list[str] | None) -> Any:
    return asked if visits is None else asked.where(Visit.id.in_(visits))


def _change(
    has_contact: bool,
    day: str,
    state: str,
    awaited: int,
    last: str | None,
    days_of_contact: tuple[str, str],
    now: str,
) -> str | None:
    today, next_day = days_of_contact
    if not days.is_held(day, today):
        return None if state in UNDER_WAY else "evict"  # because nobody stops work at a customer's door
    finished = state in FINISHED
    if has_contact and finished and not awaited and days.contact_ends(last, now):
        return "contact_gone"
    if has_contact and not finished and day > next_day:
        return "contact_gone"
    return (
        "contact"
        if not has_contact and not finished and days.has_contact(day, today, next_day, finished=False)
        else None
    )


def _do(organisation: str, due: Due, today: str, now: str) -> None:
    visit = db.session.get_one(Visit, (organisation, due.visit))
    if due.what == "grant":
        grant(visit, due.person, due.role, today, now)
    elif due.what == "evict":
        evict(visit, due.person, "ended" if visit.state in FINISHED else "out_of_days", now)
    else:
        _contact(visit, due, gone=due.what == "contact_gone")


def _contact(visit: Visit, due: Due, *, gone: bool) -> None:
    holding = db.session.get_one(Holding, (visit.organisation_id, due.person, visit.id))

    def stamp(version: int) -> None:
        holding.contact_version = None if gone else version

    announce(visit.organisation_id, due.person, due.what, visit=visit.id, stamp=stamp)
