"""Facts at cross purposes become records that a person settles; both values are kept, and everybody concerned is told."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from server.kernel.canonical import canonical
from server.kernel.db import db
from server.kernel.feed import announce
from server.kernel.ids import new_id
from server.visits.conflicts.completion_check import TARGET
from server.visits.conflicts.models import Conflict
from server.visits.log.log import Log, ask_for_review, holders_of
from server.visits.models import Fact
from server.visits.rules import Cross, Entry


def open_conflicts(crosses: Sequence[tuple[Log, Cross]], now: str) -> None:
    """Inside `write`: keep these conflicts; the same two people at odds over the same thing again renew the open one."""
    for log, cross in crosses:
        visit = log.visit
        row = _open_one(visit.organisation_id, visit.id, cross)
        if row is None:
            row = Conflict(
                organisation_id=visit.organisation_id,
                id=new_id(),
                visit_id=visit.id,
                target=cross.target,
                hard=cross.hard,
                opened_at=now,
            )
            db.session.add(row)
            visit.open_conflicts += 1
        _fill(row, cross, now)
        _take_off(visit.organisation_id, [entry.id for entry in cross.beaten])
        db.session.flush()
        _tell(log, row, cross.beaten)


def _open_one(organisation: str, visit: str, cross: Cross) -> Conflict | None:
    return db.session.scalars(
        select(Conflict).where(
            Conflict.organisation_id == organisation,
            Conflict.visit_id == visit,
            Conflict.target == cross.target,
            Conflict.resolved_at.is_(None),
            Conflict.shown_by == cross.shown.person,
            Conflict.other_by == cross.other.person,
        )
    ).first()


def _fill(row: Conflict, cross: Cross, now: str) -> None:
    row.base = _value(cross.base) if cross.base else None
    row.shown, row.shown_fact, row.shown_by, row.shown_at = (
        _value(cross.shown),
        cross.shown.id,
        cross.shown.person,
        cross.shown.at or now,
    )
    row.other, row.other_fact, row.other_by, row.other_at = (
        _value(cross.other),
        cross.other.id,
        cross.other.person,
        cross.other.at or now,
    )


def _take_off(organisation: str, facts: list[str]) -> None:
    """What was beaten shows nowhere any more; its words stay in the log and in the conflict."""
    if facts:
        db.session.execute(
            update(Fact).where(Fact.organisation_id == organisation, Fact.id.in_(facts)).values(outcome="conflict")
        )


def _value(entry: Entry) -> str:
    return canonical(entry.value).decode()


def _tell(log: Log, row: Conflict, beaten: Sequence[Entry]) -> None:
    """Whoever holds the visit sees the card and takes what was beaten off; a hard conflict marks the visit for review."""
    visit = log.visit
    places = sorted(log.entries.index(entry) + 1 for entry in beaten)
    for person in holders_of(visit.organisation_id, [visit.id]).get(visit.id, []):
        for place in places:  # also to the phone that wrote it, which had it applied
            announce(visit.organisation_id, person, "fact", visit=visit.id, detail=f"{place}-{place}")
        if (
            row.target != TARGET
        ):  # because who is asked whether two interpreters agree is the office, not the technician
            announce(visit.organisation_id, person, "conflict", visit=visit.id, reference=row.id)
    if row.hard:
        ask_for_review(visit)
