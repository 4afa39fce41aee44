"""Interruptions as lists need them. What one *is* is computed from the facts of its own log (rules.py); its row repeats it."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation


class Outage(OfOrganisation, Model):
    """An interruption. `number` stands on the notice and opens the customers' page; kind: planned | emergency; state: see rules.py."""

    __tablename__ = "outage"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(10))
    medium: Mapped[str] = mapped_column(String(8))
    scope_text: Mapped[str] = mapped_column(String(400))
    households: Mapped[int] = mapped_column(default=0)
    valve: Mapped[str] = mapped_column(String(80), default="")
    team_id: Mapped[str | None] = mapped_column(Id)
    from_at: Mapped[str] = mapped_column(Moment)
    to_at: Mapped[str] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(10))
    began_at: Mapped[str | None] = mapped_column(Moment)
    ended_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (
        Index(None, "number"),
        Index(None, "organisation_id", "state", "from_at"),
        Index(None, "organisation_id", "from_at"),
    )


class OutagePlace(OfOrganisation, Model):
    """A building or a unit that is affected; `unit` '' for the whole building, `building` '' for the whole estate. Letters as they are compared."""

    __tablename__ = "outage_place"
    outage_id: Mapped[str] = mapped_column(Id, primary_key=True)
    estate: Mapped[str] = mapped_column(String(80), primary_key=True)
    building: Mapped[str] = mapped_column(String(20), primary_key=True)
    unit: Mapped[str] = mapped_column(String(20), primary_key=True)
    __table_args__ = (Index(None, "organisation_id", "estate"),)
