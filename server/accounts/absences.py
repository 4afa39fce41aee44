"""When somebody of the staff is not there. Only the time is kept: why is nobody's business here, and planning need not know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import Person
from server.kernel import clock
from server.kernel.db import Id, Model, Moment, OfOrganisation, db
from server.kernel.ids import new_id
from server.kernel.problem import Problem

LONGEST = 400  # days
KEPT_DAYS = 60  # after its end


class Absence(OfOrganisation, Model):
    """Somebody is away from `since` to `until` (moments)."""

    __tablename__ = "absence"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    since: Mapped[str] = mapped_column(Moment)
    until: Mapped[str] = mapped_column(Moment)
    noted_by: Mapped[str] = mapped_column(Id)
    noted_at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "until"), Index(None, "organisation_id", "person_id"))


def note_absence(organisation: str, by: str, person: str, since: str, until: str) -> str:
    """Inside `write`: somebody will not be there. `not_found` for a stranger, `bad_input` for an end before the beginning."""
    found = db.session.get(Person, (organisation, person))
    if found is None or found.left_at is not None:
        raise Problem("not_found")
    if not since < until <= clock.later(since, days=LONGEST):
        raise Problem("bad_input", {"until": ["window"]})
    row = Absence(
        organisation_id=organisation,
        id=new_id(),
        person_id=person,
        since=since,
        until=until,
        noted_by=by,
        noted_at=clock.now(),
    )
    db.session.add(row)
    return row.id


def end_absence(organisation: str, absence: str) -> None:
    """Inside `write`: somebody is back, or it was a mistake. `not_found`."""
    row = db.session.get(Absence, (organisation, absence))
    if row is None:
        raise Problem("not_found")
    db.session.delete(row)


def absences(organisation: str, since: str, until: str = "9", person: str = "") -> Sequence[Absence]:
    """Who is away at any time between two moments, in the order of time."""
    rows = select(Absence).where(Absence.organisation_id == organisation, Absence.until > since, Absence.since < until)
    rows = rows.where(Absence.person_id == person) if person else rows
    return db.session.scalars(rows.order_by(Absence.since, Absence.id).limit(500)).all()


def away(organisation: str, since: str, until: str) -> Mapping[str, list[tuple[str, str]]]:
    """Person → the spans between two moments in which they are away."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in absences(organisation, since, until):
        found.setdefault(each.person_id, []).append((max(each.since, since), min(each.until, until)))
    return found


def forget_old(organisation: str) -> None:
    """Inside `write`: what is long over is nobody's business any more."""
    old = Absence.until < clock.later(clock.now(), days=-KEPT_DAYS)
    db.session.execute(delete(Absence).where(Absence.organisation_id == organisation, old))
