"""Which visit each of the office has in hand on the board, for the others to see within seconds; and whether a day has changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import Person
from server.console.layout import name_of
from server.kernel import clock
from server.kernel.db import Id, Model, Moment, OfOrganisation, db
from server.kernel.transaction import write
from server.visits.models import Visit

AGAIN = 5  # seconds after which somebody who still looks says so again
SHOWN = 12  # seconds for which a hand is shown that says nothing more; a closed browser lets go by itself


class BoardHand(OfOrganisation, Model):
    """Somebody looks at a day of the board, with `visit_id` in hand or none. One row a person."""

    __tablename__ = "board_hand"
    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    day: Mapped[str] = mapped_column(String(10))
    visit_id: Mapped[str | None] = mapped_column(Id)
    at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "day", "at"),)


def show_hand(organisation: str, person: str, day: str, visit: str | None) -> None:
    """Let the others see what this person has in hand; writes only what is new or about to run out."""
    now, row = clock.now(), db.session.get(BoardHand, (organisation, person))
    if row and (row.day, row.visit_id) == (day, visit) and clock.milliseconds_between(row.at, now) < AGAIN * 1000:
        return

    def work() -> None:
        db.session.merge(
            BoardHand(organisation_id=organisation, person_id=person, day=day, visit_id=visit, at=clock.now())
        )

    write(work)


def hands_of(organisation: str, day: str, but: str, language: str) -> list[dict[str, Any]]:
    """[{who, visit}] of the others who look at this day now; `visit` is '' where nothing is in hand."""
    since = clock.later(clock.now(), seconds=-SHOWN)
    rows = (
        select(BoardHand.visit_id, Person)
        .join(Person, (Person.organisation_id == BoardHand.organisation_id) & (Person.id == BoardHand.person_id))
        .where(
            BoardHand.organisation_id == organisation,
            BoardHand.day == day,
            BoardHand.at >= since,
            BoardHand.person_id != but,
        )
        .order_by(Person.name)
        .limit(20)
    )
    return [{"who": name_of(person, language), "visit": visit or ""} for visit, person in db.session.execute(rows)]


def stamp_of(organisation: str, day: str, today: str) -> str:
    """Changes with any fact about a visit of the day, so that a page knows whether to fetch its rows anew."""
    days = Visit.day.in_((day, "") if day == today else (day,))
    count, version = db.session.execute(
        select(func.count(), func.max(Visit.version)).where(
            Visit.organisation_id == organisation, days, or_(Visit.day != "", Visit.state == "planned")
        )
    ).one()
    return f"{count}.{version or 0}"
