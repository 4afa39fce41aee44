"""What comes again, and what was ordered for it."""

from __future__ import annotations

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation

GOES_ON = "ended_at IS NULL"


class RecurringVisit(OfOrganisation, Model):
    """Work that comes again at one place. `rule` is an RRULE (RFC 5545) counted from `begins_on`; days are those of the organisation.

    `next_on` is the next day that is not ordered yet, '' when the rule has come to its end; `trouble` the code of why it was not ordered.
    """

    __tablename__ = "recurring_visit"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[str] = mapped_column(Id)
    premises_id: Mapped[str] = mapped_column(Id)
    team_id: Mapped[str] = mapped_column(Id)
    kind_of_work: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(120))
    begins_on: Mapped[str] = mapped_column(String(10))
    start: Mapped[str] = mapped_column(String(5))
    end: Mapped[str] = mapped_column(String(5))
    ahead_days: Mapped[int]
    instructions: Mapped[str] = mapped_column(String(600), default="")
    next_on: Mapped[str] = mapped_column(String(10))
    trouble: Mapped[str] = mapped_column(String(40), default="")
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[str] = mapped_column(Moment)
    ended_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (
        Index(None, "organisation_id", "premises_id"),
        Index(
            "ix_recurring_visit_next",
            "organisation_id",
            "next_on",
            sqlite_where=text(GOES_ON),
            postgresql_where=text(GOES_ON),
        ),
    )


class RecurringOrder(OfOrganisation, Model):
    """The visit of one turn; `on_day` is the day that the rule names, before it was moved to a working day. `found`: it was ordered already."""

    __tablename__ = "recurring_order"
    recurring_id: Mapped[str] = mapped_column(Id, primary_key=True)
    on_day: Mapped[str] = mapped_column(String(10), primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id)
    found: Mapped[bool] = mapped_column(default=False)
