"""A matter as lists need it. What it *is* is computed from its own facts and those of its visits; this row repeats it."""

from __future__ import annotations

from sqlalchemy import Index, String, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from server.kernel.db import Id, Model, Moment, OfOrganisation

STILL = "state <> 'closed'"  # as text, because a database finds the index only by the very same words


LONGEST_TITLE = 200  # characters; a standard's may be longer


class Matter(OfOrganisation, Model):
    """Something that somebody asked for, until everybody who has to know knows what came of it.

    State: accepted | waiting_papers | in_work | paused | done | refused | withdrawn | closed. `taken_over`: it was made for visits that existed before.
    """

    __tablename__ = "matter"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    customer_id: Mapped[str | None] = mapped_column(Id)
    premises_id: Mapped[str | None] = mapped_column(Id)
    place: Mapped[str | None] = mapped_column(String(200))
    accepted_at: Mapped[str] = mapped_column(Moment)
    accepted_by: Mapped[str] = mapped_column(Id)
    originator: Mapped[str] = mapped_column(String(12))
    hotline: Mapped[str | None] = mapped_column(String(80))
    owner_team: Mapped[str] = mapped_column(Id)
    owner_id: Mapped[str | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(16))
    paused_until: Mapped[str | None] = mapped_column(Moment)
    result: Mapped[str | None] = mapped_column(String(40))
    result_at: Mapped[str | None] = mapped_column(Moment)
    closed_at: Mapped[str | None] = mapped_column(Moment)
    reopened: Mapped[int] = mapped_column(default=0)
    parent_id: Mapped[str | None] = mapped_column(Id)
    taken_over: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index(None, "organisation_id", "customer_id", "accepted_at"),
        Index(
            "ix_matter_still_open",
            "organisation_id",
            "accepted_at",
            "id",
            sqlite_where=text(STILL),
            postgresql_where=text(STILL),
        ),
        Index("ix_matter_state", "organisation_id", "state", "accepted_at", "id"),
    )

    @classmethod
    def is_open(cls) -> ColumnElement[bool]:
        """The condition by which the index of what is not closed is found."""
        return cls.state != literal_column("'closed'")
